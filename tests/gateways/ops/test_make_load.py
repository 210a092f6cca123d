"""Invented content must be as the verbs would have left it, or what is measured on it is a lie."""

from __future__ import annotations

import random
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.viewer import Viewer
from forum.comments import order
from forum.comments.models import Comment, CommentKind, Discussion, Mark, StatusChange
from forum.comments.services.post import post
from forum.comments.services.recount import recount
from forum.topics.models import Board, Topic
from forum.topics.services import boards
from gateways.ops.invented import LEVELS
from gateways.ops.services import make_load
from tests.factories import make_member

pytestmark = pytest.mark.django_db


def load(*args: str) -> str:
    out = StringIO()
    call_command("make_load", *args, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_what_was_laid_in_is_counted_right_to_the_last_column() -> None:
    load("--comments=400", "--chain=40", "--topics=30", "--article=60")
    assert not any(recount(discussion) for discussion in Discussion.objects.all())
    before = list(Board.objects.values_list("topic_count", "comment_count"))
    boards.count()
    assert list(Board.objects.values_list("topic_count", "comment_count")) == before
    assert before[0][0] == 32


def test_keys_places_and_depths_are_those_of_the_tree() -> None:
    load("--comments=300", "--chain=40")
    comments = {comment.pk: comment for comment in Comment.objects.all()}
    for comment in comments.values():
        parent = comments.get(comment.parent_id or 0)
        above = parent.order_key if parent else ""
        assert comment.order_key == order.key_under(above, comment.number)
        assert comment.depth == (parent.depth + 1 if parent else 1)
        assert comment.root_id == (parent and (parent.root_id or parent.pk))
        assert comment.discussion_id == (parent or comment).discussion_id


def test_a_tree_is_as_deep_and_as_wide_as_a_measured_one() -> None:
    parents = make_load.lively(5000, random.Random(1))  # noqa: S311
    depths: list[int] = []
    for parent in parents:
        depths.append(0 if parent < 0 else depths[parent] + 1)
    for level, share in enumerate(LEVELS):
        assert abs(depths.count(level) * 1000 / len(depths) - share) < 25
    answers = [0] * len(parents)
    for parent in parents:
        if parent >= 0:
            answers[parent] += 1
    assert max(answers) > 15, "a few texts draw a crowd"


def test_the_same_seed_makes_the_same_talk() -> None:
    one, other = (random.Random(7) for _ in range(2))  # noqa: S311
    assert make_load.lively(200, one) == make_load.lively(200, other)
    load("--comments=50", "--seed=3")
    load("--comments=50", "--seed=3")
    first, second = Topic.objects.order_by("pk")
    columns = ("number", "order_key", "body_source", "author_id", "status", "helpful_count")
    rows = [
        list(topic.discussion.comments.order_by("number").values_list(*columns))
        for topic in (first, second)
    ]
    assert rows[0] == rows[1]
    assert len(rows[0]) == 51


def test_everything_a_verb_leaves_behind_is_there() -> None:
    load("--comments=200")
    assert not Comment.objects.filter(status_changes=None).exists()
    assert StatusChange.objects.filter(after="deleted").count() == (
        Comment.objects.filter(status="deleted").count()
    )
    assert Mark.objects.count() > 10
    assert Comment.objects.filter(guest__isnull=False).exists()
    assert Comment.objects.filter(kind=CommentKind.OPENING).count() == 1


def test_life_goes_on_after_it() -> None:
    """The next ids are free, also where the database counts them by itself."""
    load("--comments=30", "--topics=5")
    discussion = Topic.objects.order_by("pk")[0].discussion
    posted = post(discussion, viewer=Viewer.for_user(make_member("Alice")), body="And I.")
    assert posted.comment.number == discussion.last_number + 1
    assert not recount(discussion)


def test_the_pages_of_it_are_answered(client: Client) -> None:
    told = load("--comments=120", "--topics=25", "--article=30")
    for line in told.splitlines()[:3]:
        assert client.get(line.split()[0]).status_code == 200


def test_a_public_site_is_left_alone_unless_forced(settings: Any) -> None:
    settings.SITE_IS_LOCAL = False
    with pytest.raises(CommandError, match="public address"):
        load("--comments=3")
    assert not Comment.objects.exists()
    load("--comments=3", "--force")
    assert Comment.objects.count() == 4


@pytest.mark.parametrize("wish", [(), ("--comments=0",), ("--comments=many",), ("--topics=-1",)])
def test_a_senseless_wish_is_refused(wish: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        load(*wish)
