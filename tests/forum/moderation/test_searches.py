"""Filters of the queue kept under a name, for oneself or the team, with how much each finds."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.viewer import Viewer
from forum.comments.refusal import Refused
from forum.moderation import queries
from forum.moderation.filters import Filters
from forum.moderation.models import SavedSearch
from forum.moderation.services import searches
from tests.factories import make_administrator, make_editor, make_member, make_moderator
from tests.factories_moderation import make_held, make_held_by_guest, signed_in

pytestmark = pytest.mark.django_db

OF_NORA = Filters(person="nora")


def test_a_filter_is_saved_from_the_queue_and_stands_above_it_with_a_count() -> None:
    make_held(author=make_member("Nora"))
    make_held_by_guest()
    client = signed_in(make_moderator())
    sent = {"from": "held?person=nora&evil=1", "name": "  What   Nora <wrote> "}
    answer = client.post("/moderation/searches/", sent)
    here = "/moderation/queue/held/?person=nora"
    assert (answer.status_code, answer["Location"]) == (303, here)
    html = client.get("/moderation/").content.decode()
    assert f'<a href="{here}">What Nora &lt;wrote&gt; (1)</a>' in html
    html = client.get("/moderation/searches/").content.decode()
    assert "What Nora &lt;wrote&gt;" in html


def test_what_is_shared_is_everybodys_and_the_rest_ones_own() -> None:
    bob, carol = make_moderator(), make_moderator("Carol")
    searches.save("Mine", tab="held", filters=OF_NORA, owner=bob, shared=False)
    searches.save("Ours", tab="held", filters=OF_NORA, owner=bob, shared=True)

    def names(viewer: Viewer) -> list[str]:
        return [kept.search.name for kept in queries.saved_searches(viewer)]

    assert names(Viewer.for_user(bob)) == ["Mine", "Ours"]
    assert names(Viewer.for_user(carol)) == ["Ours"]
    assert names(Viewer.for_user(make_editor())) == []


def test_counts_come_in_one_statement_and_go_no_further_than_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queries, "MOST_FOUND", 2)
    bob = make_moderator()
    for number in range(3):
        make_held(author=make_member(f"Nora {number}"), body=f"Text {number}")
        filters = Filters(age="today") if number else Filters(person="nora-0")
        searches.save(f"Search {number}", tab="held", filters=filters, owner=bob, shared=False)
    viewer = Viewer.for_user(bob)
    with CaptureQueriesContext(connection) as made:
        kept = queries.saved_searches(viewer)
    assert len(made) == 2
    assert [(one.search.name, one.count_text) for one in kept] == [
        ("Search 0", "1"),
        ("Search 1", "2+"),
        ("Search 2", "2+"),
    ]


def test_what_is_wrong_is_said_and_what_was_typed_stays() -> None:
    client, bob = signed_in(make_moderator()), make_moderator("Ben")
    for sent, words in (
        ({"from": "held?person=nora", "name": " "}, "Please give the search a name."),
        ({"from": "held?person=nora", "name": "x" * 61}, "61 characters long"),
        ({"from": "held", "name": "All"}, "Please filter a tab"),
        ({"from": "odd?person=nora", "name": "Odd"}, "Please filter a tab"),
    ):
        answer = client.post("/moderation/searches/", sent)
        assert answer.status_code == 422
        assert words in answer.content.decode(), words
    assert 'value="Odd"' in answer.content.decode()
    for number in range(searches.MOST):
        searches.save(f"S {number}", tab="held", filters=OF_NORA, owner=bob, shared=False)
    with pytest.raises(ValidationError, match="You have saved"):
        searches.save("More", tab="held", filters=OF_NORA, owner=bob, shared=False)


def test_a_name_is_given_once() -> None:
    bob = make_moderator()
    searches.save("Nora", tab="held", filters=OF_NORA, owner=bob, shared=False)
    with pytest.raises(ValidationError, match="of this name"):
        searches.save("Nora", tab="held", filters=OF_NORA, owner=bob, shared=True)
    searches.save("Nora", tab="held", filters=OF_NORA, owner=make_moderator("Carol"), shared=True)


def test_one_removes_ones_own_and_an_administrator_what_is_shared() -> None:
    bob, carol, ada = make_moderator(), make_moderator("Carol"), make_administrator()
    mine = searches.save("Mine", tab="held", filters=OF_NORA, owner=bob, shared=False)
    ours = searches.save("Ours", tab="held", filters=OF_NORA, owner=bob, shared=True)
    for person, search, status in (
        (carol, mine, 404),
        (carol, ours, 403),
        (ada, mine, 404),
        (ada, ours, 303),
        (bob, mine, 303),
    ):
        url = f"/moderation/searches/{search.pk}/remove/"
        assert signed_in(person).post(url).status_code == status, (person, search)
    assert not SavedSearch.objects.exists()


def test_only_moderators_save_searches() -> None:
    with pytest.raises(Refused):
        searches.save("Mine", tab="held", filters=OF_NORA, owner=make_editor(), shared=False)


def test_a_tab_that_is_gone_is_left_out() -> None:
    bob = make_moderator()
    SavedSearch.objects.create(owner=bob, name="Old", tab="gone", query="age=day")
    assert queries.saved_searches(Viewer.for_user(bob)) == []


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"tab": ""}, {"query": ""}, {"name": "Once"}]
)  # fmt: skip
def test_the_database_keeps_no_search_that_says_nothing(wrong: dict[str, str]) -> None:
    bob = make_moderator()
    SavedSearch.objects.create(owner=bob, name="Once", tab="held", query="age=day")
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedSearch.objects.create(
            **({"owner": bob, "name": "Two", "tab": "held", "query": "age=day"} | wrong)
        )
