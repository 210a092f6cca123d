"""
Comments go from one discussion into another, and back: the only writer of where a comment stands
after it was written.

They keep their ids, and only what moves is numbered anew. Both discussions are locked, the lower
id first, before anything is looked at; their counters are made again from the rows. The numbers a
comment had stay its own, because a discussion never gives a number twice: so it can stand exactly
there again.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from forum.comments import counters, order
from forum.comments.models import (
    BodyFormat,
    Comment,
    CommentKind,
    Discussion,
    Moved,
    Reading,
    Status,
    StatusChange,
    Transfer,
)
from forum.comments.refusal import Refused
from forum.comments.seen import Seen
from forum.comments.services import discussions
from forum.comments.services.recount import recount
from forum.comments.services.set_status import set_status
from foundation.activity import events
from foundation.text import RENDER_VERSION, render_markdown

# What says where a comment stands.
_PLACE: Final = ("kind", "number", "late_no", "root_no", "order_key", "depth")
_WRITTEN: Final = ("discussion", "parent", "root", *_PLACE)
BATCH: Final = 100

OnMoved = Callable[[Sequence[int], Discussion], None]
_on_moved: list[OnMoved] = []


def on_moved(receiver: OnMoved) -> None:
    """Join at start: these comments (their ids) are in another discussion by now. Called in the
    transaction that moves them."""
    _on_moved.append(receiver)


@transaction.atomic
def split(
    head: Comment, others: Collection[int], *, target: Discussion, by: User | None
) -> Transfer:
    """
    `head` with its replies becomes the opening of `target`, which is empty, and what it shows.
    The branches of `others` (ids of the same discussion) follow. A stub stays where `head` was.
    """
    source = head.discussion
    counters.lock_all([source.pk, target.pk])
    rows = _rows(source.pk)
    head_now = next((row for row in rows if row.pk == head.pk), None)
    if head_now is None or head_now.kind != CommentKind.REPLY or not head_now.is_published:
        raise Refused(_("This comment stands differently by now. Nothing was done."))
    moving = _branches(rows, {head.pk, *others})
    if head.parent_id is not None and _above(rows, head.pk) & {row.pk for row in moving}:
        raise Refused(_("A comment above the first one cannot come with it."))
    moving.sort(key=lambda row: (row.pk != head.pk, row.number))
    ids = {row.pk for row in moving}
    done = _note(source, target, head_now, moving, by=by)
    arrivals = {row.pk: row.arrival for row in moving}
    for row in moving:
        # A reply to an opening is a root; so is what stood below something that stays.
        if row.parent_id == head.pk or row.parent_id not in ids:
            row.parent_id = None
        row.kind = CommentKind.OPENING if row.pk == head.pk else row.kind
    last = _lay(moving, target, {})
    done.stub = _leave_stub(done, source)
    done.save(update_fields=["stub"])
    Discussion.objects.filter(pk=target.pk).update(came_from=done.stub)
    _settle(source, target, moving, arrivals, last)
    _record("comments.branch.moved", done, by)
    return done


@transaction.atomic
def pour(source: Discussion, target: Discussion, *, by: User | None) -> Transfer:
    """
    All of `source` goes into `target`: its opening becomes a comment there, and the replies stand
    below it. `source` is hidden, and leads there for ever.
    """
    counters.lock_all([source.pk, target.pk])
    source.refresh_from_db()
    target.refresh_from_db()
    rows = _rows(source.pk)
    head = next((row for row in rows if row.kind == CommentKind.OPENING), None)
    if head is None or source.continued_at_id is not None or target.continued_at_id is not None:
        raise Refused(_("This topic stands differently by now. Nothing was done."))
    done = _note(source, target, head, rows, by=by)
    arrivals = {row.pk: row.arrival for row in rows}
    for row in rows:
        if row.pk == head.pk:
            row.kind = CommentKind.REPLY
        elif row.parent_id is None:
            row.parent_id = head.pk
    rows.sort(key=lambda row: (row.pk != head.pk, row.number))
    last = _lay(rows, target, {})
    _lead_on(source, head, by)
    _settle(source, target, rows, arrivals, last)
    _record("comments.branch.moved", done, by)
    return done


@transaction.atomic
def put_back(done: Transfer, *, by: User | None) -> bool:
    """
    Everything that was moved stands exactly where it stood. What was written below it since comes
    along, numbered anew, so that nothing is lost. Returns whether this hand did it. Raises Refused
    where something of it was moved on.
    """
    counters.lock_all([done.source_id, done.target_id])
    fresh = Transfer.objects.select_related("source", "target", "head", "stub").get(pk=done.pk)
    if fresh.returned_at is not None:
        return False
    source, target, stub = fresh.source, fresh.target, fresh.stub
    former = {row.comment_id: row for row in fresh.moved.all()}
    rows = _rows(target.pk)
    moved = [row for row in rows if row.pk in former]
    around = {row.pk: row for row in _rows(source.pk)}
    stays = {row.parent for row in former.values() if row.parent is not None} - former.keys()
    is_whole = stub is None  # the source was emptied, and leads to the target
    if len(moved) < len(former) or not stays <= around.keys() or _is_led_on(source, is_whole):
        raise Refused(_("Something of this was moved on since. Please take that back first."))
    since = _since(rows, former.keys(), everything=not is_whole)
    arrivals = {row.pk: row.arrival for row in (*moved, *since)}
    if stub is not None:
        _free_place(stub)
        set_status(stub, Status.DELETED, by=by)
    for row in moved:
        was = former[row.pk]
        for name in _PLACE:
            setattr(row, name, getattr(was, name))
        row.discussion_id, row.parent_id, row.root_id = source.pk, was.parent, was.root
    _write(moved)
    for row in since:
        if is_whole and row.parent_id == fresh.head_id:
            row.parent_id = None
        elif not is_whole and row.parent_id is None:
            row.parent_id = fresh.head_id
    last = _lay(since, source, around | {row.pk: row for row in moved})
    if is_whole:
        Discussion.objects.filter(pk=source.pk).update(continued_at=None)
        discussions.unhide(source, by=by)
    else:
        _lead_on(target, fresh.head, by)
    Transfer.objects.filter(pk=fresh.pk).update(returned_at=timezone.now())
    _settle(target, source, [*moved, *since], arrivals, last)
    _record("comments.branch.returned", fresh, by)
    return True


def _rows(discussion_id: int) -> list[Comment]:
    """The tree of a discussion without its texts, in the order of numbers: parents first."""
    found = Comment.objects.filter(discussion=discussion_id)
    return list(found.defer("body_source", "body_html").order_by("number"))


def _branches(rows: Sequence[Comment], tops: Collection[int]) -> list[Comment]:
    """These comments with everything below them."""
    ids: set[int] = set()
    for row in rows:
        if row.kind != CommentKind.OPENING and (row.pk in tops or row.parent_id in ids):
            ids.add(row.pk)
    return [row for row in rows if row.pk in ids]


def _above(rows: Sequence[Comment], pk: int) -> set[int]:
    parents = {row.pk: row.parent_id for row in rows}
    found: set[int] = set()
    while (parent := parents[pk]) is not None:
        found.add(parent)
        pk = parent
    return found


def _since(rows: Sequence[Comment], moved: Collection[int], *, everything: bool) -> list[Comment]:
    """What was written below the moved comments, or in all that was made of them."""
    ids = set(moved)
    found = []
    for row in rows:
        if row.pk not in ids and (everything or row.parent_id in ids):
            ids.add(row.pk)
            found.append(row)
    return found


def _note(
    source: Discussion,
    target: Discussion,
    head: Comment,
    moving: Sequence[Comment],
    *,
    by: User | None,
) -> Transfer:
    done = Transfer.objects.create(source=source, target=target, head=head, by=by)
    Moved.objects.bulk_create(
        (
            Moved(
                transfer=done,
                comment=row,
                parent=row.parent_id,
                root=row.root_id,
                **{name: getattr(row, name) for name in _PLACE},
            )
            for row in moving
        ),
        batch_size=BATCH,
    )
    return done


def _lay(moving: Sequence[Comment], target: Discussion, known: dict[int, Comment]) -> int:
    """
    Number the comments anew in `target`, parents first, below each other and those of `known`.
    Returns the last number before them. The places of roots are taken when they are counted.
    """
    last: int = Discussion.objects.values_list("last_number", flat=True).get(pk=target.pk)
    placed = dict(known)
    for number, row in enumerate(moving, start=last + 1):
        parent = placed.get(row.parent_id or 0)
        row.discussion_id = target.pk
        row.root_id = None if parent is None else parent.root_id or parent.pk
        row.number, row.late_no, row.root_no = number, None, None
        row.order_key = order.key_under(parent.order_key if parent is not None else "", number)
        row.depth = 1 if parent is None else parent.depth + 1
        placed[row.pk] = row
    _write(moving)
    Discussion.objects.filter(pk=target.pk).update(last_number=last + len(moving))
    return last


def _write(rows: Sequence[Comment]) -> None:
    Comment.objects.bulk_update(rows, _WRITTEN, batch_size=BATCH)


def _leave_stub(done: Transfer, source: Discussion) -> Comment:
    """The site's own notice, in the very place of the first comment. It names nothing, so that it
    says no more than its reader may see."""
    place = done.moved.get(comment=done.head_id)
    with translation.override(settings.LANGUAGE_CODE):
        words = _("This conversation goes on [as a topic of its own](%(url)s).")
    body = words % {"url": f"/c/{done.head_id}/"}
    number, _locked = counters.take_number(source.pk)
    now = timezone.now()
    stub = Comment.objects.create(
        discussion=source,
        parent_id=place.parent,
        root_id=place.root,
        kind=CommentKind.NOTICE,
        number=number,
        root_no=place.root_no,
        order_key=place.order_key,
        depth=place.depth,
        author=User.objects.site(),
        body_format=BodyFormat.MARKDOWN,
        body_source=body,
        body_html=render_markdown(body, "comment"),
        render_version=RENDER_VERSION,
        created_at=now,
        published_at=now,
    )
    StatusChange.objects.create(comment=stub, before="", after=Status.PUBLISHED)
    return stub


def _free_place(stub: Comment) -> None:
    """It stands at the end by now, so that the comment it stood for finds its own place free."""
    above = stub.parent.order_key if stub.parent is not None else ""
    Comment.objects.filter(pk=stub.pk).update(
        root_no=None, order_key=order.key_under(above, stub.number)
    )


def _lead_on(discussion: Discussion, head: Comment, by: User | None) -> None:
    """An emptied discussion is seen nowhere, and its address leads to what became of it."""
    discussions.hide(discussion, by=by)
    Discussion.objects.filter(pk=discussion.pk).update(continued_at=head)


def _is_led_on(source: Discussion, is_whole: bool) -> bool:
    """Whether what the comments would go back to has gone somewhere else itself."""
    return source.continued_at_id is not None and not is_whole


def _settle(
    source: Discussion,
    target: Discussion,
    moved: Sequence[Comment],
    arrivals: dict[int, int],
    last: int,
) -> None:
    """Count both again, and carry along what follows a comment."""
    for discussion in (source, target):
        recount(discussion)
    numbers = {arrivals[row.pk]: row.arrival for row in moved}
    _carry_reading(source, target, numbers, last)
    ids = [row.pk for row in moved]
    for tell in _on_moved:
        tell(ids, target)


def _carry_reading(
    source: Discussion, target: Discussion, numbers: dict[int, int], last: int
) -> None:
    """
    What a member had seen of the moved comments is seen in the target too. `numbers` gives the new
    arrival of each old one; what had arrived in the target up to `last` before a first visit
    counts as seen, as always.
    """
    there = {row.user_id: row for row in Reading.objects.filter(discussion=target)}
    changed: list[Reading] = []
    made: list[Reading] = []
    for row in Reading.objects.filter(discussion=source):
        own = there.get(row.user_id)
        read = (own.read if own is not None else Seen(last)).and_these(
            new for old, new in numbers.items() if old in row.read
        )
        visit = (own.visit if own is not None else Seen(last)).and_these(
            new for old, new in numbers.items() if old in row.visit
        )
        fresh = own or Reading(user_id=row.user_id, discussion=target, at=row.at)
        fresh.read_to, fresh.read_more = read.to, read.more
        fresh.visit_from, fresh.visit_more = min(visit.to, read.to), visit.more
        fresh.version += 1
        (made if own is None else changed).append(fresh)
    Reading.objects.bulk_create(made, batch_size=BATCH)
    columns = ["read_to", "read_more", "visit_from", "visit_more", "version"]
    Reading.objects.bulk_update(changed, columns, batch_size=BATCH)


def _record(kind: str, done: Transfer, by: User | None) -> None:
    Discussion.objects.filter(pk__in=(done.source_id, done.target_id)).update(
        version=F("version") + 1
    )
    events.record(
        kind,
        actor_id=by.pk if by is not None else None,
        data={
            "transfer": done.pk,
            "comment": done.head_id,
            "source": done.source_id,
            "target": done.target_id,
        },
    )
