import json
from io import StringIO

import pytest
from django.core.management import call_command

from forum.comments.models import Comment, Discussion, Status
from tests.factories import make_comment, make_discussion

pytestmark = pytest.mark.django_db


def run(*args: str) -> dict[str, int]:
    out = StringIO()
    call_command("recount", "--json", *args, stdout=out)
    result: dict[str, int] = json.loads(out.getvalue())
    return result


def test_right_counters_stay_as_they_are() -> None:
    make_comment(make_discussion())
    assert set(run().values()) == {0}


def test_wrong_counters_are_put_right() -> None:
    discussion = make_discussion()
    root = make_comment(discussion)
    make_comment(parent=root)
    Discussion.objects.filter(pk=discussion.pk).update(comment_count=1, root_count=2)
    Comment.objects.filter(pk=root.pk).update(thread_count=5, reply_count=0)
    assert run()["discussions"] == 1
    discussion.refresh_from_db()
    root.refresh_from_db()
    assert (discussion.comment_count, discussion.root_count) == (2, 1)
    assert (root.thread_count, root.reply_count) == (1, 1)


def test_a_held_comment_without_a_case_gets_one() -> None:
    make_comment(make_discussion(), status=Status.HELD)
    assert run()["held_without_case"] == 1
    assert run()["held_without_case"] == 0
