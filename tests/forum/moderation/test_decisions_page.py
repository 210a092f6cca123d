"""The history of decisions: by whom, what, about whom, where and when; and without names."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.moderation import limited, queries
from forum.moderation.audit import Asked
from forum.moderation.models import Decision, Written
from forum.moderation.services.decide import decide
from tests.factories import make_comment, make_discussion, make_editor, make_guest, make_moderator
from tests.factories_moderation import EVERYWHERE, make_known, signed_in

pytestmark = pytest.mark.django_db


def found(asked: str) -> list[str]:
    given = dict(part.split("=") for part in asked.split("&") if part)
    rows, _more = queries.decisions(Asked.read(given), viewer=EVERYWHERE)
    return sorted(row.note for row in rows)


def test_it_is_asked_by_whom_what_about_whom_where_and_when() -> None:
    bob, carol, gina = make_moderator(), make_moderator("Carol"), make_guest("Gina")
    heat, rest = make_discussion("Heat"), make_discussion("Rest")
    decide(make_comment(heat, author=make_known("Olga")), "spam", by=bob, note="one")
    decide(make_comment(rest, guest=gina), "remove", by=carol, reason_code="selling", note="two")
    today = timezone.localdate()
    tomorrow, yesterday = today + timedelta(days=1), today - timedelta(days=1)
    for asked, expected in {
        "": ["one", "two"],
        "by=BOB": ["one"],
        "by=nobody": [],
        "action=remove": ["two"],
        "action=odd": [],
        "person=olga": ["one"],
        f"person=guest-{gina.pk}": ["two"],
        f"place=discussion-{heat.pk}": ["one"],
        "place=planet-1": [],
        f"since={today}": ["one", "two"],
        f"since={tomorrow}": [],
        f"until={today}": ["one", "two"],
        f"until={yesterday}": [],
        "since=soon": [],
        "since=2026-02-31": [],
        "until=9999-12-31": [],
        f"by=bob&since={yesterday}&until={today}&action=spam": ["one"],
    }.items():
        assert found(asked) == expected, asked


def test_a_filter_stays_on_the_next_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "HISTORY_PAGE", 1)
    bob = make_moderator()
    for number in range(2):
        decide(make_comment(author=make_known(f"Olga {number}")), "spam", by=bob)
    decide(make_comment(author=make_known("Nora")), "spam", by=make_moderator("Carol"))
    client = signed_in(bob)
    html = client.get("/moderation/decisions/?by=bob").content.decode()
    last = Decision.objects.filter(by=bob).order_by("-id")[0]
    assert f'href="?by=bob&amp;before={last.pk}"' in html
    assert "Olga 1" in html
    assert "Nora" not in html
    html = client.get(f"/moderation/decisions/?by=bob&before={last.pk}").content.decode()
    assert "Olga 0" in html
    assert "Olga 1" not in html


def test_personal_data_is_hidden_until_it_is_shown_again() -> None:
    bob = make_moderator()
    olga = make_known("Olga")
    comment = make_comment(make_discussion("My mother in Ulm"), author=olga)
    decide(
        comment, "remove", by=bob, reason_code="selling", reason_text="Olga sells.", note="Twice."
    )
    client = signed_in(bob)
    personal = ("Olga", "olga", "My mother in Ulm", "Twice.", f"/c/{comment.pk}/")
    html = client.get("/moderation/decisions/").content.decode()
    assert all(words in html for words in personal)
    answer = client.post("/moderation/decisions/limited/", {"hide": "1"})
    assert (answer.status_code, answer["Location"]) == (303, "/moderation/decisions/")
    for query in ("", "?person=olga", "?person=nobody"):
        html = client.get(f"/moderation/decisions/{query}").content.decode()
        assert [words for words in personal if words in html] == [], query
        for words in ("Removed", "by Bob", "About a member", "It advertises, sells or recruits."):
            assert words in html, words
    client.post("/moderation/decisions/limited/")
    assert "Olga" in client.get("/moderation/decisions/").content.decode()


def test_nothing_of_it_can_be_changed() -> None:
    row = decide(make_comment(author=make_known()), "spam", by=make_moderator()).decision
    assert row is not None
    row.note = "Other"
    with pytest.raises(Written):
        row.save()
    with pytest.raises(Written):
        row.delete()
    with pytest.raises(Written):
        Decision.objects.filter(pk=row.pk).update(note="Other")


def test_nobody_but_moderators_opens_it() -> None:
    for person in (make_known(), make_editor()):
        client = signed_in(person)
        assert client.get("/moderation/decisions/").status_code == 403
        assert client.post("/moderation/decisions/limited/", {"hide": "1"}).status_code == 403
        assert not client.session.get(limited.KEY)
