"""Nobody does what a colleague is doing: claims, the next case, second opinions."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from forum.comments.refusal import Refused
from forum.moderation.models import Case, Claim, Opinion
from forum.moderation.services import claims, opinions
from forum.moderation.services.decide import decide
from tests.factories import (
    make_administrator,
    make_comment,
    make_discussion,
    make_editor,
    make_member,
    make_moderator,
)
from tests.factories_moderation import case_of, make_held, make_report, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases() -> list[Case]:
    """Three held comments, the longest waiting first."""
    place = make_discussion()
    return [
        case_of(make_held(place, author=make_member(f"Nora {n}"), body=f"Text {n}"))
        for n in range(3)
    ]


def age(case: Case) -> None:
    """The claim has ended by itself."""
    past = timezone.now() - timedelta(seconds=1)
    Claim.objects.filter(case=case).update(at=past - timedelta(minutes=2), until=past)


def test_opening_a_card_claims_it_and_others_see_the_name(cases: list[Case]) -> None:
    bob, carol = signed_in(make_moderator()), signed_in(make_moderator("Carol"))
    url = f"/moderation/cases/{cases[0].pk}/"
    assert "You are looking at this case" in bob.get(url).content.decode()
    assert "Bob is looking at this case" in carol.get(url).content.decode()
    assert "Bob is looking at this" in carol.get("/moderation/queue/held/").content.decode()
    assert "is looking at this" not in bob.get("/moderation/queue/held/").content.decode()
    assert Claim.objects.get().by.name == "Bob"


def test_each_request_of_the_card_renews_the_claim_and_it_ends_by_itself(cases: list[Case]) -> None:
    bob, carol = make_moderator(), make_moderator("Carol")
    url = f"/moderation/cases/{cases[0].pk}/"
    client = signed_in(bob)
    client.get(url)
    Claim.objects.update(at=timezone.now() - timedelta(seconds=100), until=timezone.now())
    client.get(url)
    left = Claim.objects.get().until - timezone.now()
    assert timedelta(seconds=110) < left <= claims.LEASE
    age(cases[0])
    assert claims.held_by_others([cases[0].pk], me=carol) == {}
    assert claims.take(cases[0], by=carol)
    assert claims.held_by_others([cases[0].pk], me=bob) == {cases[0].pk: "Carol"}
    assert not claims.take(cases[0], by=bob)
    assert Claim.objects.count() == 1


def test_a_script_says_that_the_card_is_still_open(cases: list[Case]) -> None:
    bob, carol = signed_in(make_moderator()), signed_in(make_moderator("Carol"))
    url = f"/moderation/cases/{cases[0].pk}/claim/"
    assert bob.post(url).json() == {"yours": True}
    answer = carol.post(url)
    assert (answer.status_code, answer.json()) == (409, {"yours": False})
    decide(cases[0].comment or make_comment(), "approve", by=make_moderator("Dan"))
    assert bob.post(url).status_code == 409
    assert not Claim.objects.exists()


def test_a_claim_keeps_nobody_from_deciding_and_the_first_decision_counts(
    cases: list[Case],
) -> None:
    bob, carol = signed_in(make_moderator()), signed_in(make_moderator("Carol"))
    bob.get(f"/moderation/cases/{cases[0].pk}/")
    url = f"/moderation/cases/{cases[0].pk}/approve/?seen=held"
    assert "Decided" in carol.post(url, {"back": "held"}, follow=True).content.decode()
    html = bob.post(url, {"back": "held"}, follow=True).content.decode()
    assert "Carol has decided this already" in html


def test_two_moderators_work_through_a_tab_without_meeting(cases: list[Case]) -> None:
    bob, carol = signed_in(make_moderator()), signed_in(make_moderator("Carol"))
    first = go(bob, "/moderation/queue/held/next/")
    second = go(carol, "/moderation/queue/held/next/")
    assert (first, second) == (cases[0].pk, cases[1].pk)
    url = f"/moderation/cases/{first}/approve/?seen=held"
    answer = bob.post(url, {"back": "next:held?"})
    assert answer.status_code == 303
    assert answer["Location"] == f"/moderation/cases/{cases[2].pk}/?from=held"
    answer = bob.post(f"/moderation/cases/{cases[2].pk}/approve/?seen=held", {"back": "next:held?"})
    assert answer["Location"] == "/moderation/queue/held/"


def go(client: Client, url: str) -> int:
    answer = client.get(url)
    assert answer.status_code == 303
    return int(answer["Location"].split("/")[3])


def test_leaving_a_case_to_others_frees_it_and_goes_on(cases: list[Case]) -> None:
    bob, carol = signed_in(make_moderator()), signed_in(make_moderator("Carol"))
    first = go(bob, "/moderation/queue/held/next/?age=today")
    answer = bob.post(f"/moderation/cases/{first}/release/", {"back": "next:held?age=today"})
    assert answer["Location"].startswith(f"/moderation/cases/{cases[1].pk}/?from=held%3Fage")
    assert go(carol, "/moderation/queue/held/next/") == first
    html = bob.get(answer["Location"]).content.decode()
    assert f"/moderation/queue/held/next/?age=today&amp;after={cases[1].pk}" not in html
    assert 'value="next:held?age=today"' in html
    alone = bob.post(f"/moderation/cases/{cases[1].pk}/release/")
    assert alone["Location"] == "/moderation/"


def test_at_the_end_of_a_tab_it_says_so(cases: list[Case]) -> None:
    bob = signed_in(make_moderator())
    here = f"/moderation/queue/held/next/?after={cases[2].pk}"
    answer = bob.get(here, follow=True)
    assert "Nothing more waits here" in answer.content.decode()
    assert bob.get("/moderation/queue/done/next/").status_code == 404
    assert bob.get("/moderation/queue/odd/next/").status_code == 404


def test_ones_own_comment_is_never_the_next_case() -> None:
    bob = make_moderator()
    own, other = make_comment(author=bob), make_comment(author=make_member("Nora"))
    make_report(own, by=make_member("Rita"), reason="claim")
    make_report(other, by=make_member("Ruth"), reason="spam")
    assert go(signed_in(bob), "/moderation/queue/reported/next/") == case_of(other).pk
    ada = make_administrator()
    assert go(signed_in(ada), "/moderation/queue/reported/next/") == case_of(own).pk


def test_a_case_of_ones_own_is_not_claimed() -> None:
    bob = make_moderator()
    own = make_comment(author=bob)
    make_report(own)
    assert signed_in(bob).get(f"/moderation/cases/{case_of(own).pk}/").status_code == 200
    assert not Claim.objects.exists()


def test_a_colleague_is_asked_and_answers(cases: list[Case]) -> None:
    bob, carol = make_moderator(), make_moderator("Carol")
    page = f"/moderation/cases/{cases[0].pk}/"
    client = signed_in(bob)
    sent = client.post(f"{page}ask/?from=held", {"asked": "carol", "note": "Is <this> advice?"})
    assert (sent.status_code, sent["Location"]) == (303, f"{page}?from=held")
    asked = signed_in(carol)
    html = asked.get("/moderation/queue/asked/").content.decode()
    assert "You are asked (1)" in html
    assert f'id="case-{cases[0].pk}"' in html
    assert f'id="case-{cases[1].pk}"' not in html
    html = asked.get(page).content.decode()
    assert "Bob asks Carol:" in html
    assert "Is &lt;this&gt; advice?" in html
    assert asked.post(f"{page}opinion/", {"answer": " "}).status_code == 422
    assert asked.post(f"{page}opinion/", {"answer": "No, a story."}).status_code == 303
    assert "No, a story." in client.get(page).content.decode()
    assert asked.get("/moderation/queue/asked/").status_code == 404
    html = asked.post(f"{page}opinion/", {"answer": "Again"}, follow=True).content.decode()
    assert "Nobody waits for your opinion" in html
    assert Case.objects.open().count() == 3


@pytest.mark.parametrize(
    "fields",
    [
        {"asked": "carol", "note": ""},
        {"asked": "carol", "note": "x" * 1001},
        {"asked": "bob", "note": "Me?"},
        {"asked": "nobody", "note": "Kept words"},
        {"note": "Kept words"},
    ],
)
def test_asking_wrongly_says_so_and_keeps_the_words(
    cases: list[Case], fields: dict[str, Any]
) -> None:
    client = signed_in(make_moderator())
    make_moderator("Carol")
    answer = client.post(f"/moderation/cases/{cases[0].pk}/ask/", fields)
    assert answer.status_code == 422
    assert fields["note"][:50] in answer.content.decode()
    assert not Opinion.objects.exists()


def test_who_is_no_moderator_is_neither_asked_nor_asks(cases: list[Case]) -> None:
    bob, carol = make_moderator(), make_moderator("Carol")
    for other in (bob, make_editor(), make_member("Mary")):
        with pytest.raises(ValidationError):
            opinions.ask(cases[0], by=bob, of=other, note="And you?")
    with pytest.raises(Refused):
        opinions.ask(cases[0], by=make_member("Max"), of=bob, note="And you?")
    opinions.ask(cases[0], by=bob, of=carol, note="And you?")
    with pytest.raises(ValidationError):
        opinions.ask(cases[0], by=bob, of=carol, note="Twice?")
    decide(cases[1].comment or make_comment(), "approve", by=bob)
    cases[1].refresh_from_db()
    with pytest.raises(Refused):
        opinions.ask(cases[1], by=bob, of=carol, note="Too late?")


def test_notes_about_a_person_stand_on_the_card(
    cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    from forum.moderation import cards

    person = cases[0].comment.author_id if cases[0].comment else None
    monkeypatch.setattr(cards, "_notes", [lambda members, guests: {("user", person): ["Is <ill>"]}])
    html = signed_in(make_moderator()).get("/moderation/queue/held/").content.decode()
    assert html.count("Is &lt;ill&gt;") == 1
