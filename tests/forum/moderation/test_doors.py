"""Every address under /moderation/, for every role, made from the list of addresses."""

from collections.abc import Iterator, Sequence

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from accounts.models import User
from forum.comments.models import Comment
from forum.moderation import urls
from forum.moderation.models import (
    Batch,
    Case,
    Claim,
    Concern,
    Decision,
    ReplyWanted,
    SavedSearch,
    Strictness,
    WatchedWord,
)
from forum.moderation.services import reply_desk
from tests.factories import (
    make_administrator,
    make_comment,
    make_editor,
    make_guest,
    make_member,
    make_moderator,
    suspend,
)
from tests.factories_moderation import case_of, make_appeal, make_held, make_known, signed_in
from tests.factories_topics import make_topic

GUARDED = [
    pattern for pattern in urls.urlpatterns if str(pattern.pattern).startswith("moderation/")
]
# For every address: what a moderator gets by GET and by POST without any words.
EXPECTED: dict[str, tuple[int, int]] = {
    "moderation": (200, 405),
    "moderation-tab": (200, 405),
    "moderation-case": (200, 405),
    "moderation-next": (303, 405),
    "moderation-claim": (405, 200),
    "moderation-release": (405, 303),
    "moderation-ask": (405, 422),
    "moderation-opinion": (405, 422),
    "moderation-case-decide": (200, 422),
    "moderation-comment-decide": (200, 422),
    "moderation-discussion": (405, 303),
    "moderation-discussion-panel": (200, 405),
    "moderation-skip": (405, 303),
    "moderation-cover": (405, 303),
    "moderation-pause": (405, 303),
    "moderation-pause-end": (405, 303),
    "moderation-undo": (405, 404),
    "moderation-decisions": (200, 405),
    "moderation-decisions-limited": (405, 303),
    "moderation-several": (200, 422),
    "moderation-batch": (200, 405),
    "moderation-batch-undo": (405, 303),
    "moderation-searches": (200, 422),
    "moderation-search-remove": (405, 303),
    "moderation-keys": (200, 422),
    "moderation-figures": (200, 405),
    "moderation-rules": (200, 405),
    "moderation-who-waits": (200, 422),
    "moderation-who-waits-end": (405, 303),
    "moderation-risks": (200, 405),
    "moderation-risk": (200, 405),
    "moderation-risk-level": (405, 422),
    "moderation-risk-check": (405, 404),
    "moderation-risk-ask": (405, 422),
    "moderation-risk-note": (405, 422),
    "moderation-risk-write": (405, 422),
    "moderation-risk-close": (405, 422),
    "moderation-risk-skip": (405, 303),
    "moderation-team": (200, 405),
    "moderation-duty-begin": (405, 422),
    "moderation-duty-end": (405, 303),
    "moderation-handover": (405, 422),
    "moderation-replies": (200, 405),
    "moderation-replies-list": (200, 405),
    "moderation-reply": (200, 405),
    "moderation-reply-send": (405, 422),
    "moderation-reply-take": (405, 303),
    "moderation-reply-settle": (405, 303),
    "moderation-reply-hand": (200, 422),
    "moderation-reply-support": (405, 303),
    "moderation-words": (200, 422),
    "moderation-word-remove": (405, 303),
    "moderation-person": (200, 405),
    "moderation-lift": (405, 303),
    "moderation-note": (405, 422),
    "moderation-clear": (200, 303),
    "moderation-limit": (200, 422),
    "moderation-ban-confirm": (405, 303),
    "moderation-ban-decline": (405, 303),
    "moderation-statements": (200, 405),
    "moderation-appeal": (200, 405),
    "moderation-appeal-decide": (405, 422),
    "moderation-guest": (200, 405),
    "moderation-guest-lift": (405, 303),
    "moderation-guest-note": (405, 422),
    "moderation-guest-clear": (200, 303),
    "moderation-guest-limit": (200, 422),
}
# Administrators alone change or open these; tests/house/permissions.txt tries them.
ADMINISTRATORS = {
    "moderation-help-lines", "moderation-help-line", "moderation-help-line-remove",
    "moderation-sealed", "moderation-sealed-open",
}  # fmt: skip
# Where an editor enters too; there, what is not for editors is not found.
FOR_EDITORS = {
    "moderation", "moderation-tab", "moderation-case", "moderation-case-decide",
    "moderation-next", "moderation-claim", "moderation-release", "moderation-undo",
    "moderation-skip",
}  # fmt: skip
# Editors answer readers too.
OPEN_TO_EDITORS = {
    "moderation-cover",
    "moderation-pause",
    "moderation-pause-end",
    "moderation-keys",
    "moderation-replies",
    "moderation-replies-list",
    "moderation-reply",
    "moderation-reply-send",
    "moderation-reply-take",
    "moderation-reply-settle",
    "moderation-reply-hand",
    "moderation-reply-support",
}


