"""Laying in many comments at once: imports and sample content."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import Guest, User
from forum.comments import counters, order
from forum.comments.models import (
    BodyFormat,
    Comment,
    CommentKind,
    Discussion,
    Hat,
    Status,
    StatusChange,
)
from forum.comments.services.recount import recount
from forum.comments.tasks import index_discussion


@dataclass(frozen=True, slots=True)
class Row:
    """
    One comment to lay in. `ref` is the caller's own id; `parent_ref` names a row of the same
    call or a key of `known`. `body_html` is cleaned already. Status HELD asks the caller to open
    a case.
    """

    ref: str
    created_at: datetime
    body_source: str
    body_html: str
    author: User | None = None
    guest: Guest | None = None
    parent_ref: str | None = None
    kind: CommentKind = CommentKind.REPLY
    status: Status = Status.PUBLISHED
    hat: Hat = Hat.NONE
    body_format: BodyFormat = BodyFormat.HTML
    render_version: int = 0


@transaction.atomic
def lay_in(
    discussion: Discussion, rows: Iterable[Row], *, known: dict[str, Comment] | None = None
) -> dict[str, Comment]:
    """
    Write the rows, parents first and then by date, and count the discussion again.

    Nobody is told: no events, no rules, no mail; only the search index follows. Returns the
    comments by `ref`. A row whose parent is not among `known` and the rows becomes a root.
    """
    done: dict[str, Comment] = dict(known or {})
    made: dict[str, Comment] = {}
    counters.lock(discussion.pk)
    discussion.refresh_from_db(fields=["last_number", "last_root_no"])
    number, root_no = discussion.last_number, discussion.last_root_no
    numbers: dict[str, int] = {}
    rounds: dict[int, list[Row]] = {}
    for depth, row in _in_order(list(rows), done):
        number += 1
        numbers[row.ref] = number
        rounds.setdefault(depth, []).append(row)
    # A row needs its parent's id: one bulk insert for each depth, in the order of numbers.
    for depth in sorted(rounds):
        fresh: list[Comment] = []
        for row in rounds[depth]:
            comment = _comment(discussion, row, done.get(row.parent_ref or ""), numbers[row.ref])
            if comment.is_root and comment.shown:
                root_no += 1
                comment.root_no = root_no
            fresh.append(comment)
        Comment.objects.bulk_create(fresh, batch_size=500)
        for row, comment in zip(rounds[depth], fresh, strict=True):
            done[row.ref] = made[row.ref] = comment
    StatusChange.objects.bulk_create(
        [
            StatusChange(comment=comment, before="", after=comment.status, at=comment.created_at)
            for comment in made.values()
        ],
        batch_size=500,
    )
    Discussion.objects.filter(pk=discussion.pk).update(
        last_number=number, last_root_no=root_no, version=F("version") + 1
    )
    recount(discussion)
    index_discussion.enqueue(discussion.pk)
    return made


def _in_order(rows: list[Row], done: dict[str, Comment]) -> Iterator[tuple[int, Row]]:
    """The rows with their depth among themselves: by date, but never before their parent."""
    here = {row.ref for row in rows}
    children: dict[str, list[Row]] = {}
    ready: list[tuple[datetime, int, int, Row]] = []
    for at, row in enumerate(rows):
        parent = row.parent_ref
        if parent is not None and parent != row.ref and parent in here and parent not in done:
            children.setdefault(parent, []).append(row)
        else:
            ready.append((row.created_at, at, 0, row))
    place = {row.ref: at for at, row in enumerate(rows)}
    heapq.heapify(ready)
    waiting = dict(place)
    while ready or waiting:
        if not ready:  # only circles are left: the first of them becomes a root
            ref = min(waiting, key=lambda name: waiting[name])
            ready.append((rows[place[ref]].created_at, place[ref], 0, rows[place[ref]]))
        _date, _at, depth, row = heapq.heappop(ready)
        if waiting.pop(row.ref, None) is None:
            continue
        yield depth, row
        for child in children.get(row.ref, ()):
            heapq.heappush(ready, (child.created_at, place[child.ref], depth + 1, child))


def _comment(discussion: Discussion, row: Row, parent: Comment | None, number: int) -> Comment:
    if parent is not None and parent.kind == CommentKind.OPENING:
        parent = None
    published = row.status == Status.PUBLISHED
    return Comment(
        discussion=discussion,
        parent=parent,
        root_id=None if parent is None else (parent.root_id or parent.pk),
        kind=row.kind,
        number=number,
        order_key=order.key_under(parent.order_key if parent else "", number),
        depth=parent.depth + 1 if parent else 1,
        author=row.author,
        guest=row.guest,
        hat=row.hat,
        body_format=row.body_format,
        body_source=row.body_source,
        body_html=row.body_html,
        render_version=row.render_version,
        status=row.status,
        shown=published,
        created_at=row.created_at,
        published_at=row.created_at if published else None,
    )
