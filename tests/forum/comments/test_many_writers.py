"""
Several write into one discussion at once, through the whole pipeline, while a moderator removes
some of it. Afterwards numbers, counters, the order of the tree and the pages of every order are
what somebody would say who reads all rows and counts by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.viewer import Viewer
from forum.comments import tree
from forum.comments.models import Comment, CommentKind, Discussion, Status
from forum.comments.page import discussion_page
from forum.comments.refusal import Refused
from forum.comments.services.recount import recount
from forum.comments.services.set_status import set_status
from foundation.branding import settings as site_settings
from tests.factories import make_discussion, make_moderator, write
from tests.factories_moderation import make_known
from tests.race import race

NOBODY = Viewer.nobody()
WRITERS = 3
WORDS = (
    "amber birch cedar delta ember fjord grove heath inlet jetty knoll larch maple north ocean "
    "pearl quartz river stone tulip umbra valley willow yarrow"
).split()

# What each writer does, one after the other: a root where 0, else an answer to one of those there.
scripts = st.lists(
    st.lists(st.integers(0, 40), min_size=2, max_size=6), min_size=WRITERS, max_size=WRITERS
)
removals = st.lists(st.integers(0, 40), max_size=3)
page_sizes = st.integers(1, 4)


@pytest.mark.both_engines
@pytest.mark.django_db(transaction=True)
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.generate],
)
@given(scripts, removals, page_sizes)
def test_what_many_write_at_once_reads_as_if_counted_by_hand(
    monkeypatch: pytest.MonkeyPatch, script: list[list[int]], removed: list[int], size: int
) -> None:
    site_settings.set_value("reply_wait_seconds", 0)
    discussion = make_discussion()
    people = [make_known(f"Writer {discussion.pk} {n}") for n in range(WRITERS)]
    moderator = make_moderator(f"Moderator {discussion.pk}")
    numbers = count(1)
    for _ in range(3):
        write(fresh(discussion), people[0], text_of(discussion.pk, next(numbers)))

    def writes(n: int, picks: list[int]) -> Callable[[], None]:
        def run() -> None:
            for pick in picks:
                text = text_of(discussion.pk, next(numbers))
                try:
                    write(fresh(discussion), people[n], text, parent=one_of(discussion, pick))
                except Refused as refused:  # what they answer has been removed
                    assert refused.code == "parent"

        return run

    def removes() -> None:
        for pick in removed:
            comment = one_of(discussion, pick)
            if comment is not None and comment.is_published:
                set_status(comment, Status.REMOVED, by=moderator)

    race([*(writes(n, picks) for n, picks in enumerate(script)), removes])
    agrees(fresh(discussion), size, monkeypatch)


def agrees(discussion: Discussion, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = list(Comment.objects.filter(discussion=discussion).order_by("number"))
    below: dict[int | None, list[Comment]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)

    def shown(row: Comment) -> bool:
        return row.status == Status.PUBLISHED or any(map(shown, below.get(row.pk, [])))

    def walk(row: Comment) -> list[Comment]:
        return [row, *(deep for child in below.get(row.pk, []) for deep in walk(child))]

    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert discussion.last_number == len(rows)
    said = [row for row in rows if row.kind == CommentKind.REPLY]
    published = [row for row in said if row.status == Status.PUBLISHED]
    assert discussion.comment_count == len(published)
    for row in rows:
        assert row.reply_count == sum(map(shown, below.get(row.pk, [])))
    # What waits for a moderator has no place yet.
    places = [row.root_no for row in below[None] if row.status != Status.HELD]
    assert places == list(range(1, len(places) + 1))
    assert not recount(discussion)

    roots = [root for root in below[None] if shown(root)]
    thread = {root.pk: [row.pk for row in walk(root)[1:] if shown(row)] for root in roots}
    first = [root.pk for root in roots]
    monkeypatch.setattr(tree, "ROOTS", size)
    monkeypatch.setattr(tree, "THREAD", size)
    assert pages(discussion, "oldest") == first
    assert pages(discussion, "newest") == first[::-1]
    assert pages(discussion, "replied") == sorted(first, key=lambda pk: (-len(thread[pk]), -pk))
    # A young one stands near the top and at its own place too.
    assert set(pages(discussion, "helpful")) == set(first)
    for root in roots:
        got, start = [], None
        while True:
            page, start = tree.thread_from(root, start, NOBODY)
            got += [row.pk for row in page]
            assert len(page) <= size
            if start is None:
                break
        assert got == thread[root.pk]
    monkeypatch.undo()


def pages(discussion: Discussion, sort: str) -> list[int]:
    """The roots of all pages of an order, as the links from one to the next lead."""
    found: list[int] = []
    params = {"sort": sort}
    while True:
        page = discussion_page(discussion, NOBODY, params)
        found += [thread.rows[0].id for thread in page.threads]
        following = _next(page)
        if following is None:
            return found
        params = {"sort": sort} | following


def _next(page: Any) -> dict[str, str] | None:
    if page.pager is not None:
        return None if page.pager.is_last else {"page": str(page.pager.number + 1)}
    if page.next_url:
        return {"from": page.next_url.split("from=")[1].split("#")[0]}
    return None


def text_of(discussion: int, number: int) -> str:
    """No two are alike, or a rule would hold the second one."""
    return " ".join(Random(f"{discussion} {number}").sample(WORDS, 9))  # noqa: S311


def fresh(discussion: Discussion) -> Discussion:
    return Discussion.objects.select_related("audience").get(pk=discussion.pk)


def one_of(discussion: Discussion, pick: int) -> Comment | None:
    """A comment that stands there at this moment."""
    there = list(
        Comment.objects.filter(discussion=discussion, kind=CommentKind.REPLY).order_by("number")
    )
    return there[pick % len(there)] if pick else None