def test_every_address_under_moderation_has_its_guard_and_its_entry() -> None:
    for pattern in GUARDED:
        assert getattr(pattern.callback, "is_guarded", False), pattern
    assert {pattern.name for pattern in GUARDED} == set(EXPECTED) | ADMINISTRATORS


def test_nothing_else_on_the_site_stands_under_moderation() -> None:
    known = {pattern.name for pattern in GUARDED}
    for route, name in _routes(get_resolver().url_patterns):
        if route.startswith("moderation"):
            assert name in known, route


def _routes(patterns: Sequence[object], prefix: str = "") -> Iterator[tuple[str, str | None]]:
    for pattern in patterns:
        route = prefix + str(getattr(pattern, "pattern", ""))
        if hasattr(pattern, "url_patterns"):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route, getattr(pattern, "name", None)


@pytest.fixture
def addresses() -> dict[str, str]:
    """One real address for every name."""
    held = make_held(author=make_member("Nora"))
    make_known("Charlie")
    word = WatchedWord.objects.create(word="casino", folded="casino", mode="whole")
    case = case_of(held)
    question = make_topic()
    reply = make_comment(question.discussion, author=User.objects.get(handle="charlie"))
    reply_desk.refresh(question.discussion)
    wanted = ReplyWanted.objects.get()
    gina = make_guest().pk
    strict = Strictness.objects.create(place="", who="everybody")
    concern = Concern.objects.create(comment=reply, source="report")
    objection = make_appeal().pk
    batch = Batch.objects.create(verb="spam")
    search = SavedSearch.objects.create(
        owner=User.objects.get(handle="charlie"), name="Old", tab="held", query="age=day",
        shared_at=timezone.now(),
    )  # fmt: skip
    return {
        "moderation": "/moderation/",
        "moderation-tab": "/moderation/queue/held/",
        "moderation-case": f"/moderation/cases/{case.pk}/",
        "moderation-next": "/moderation/queue/held/next/",
        "moderation-claim": f"/moderation/cases/{case.pk}/claim/",
        "moderation-release": f"/moderation/cases/{case.pk}/release/",
        "moderation-ask": f"/moderation/cases/{case.pk}/ask/",
        "moderation-opinion": f"/moderation/cases/{case.pk}/opinion/",
        "moderation-case-decide": f"/moderation/cases/{case.pk}/reject/",
        "moderation-comment-decide": f"/moderation/comments/{held.pk}/reject/",
        "moderation-discussion": f"/moderation/discussions/{held.discussion_id}/lock/",
        "moderation-discussion-panel": f"/moderation/discussions/{held.discussion_id}/",
        "moderation-skip": f"/moderation/cases/{case.pk}/skip/",
        "moderation-cover": "/moderation/cover/",
        "moderation-pause": "/moderation/pause/",
        "moderation-pause-end": "/moderation/pause/end/",
        "moderation-undo": "/moderation/decisions/999/undo/",
        "moderation-decisions": "/moderation/decisions/",
        "moderation-decisions-limited": "/moderation/decisions/limited/",
        "moderation-several": f"/moderation/several/?verb=spam&c={held.pk}",
        "moderation-batch": f"/moderation/batches/{batch.pk}/",
        "moderation-batch-undo": f"/moderation/batches/{batch.pk}/undo/",
        "moderation-searches": "/moderation/searches/",
        "moderation-search-remove": f"/moderation/searches/{search.pk}/remove/",
        "moderation-keys": "/moderation/keys/",
        "moderation-figures": "/moderation/figures/",
        "moderation-rules": "/moderation/rules/",
        "moderation-who-waits": "/moderation/who-waits/",
        "moderation-who-waits-end": f"/moderation/who-waits/{strict.pk}/end/",
        "moderation-risks": "/moderation/risk/",
        "moderation-risk": f"/moderation/risk/{concern.pk}/",
        "moderation-risk-level": f"/moderation/risk/{concern.pk}/level/",
        "moderation-risk-check": f"/moderation/risk/{concern.pk}/check/nothing/",
        "moderation-risk-ask": f"/moderation/risk/{concern.pk}/ask/",
        "moderation-risk-note": f"/moderation/risk/{concern.pk}/note/",
        "moderation-risk-write": f"/moderation/risk/{concern.pk}/write/",
        "moderation-risk-close": f"/moderation/risk/{concern.pk}/close/",
        "moderation-risk-skip": f"/moderation/risk/{concern.pk}/skip/",
        "moderation-team": "/moderation/team/",
        "moderation-duty-begin": "/moderation/team/begin/",
        "moderation-duty-end": "/moderation/team/end/",
        "moderation-handover": "/moderation/team/note/",
        "moderation-replies": "/moderation/replies/",
        "moderation-replies-list": "/moderation/replies/list/asker_last/",
        "moderation-reply": f"/moderation/replies/{wanted.pk}/",
        "moderation-reply-send": f"/moderation/replies/{wanted.pk}/send/",
        "moderation-reply-take": f"/moderation/replies/{wanted.pk}/take/",
        "moderation-reply-settle": f"/moderation/replies/{wanted.pk}/settle/",
        "moderation-reply-hand": f"/moderation/replies/{wanted.pk}/hand/",
        "moderation-reply-support": f"/moderation/replies/{wanted.pk}/support/{reply.pk}/",
        "moderation-words": "/moderation/words/",
        "moderation-word-remove": f"/moderation/words/{word.pk}/remove/",
        "moderation-person": "/moderation/people/charlie/",
        "moderation-lift": "/moderation/people/charlie/lift/",
        "moderation-note": "/moderation/people/charlie/note/",
        "moderation-clear": "/moderation/people/charlie/clear/",
        "moderation-limit": "/moderation/people/charlie/limit/suspension/",
        "moderation-ban-confirm": "/moderation/people/charlie/ban/confirm/",
        "moderation-ban-decline": "/moderation/people/charlie/ban/decline/",
        "moderation-statements": "/moderation/statements.csv",
        "moderation-appeal": f"/moderation/appeals/{objection}/",
        "moderation-appeal-decide": f"/moderation/appeals/{objection}/upheld/",
        "moderation-guest": f"/moderation/guests/{gina}/",
        "moderation-guest-lift": f"/moderation/guests/{gina}/lift/",
        "moderation-guest-note": f"/moderation/guests/{gina}/note/",
        "moderation-guest-clear": f"/moderation/guests/{gina}/clear/",
        "moderation-guest-limit": f"/moderation/guests/{gina}/limit/review/",
    }


