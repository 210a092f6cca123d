"""What moderators do for themselves: cover texts, leave a case to others, take a break."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.viewer import Viewer
from forum.moderation import calm as asked
from forum.moderation import queries
from forum.moderation.models import Case, CaseSkip, Claim, Decision
from forum.moderation.services import calm, claims, duty
from tests.factories import make_editor, make_member, make_moderator
from tests.factories_moderation import case_of, make_held, signed_in

pytestmark = pytest.mark.django_db
HELD = "/moderation/queue/held/"
WORDS = "The rude words of somebody."
COUNTED = '<span class="count">1<'  # in the header


@pytest.fixture
def bob() -> User:
    return make_moderator()


@pytest.fixture
def case() -> Case:
    return case_of(make_held(body=WORDS))


def page(client: Client, path: str = HELD) -> str:
    return client.get(path).content.decode()


def test_a_case_that_is_too_much_is_left_to_others_without_a_mark(bob: User, case: Case) -> None:
    own, carol = signed_in(bob), make_moderator("Carol")
    claims.take(case, by=bob)
    answer = own.post(f"/moderation/cases/{case.pk}/skip/", {"back": "held"})
    assert answer.headers["Location"] == HELD
    assert WORDS not in page(own)
    others = page(signed_in(carol))
    assert WORDS in others
    assert "Bob" not in others.split("<main")[1]
    assert not Decision.objects.exists()
    assert not Claim.objects.exists()
    # Nor does it come back when one case follows the other, or for a decision about a whole tab.
    assert own.get("/moderation/queue/held/next/").headers["Location"] == HELD
    assert page(signed_in(bob), f"/moderation/cases/{case.pk}/").count(WORDS) == 1


def test_it_is_shown_again_in_the_morning(bob: User, case: Case) -> None:
    calm.skip(case, by=bob)
    calm.skip(case, by=bob)
    until = CaseSkip.objects.get().until
    assert timezone.now() < until < timezone.now() + timedelta(hours=31)
    CaseSkip.objects.update(until=timezone.now())
    assert queries.cases_of_tab("held", viewer=Viewer.for_user(bob))[0] == [case]
    assert calm.purge_skips() == 1


def test_when_one_case_follows_the_other_a_skip_leads_to_the_next(bob: User, case: Case) -> None:
    second = case_of(make_held(body="Another one.", author=make_member("Dora")))
    answer = signed_in(bob).post(f"/moderation/cases/{case.pk}/skip/", {"back": "next:held"})
    assert answer.headers["Location"].startswith(f"/moderation/cases/{second.pk}/")


def test_a_skip_counts_once_for_each_moderator(bob: User, case: Case) -> None:
    CaseSkip.objects.create(case=case, user=bob, until=timezone.now())
    CaseSkip.objects.create(case=case, user=make_moderator("Carol"), until=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseSkip.objects.create(case=case, user=bob, until=timezone.now())


@pytest.mark.parametrize(
    ("cover", "priority", "is_covered"),
    [("", 100, False), ("risk", 0, False), ("risk", 100, True), ("all", 0, True)],
)
def test_texts_are_covered_for_who_asked_for_it(
    bob: User, case: Case, cover: str, priority: int, is_covered: bool
) -> None:
    Case.objects.update(priority=priority)
    own = signed_in(bob)
    tab = "/moderation/queue/risk/" if priority else HELD
    answer = own.post("/moderation/cover/", {"cover": cover, "back": "held"})
    assert answer.headers["Location"] == HELD
    shown = page(own, tab)
    assert ("Show what was written" in shown) is is_covered
    assert WORDS in shown, "it is there, without a script, one press away"
    if is_covered:
        covered = shown.split("Show what was written")[1].split("</details>")[0]
        assert WORDS in covered
    assert "Show what was written" not in page(signed_in(make_moderator("Carol")), tab)


def test_a_choice_that_is_none_changes_nothing_and_says_so(bob: User) -> None:
    own = signed_in(bob)
    answer = own.post("/moderation/cover/", {"cover": "some"}, follow=True)
    assert "Please choose from the list." in answer.content.decode()
    bob.refresh_from_db()
    assert asked.cover_of(bob) == ""


def test_during_a_break_nothing_that_waits_is_shown_or_counted(bob: User, case: Case) -> None:
    own = signed_in(bob)
    duty.begin(bob, until=timezone.now() + timedelta(hours=2))
    assert own.post("/moderation/pause/").headers["Location"] == "/moderation/"
    for path in ("/moderation/", HELD):
        assert WORDS not in page(own, path)
        assert "A break" in page(own, path)
    assert COUNTED not in page(own, "/forum/")
    assert duty.on_duty() == []
    assert WORDS in page(signed_in(make_moderator("Carol")))
    own.post("/moderation/pause/end/")
    assert WORDS in page(own)
    assert COUNTED in page(own, "/forum/")


def test_a_break_ends_by_itself(bob: User, case: Case) -> None:
    calm.pause(bob)
    bob.choices = {asked.PAUSE: (timezone.now() - timedelta(seconds=1)).isoformat()}
    bob.save()
    assert WORDS in page(signed_in(bob))


def test_an_editor_leaves_only_what_they_may_see(case: Case) -> None:
    edith = signed_in(make_editor())
    assert edith.post(f"/moderation/cases/{case.pk}/skip/").status_code == 404
    assert not CaseSkip.objects.exists()
