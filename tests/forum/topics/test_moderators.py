"""Naming moderators of a board, on the board's page."""

import pytest

from accounts.models import BoardModerator, Role
from accounts.viewer import Viewer
from forum.comments.models import AudienceKind
from forum.comments.refusal import Refused
from forum.moderation.models import Decision
from forum.topics.models import Board
from forum.topics.services import moderators
from tests.factories import make_administrator, make_editor, make_member, make_moderator, suspend
from tests.factories_moderation import signed_in
from tests.factories_topics import make_board

pytestmark = pytest.mark.django_db


@pytest.fixture
def board() -> Board:
    return make_board("Sleep")


def test_an_administrator_names_a_member_and_ends_it_and_both_are_in_the_history(
    board: Board,
) -> None:
    bea, ada = make_member("Bea"), make_administrator()
    client, url = signed_in(ada), f"/forum/boards/{board.pk}/"
    assert client.post(f"{url}moderators/", {"handle": " @Bea "}).status_code == 303
    assert Viewer.for_user(bea).moderates(board.pk)
    page = client.get(url).content.decode()
    assert f"{url}moderators/bea/remove/" in page and "moderates this board from now on" in page
    assert client.post(f"{url}moderators/bea/remove/").status_code == 303
    assert not Viewer.for_user(bea).has_queue
    rows = Decision.objects.order_by("id").values_list("action", "person", "by", "note")
    assert list(rows) == [
        ("appoint", bea.pk, ada.pk, "Sleep"),
        ("relieve", bea.pk, ada.pk, "Sleep"),
    ]
    assert "Made a moderator of a board" in client.get("/moderation/decisions/").content.decode()


def test_ending_what_is_ended_writes_no_row(board: Board) -> None:
    bea, ada = make_member("Bea"), make_administrator()
    assert not moderators.relieve(board, bea, by=ada)
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("handle", "said"),
    [
        ("", "Please give the handle of a member."),
        ("nobody", "There is no member with this handle."),
        ("bob", "Bob moderates all boards already."),
        ("bea", "Bea moderates this board already."),
        ("gone", "There is no member with this handle."),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    handle: str, said: str, board: Board
) -> None:
    make_moderator("Bob")
    make_member("Gone", is_active=False)
    ada = make_administrator()
    make_member("Bea")
    moderators.name(board, "bea", by=ada)
    url = f"/forum/boards/{board.pk}/moderators/"
    answer = signed_in(ada).post(url, {"handle": handle})
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and f'value="{handle}"' in page + 'value=""'
    assert 'value="Sleep"' in page  # the board's own form stands beside it as ever
    assert BoardModerator.objects.count() == 1


def test_a_board_for_the_team_takes_editors_alone() -> None:
    board, ada = make_board("Team", audience=AudienceKind.STAFF), make_administrator()
    make_member("Bea")
    make_editor("Edith")
    answer = signed_in(ada).post(f"/forum/boards/{board.pk}/moderators/", {"handle": "bea"})
    assert answer.status_code == 422 and "for the team only" in answer.content.decode()
    assert moderators.name(board, "edith", by=ada).role == Role.EDITOR


def test_nobody_else_names_anybody(board: Board) -> None:
    bea, bob = make_member("Bea"), make_moderator()
    for person in (bea, bob, make_editor()):
        with pytest.raises(Refused):
            moderators.name(board, "bea", by=person)
        with pytest.raises(Refused):
            moderators.relieve(board, bea, by=person)
    ada = make_administrator()
    suspend(ada)
    with pytest.raises(Refused):
        moderators.name(board, "bea", by=ada)