def _nothing_happened() -> bool:
    return (
        not Decision.objects.exclude(by__name="Remus").exists()
        and Case.objects.open().exclude(kind="appeal").count() == 1
        and WatchedWord.objects.count() == 1
        and Comment.objects.filter(status="held").count() == 1
    )


@pytest.mark.django_db
def test_moderators_and_administrators_pass_every_door(addresses: dict[str, str]) -> None:
    for person in (make_moderator(), make_administrator()):
        client = signed_in(person)
        Claim.objects.all().delete()  # of the one before
        for name, url in addresses.items():
            get, post = EXPECTED[name]
            assert client.get(url).status_code == get, url
            if post == 303:
                continue
            assert client.post(url).status_code == post, url


@pytest.mark.django_db
def test_signed_out_people_are_asked_to_sign_in_and_change_nothing(
    addresses: dict[str, str], client: Client
) -> None:
    for url in addresses.values():
        answer = client.get(url)
        if answer.status_code != 405:
            assert answer.status_code == 302
            assert answer["Location"].startswith("/accounts/login/?next=%2Fmoderation%2F")
        assert client.post(url).status_code in (403, 405), url
    assert _nothing_happened()


@pytest.mark.django_db
def test_members_are_refused_with_a_sentence(addresses: dict[str, str]) -> None:
    client = signed_in(make_member("Mary"))
    for name, url in addresses.items():
        for method in (client.get, client.post):
            answer = method(url)
            assert answer.status_code in (403, 405), url
            if answer.status_code == 403:
                assert "Only moderators" in answer.content.decode()
        assert 403 in {client.get(url).status_code, client.post(url).status_code}, name
    assert _nothing_happened()


@pytest.mark.django_db
def test_editors_are_refused_or_find_nothing(addresses: dict[str, str]) -> None:
    client = signed_in(make_editor())
    for name, url in addresses.items():
        if name == "moderation" or name in OPEN_TO_EDITORS:
            continue
        refused = 404 if name in FOR_EDITORS else 403
        assert client.get(url).status_code in (refused, 405), url
        assert client.post(url).status_code in (refused, 405), url
    assert _nothing_happened()


@pytest.mark.django_db
def test_a_suspended_moderator_finds_the_door_closed(addresses: dict[str, str]) -> None:
    bob: User = make_moderator()
    suspend(bob, reason="A pause for you.")
    client = signed_in(bob)
    for url in addresses.values():
        assert client.get(url).status_code in (403, 405), url
        assert client.post(url).status_code in (403, 405), url
    assert "A pause for you." in client.get("/moderation/").content.decode()
    assert _nothing_happened()


@pytest.mark.django_db
def test_nothing_behind_the_door_is_kept_by_a_cache(addresses: dict[str, str]) -> None:
    client = signed_in(make_moderator())
    for name, url in addresses.items():
        if EXPECTED[name][0] == 200:
            assert "no-store" in client.get(url)["Cache-Control"], url


@pytest.mark.django_db
def test_a_forged_form_changes_nothing(addresses: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_moderator())
    for url in addresses.values():
        client.post(url, {"reason_code": "selling", "seen": "held"})
    assert _nothing_happened()
