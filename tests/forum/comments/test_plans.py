"""Every statement of a page is answered by the index that is there for it, not by a search."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest
from django.db import connection

from accounts.viewer import Viewer
from forum.comments import tree
from forum.comments.models import Comment, Discussion, Hat, Reading
from forum.comments.news import news_of
from forum.comments.services.read import note_seen
from forum.topics.services import boards
from gateways.ops.services import make_load
from tests.factories import (
    make_comment,
    make_discussion,
    make_guest,
    make_member,
    make_moderator,
)

pytestmark = pytest.mark.django_db

NOBODY = Viewer.nobody()
ON_POSTGRESQL = connection.vendor == "postgresql"


@contextmanager
def plans(*, for_all_values: bool = False, as_if_many: bool = True) -> Iterator[list[str]]:
    """
    What the database says of each statement within. `for_all_values`: the one plan PostgreSQL
    keeps for the statements of pages, whatever they ask for. `as_if_many`: few rows are read
    fastest as a whole; many are not.
    """
    said: list[str] = []

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT"):
            said.append(_plan(sql, params, for_all_values, as_if_many))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield said


def _plan(sql: str, params: Any, for_all_values: bool, as_if_many: bool) -> str:
    with connection.cursor() as wrapped:
        cursor = wrapped.cursor
        if not ON_POSTGRESQL:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            return "\n".join(str(row[-1]) for row in cursor.fetchall())
        if as_if_many:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
        if for_all_values:
            numbers = count(1)
            places = re.sub("%s", lambda _place: f"${next(numbers)}", sql)
            cursor.execute(f"PREPARE asked AS {places}")
            nothing = ", ".join(["NULL"] * len(params or ()))
            cursor.execute(f"EXPLAIN EXECUTE asked {f'({nothing})' if nothing else ''}")
        else:
            cursor.execute(f"EXPLAIN {sql}", params)
        said = "\n".join(str(row[0]) for row in cursor.fetchall())
        if for_all_values:
            cursor.execute("DEALLOCATE asked")
        return said


def uses(plan: str, index: str) -> bool:
    """On PostgreSQL the choice among indexes hangs on how full a table was when last looked at."""
    return index in plan or (ON_POSTGRESQL and "Seq Scan" not in plan)


@pytest.fixture
def root() -> Comment:
    discussion = make_discussion()
    root = make_comment(discussion)
    make_comment(discussion, parent=root)
    make_comment(discussion, author=make_moderator("Mo"), hat=Hat.MODERATOR)
    return Comment.objects.select_related("discussion").get(pk=root.pk)


@pytest.mark.parametrize(
    ("sort", "index"),
    [("helpful", "comment_roots_helpful"), ("replied", "comment_roots_replied")],
)
@pytest.mark.parametrize("continued", [False, True])
def test_roots_come_in_the_order_of_their_index(
    root: Comment, sort: str, index: str, continued: bool
) -> None:
    with plans(for_all_values=True) as said:
        tree.roots_from(root.discussion, sort, root if continued else None, NOBODY)
    [plan] = said
    # A later page is what is left of those that are alike, and those below: two ranges, at most
    # 42 rows put in order.
    if not ON_POSTGRESQL:
        assert plan.count(index) == (2 if continued else 1)
        assert plan.count("TEMP B-TREE") == int(continued)
    assert uses(plan, index)


@pytest.fixture
def long_one() -> Discussion:
    """Where nearly all discussions are short, PostgreSQL would plan for those."""
    cast = make_load.make_cast()
    make_load.start_topics(boards.make("Talk"), 1500, cast)
    first, *_rest = Discussion.objects.order_by("pk")
    make_load.fill(first, make_load.lively(9000, cast.dice), cast)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return first


@pytest.mark.parametrize("sort", ["helpful", "replied"])
def test_the_order_of_a_long_discussion_is_never_made_anew(long_one: Discussion, sort: str) -> None:
    member = Viewer.for_user(make_member("Charlie"))
    with plans(for_all_values=True, as_if_many=False) as said:
        tree.roots_from(long_one, sort, None, member)
    [plan] = said
    assert f"comment_roots_{sort}" in plan
    assert "Sort" not in plan and "TEMP B-TREE" not in plan
    # The votes of the member are looked up for each comment, and never read as a whole.
    assert "hashed" not in plan and "alternatives" not in plan


@pytest.mark.parametrize("for_all_values", [True, False])
def test_the_first_page_of_a_long_discussion_is_one_range(
    long_one: Discussion, for_all_values: bool
) -> None:
    """Numbers as low as these are found in every discussion, and PostgreSQL expects many."""
    with plans(for_all_values=for_all_values, as_if_many=False) as said:
        tree.roots_on_page(long_one, "oldest", 1, NOBODY)
    [plan] = said
    assert uses(plan, "root_no")
    if ON_POSTGRESQL:  # to put twenty rows in order costs nothing
        assert "comment_root_no_unique" in plan
        assert re.search(r"Index Cond: \(\(discussion_id = \S+\) AND \(root_no >= ", plan)


def test_an_opening_is_found_by_its_index_however_many_there_are(long_one: Discussion) -> None:
    member = Viewer.for_user(make_member("Charlie"))
    with plans(for_all_values=True, as_if_many=False) as said:
        assert tree.opening_of(long_one, member) is not None
    [plan] = said
    assert "Seq Scan on comments_comment" not in plan
    assert "comment_one_opening" in plan or not ON_POSTGRESQL


def test_what_is_new_in_a_long_discussion_is_two_ranges(long_one: Discussion) -> None:
    charlie = make_member("Charlie")
    note_seen(news_of(charlie, long_one), ())
    Reading.objects.update(visit_from=long_one.last_number - 10)
    with plans(for_all_values=True, as_if_many=False) as said:
        assert 5 < len(news_of(charlie, long_one).arrivals) <= 10
    plan = said[-1]
    if ON_POSTGRESQL:
        assert plan.count("Index Cond: ((discussion_id = ") == 2
        # Of a range with one end it expects a third of the discussion, and reads a long one whole.
        assert max(map(int, re.findall(r" rows=(\d+) ", plan))) < 10
    else:
        assert plan.count("(discussion_id=? AND ") == 2


@pytest.mark.parametrize("sort", ["oldest", "newest"])
def test_a_numbered_page_is_one_range(root: Comment, sort: str) -> None:
    with plans(for_all_values=True) as said:
        tree.roots_on_page(root.discussion, sort, 1, NOBODY)
    [plan] = said
    assert uses(plan, "comment_root_no_unique")
    assert "TEMP B-TREE" not in plan and "Sort" not in plan


def test_replies_official_and_held_ones_are_found_by_their_indexes(root: Comment) -> None:
    moderator = Viewer.for_user(make_moderator("Max"))
    with plans(for_all_values=True) as said:
        among = tree.among(root.discussion, [root], moderator)
    assert (len(among.replies), len(among.official), len(among.held)) == (1, 1, 0)
    [plan] = said
    for index in ("comment_thread", "comment_official", "comment_held"):
        assert uses(plan, index)


@pytest.mark.parametrize("continued", [False, True])
@pytest.mark.parametrize(
    ("show", "who", "index"),
    [
        ("official", "nobody", "comment_official"),
        ("open", "nobody", "comment_unanswered"),
        ("mine", "member", "comment_own"),
        ("mine", "guest", "guest_id"),  # of the two that begin with it
    ],
)
def test_a_filter_is_one_range(
    root: Comment, show: str, who: str, index: str, continued: bool
) -> None:
    viewer = {
        "nobody": lambda: NOBODY,
        "member": lambda: Viewer.for_user(make_moderator("Max")),
        "guest": lambda: Viewer(guest=make_guest()),
    }[who]()
    with plans(for_all_values=True) as said:
        tree.filtered_from(root.discussion, show, root if continued else None, viewer)
    [plan] = said
    assert uses(plan.replace("comment_by_guest", "guest_id"), index)
    if who != "guest":
        assert "TEMP B-TREE" not in plan and "Sort" not in plan


def test_the_few_that_wait_are_looked_at_and_not_the_many_of_their_author(root: Comment) -> None:
    viewer = Viewer.for_user(make_member("Charlie"))
    assert not viewer.has_queue  # the settings are read by now, as on every page
    with plans(for_all_values=True) as said:
        tree.among(root.discussion, [root], viewer)
    [plan] = said
    assert uses(plan, "comment_held")
    assert ON_POSTGRESQL or "comment_own" not in plan


def test_the_whole_page_is_one_range_of_the_discussion(root: Comment) -> None:
    with plans(for_all_values=True) as said:
        tree.whole(root.discussion, NOBODY)
    plan = said[0]  # the others are about people, and comments with something beside them
    # SQLite gives the index behind a unique constraint a name of its own.
    assert uses(plan, "SEARCH c USING INDEX")
    assert "discussion_id=?" in plan or ON_POSTGRESQL
    assert "TEMP B-TREE" not in plan
