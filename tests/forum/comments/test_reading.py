"""Hundreds of comments to be read: nearly all come as `Plain`, and are drawn as any other."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments import render, tree
from forum.comments.fetch import Plain
from forum.comments.models import (
    BodyFormat,
    Comment,
    Discussion,
    Hat,
    Mark,
    MarkKind,
    Status,
    TeamChange,
)
from forum.comments.page import rows_of
from forum.comments.services.set_status import set_status
from tests.factories import make_comment, make_discussion, make_guest, make_member, make_moderator

pytestmark = pytest.mark.django_db

NOBODY = Viewer.nobody()


@pytest.fixture
def asker() -> User:
    return make_member("Alice")


@pytest.fixture
def said(asker: User) -> dict[str, Comment]:
    """One comment of each kind there is."""
    discussion = make_discussion(asker=asker)
    guest = make_guest("Gail")
    made = {
        "plain": make_comment(discussion, author=make_member("Bea")),
        "by a guest": make_comment(discussion, guest=guest),
        "by the asker": make_comment(discussion, author=asker),
        "by the team": make_comment(discussion, author=make_moderator("Mo"), hat=Hat.MODERATOR),
        "by one who left": make_comment(discussion, author=make_member("Left", kind="erased")),
    }
    made["edited"] = make_comment(parent=made["plain"], author=make_member("Eve"))
    made["found helpful"] = make_comment(parent=made["edited"], author=make_member("Hal"))
    made["late"] = make_comment(parent=made["plain"], author=make_member("Lou"))
    made["from elsewhere"] = make_comment(parent=made["by a guest"], guest=guest)
    plain = Comment.objects.exclude(pk=made["from elsewhere"].pk)
    plain.update(body_format=BodyFormat.MARKDOWN)
    change(made["edited"], edited_at=timezone.now() - timedelta(days=2))
    change(made["found helpful"], helpful_count=3, same_count=1)
    change(made["late"], late_no=40)
    special: dict[str, dict[str, str]] = {
        "under another name": {"written_as": "Old Name"},
        "veiled": {"veil": "weight"},
        "noted": {"note_html": "<p>The dose was wrong.</p>", "note_by": "Mo"},
        "changed by the team": {"team_change": TeamChange.EDITED},
    }
    for name, fields in special.items():
        made[name] = make_comment(parent=made["by the asker"], author=make_member(name.title()))
        change(made[name], body_format=BodyFormat.MARKDOWN, **fields)
    made["helped"] = make_comment(parent=made["veiled"], author=make_member("Kim"))
    Mark.objects.create(comment=made["helped"], kind=MarkKind.ASKER, by=asker)
    made["removed"] = make_comment(parent=made["by the team"], author=make_member("Rob"))
    make_comment(parent=made["removed"], author=make_member("Zoe"))
    set_status(made["removed"], Status.REMOVED, by=None)
    return made


def change(comment: Comment, **fields: Any) -> None:
    Comment.objects.filter(pk=comment.pk).update(**fields)


def drawn(found: list[Any], viewer: Viewer, discussion: Discussion) -> list[str]:
    return [
        str(render.render_comment(row)) for row in rows_of(found, viewer, discussion, actions=False)
    ]


def one_by_one(discussion: Discussion) -> list[Comment]:
    """The slow way."""
    found = tree.rows().filter(discussion=discussion, shown=True)
    return list(found.order_by("order_key", "number"))


def test_what_stands_beside_its_words_makes_a_comment_more_than_plain(
    said: dict[str, Comment],
) -> None:
    names = {comment.pk: name for name, comment in said.items()}
    found = tree.whole(said["plain"].discussion, NOBODY)
    assert {names[one.id] for one in found if not isinstance(one, Plain) and one.id in names} == {
        "under another name", "veiled", "noted", "changed by the team", "helped", "removed",
    }  # fmt: skip


@pytest.mark.parametrize("who", ["nobody", "the asker", "an author", "a guest", "a moderator"])
def test_plain_comments_are_drawn_as_any_other(
    said: dict[str, Comment], asker: User, who: str
) -> None:
    discussion = said["plain"].discussion
    discussion.refresh_from_db()
    viewer = {
        "nobody": lambda: NOBODY,
        "the asker": lambda: Viewer.for_user(asker),
        "an author": lambda: Viewer.for_user(User.objects.get(name="Rob")),
        "a guest": lambda: Viewer(guest=said["by a guest"].guest),
        "a moderator": lambda: Viewer.for_user(User.objects.get(name="Mo")),
    }[who]()
    found = tree.whole(discussion, viewer)
    assert [one.id for one in found] == [one.pk for one in one_by_one(discussion)]
    assert drawn(found, viewer, discussion) == drawn(one_by_one(discussion), viewer, discussion)


def test_ones_own_comments_are_never_plain(said: dict[str, Comment]) -> None:
    """What becomes of them, their author is told."""
    for name in ("plain", "by a guest", "late"):
        comment = said[name]
        viewer = Viewer(user=comment.author, guest=comment.guest)
        found = tree.whole(comment.discussion, viewer)
        assert not any(isinstance(one, Plain) for one in found if one.id == comment.pk)
        assert any(isinstance(one, Plain) for one in found)


def test_however_many_there_are_four_statements_read_them(
    said: dict[str, Comment], django_assert_num_queries: Any
) -> None:
    discussion = said["plain"].discussion
    with django_assert_num_queries(4):  # the comments, members, guests, and what is not plain
        tree.whole(discussion, NOBODY)
    for name in ("Nan", "Ned", "Nell", "Nick", "Nora"):
        make_comment(parent=said["removed"], author=make_member(name))
    with django_assert_num_queries(4):
        tree.whole(discussion, NOBODY)
