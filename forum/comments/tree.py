"""The tree as pages read it: roots of a page, the first replies under them, one thread."""

from collections.abc import Sequence
from datetime import timedelta
from operator import attrgetter
from typing import Final, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from accounts.viewer import Viewer
from forum.comments import fetch, order
from forum.comments.fetch import Said
from forum.comments.models import Comment, CommentKind, Discussion, Status
from foundation.database.prepared import Prepared

ROOTS: Final = 20  # roots on a page (DESIGN: a page is 20 roots with three replies each)
REPLIES: Final = 3
OFFICIAL: Final = 30
HELD: Final = 50
THREAD: Final = 50  # replies on a root's own page

# A root nobody has voted on yet stands third by "most helpful" for a week, while it is the newest.
FRESH_PLACE: Final = 2
FRESH_AMONG: Final = 20
FRESH_FOR: Final = timedelta(days=7)

NUMBERED: Final = ("oldest", "newest")
SORTS: Final = ("oldest", "newest", "helpful", "replied")
FILTERS: Final = ("official", "open", "mine")
FILTERED: Final = 20
# All comments on one page, to read without a break, to search in or to print. A discussion with
# more of them keeps its pages: the page would be megabytes long.
WHOLE: Final = "whole"
MOST_AT_ONCE: Final = 2000

_CURSOR: Final = {"helpful": "helpful_rank", "replied": "thread_count"}


def rows() -> QuerySet[Comment]:
    """Comments with the people on them, ready to be drawn."""
    return Comment.objects.select_related("author", "guest")


def shown_roots(discussion: Discussion) -> QuerySet[Comment]:
    return Comment.objects.filter(discussion=discussion, root_no__isnull=False, shown=True)


def pages_of(discussion: Discussion) -> int:
    """Numbered pages of a discussion; at least one."""
    return max(1, -(-discussion.last_root_no // ROOTS))


def opening_of(discussion: Discussion, viewer: Viewer) -> Comment | None:
    found = fetch.comments("c.discussion_id = %s AND c.kind = 'opening'", [discussion.pk], viewer)
    return found[0] if found else None


def roots_on_page(discussion: Discussion, sort: str, page: int, viewer: Viewer) -> list[Comment]:
    """
    The roots of a numbered page. Places never change, so an address keeps its roots: removals
    leave a page shorter, they do not move the next one up.
    """
    first, last = _places(discussion, sort, page)
    down = "DESC" if sort == "newest" else "ASC"
    return fetch.comments(
        f"c.discussion_id = %s AND {fetch.true('c.shown')} AND c.root_no BETWEEN %s AND %s "
        f"ORDER BY c.root_no {down} LIMIT {ROOTS}",
        [discussion.pk, first, last],
        viewer,
    )


def page_of_root(discussion: Discussion, sort: str, root_no: int) -> int:
    """The numbered page a root stands on."""
    if sort == "newest":
        return (discussion.last_root_no - root_no) // ROOTS + 1
    return (root_no - 1) // ROOTS + 1


def _places(discussion: Discussion, sort: str, page: int) -> tuple[int, int]:
    if sort == "newest":
        last = discussion.last_root_no - (page - 1) * ROOTS
        return last - ROOTS + 1, last
    return (page - 1) * ROOTS + 1, page * ROOTS


def roots_from(
    discussion: Discussion, sort: str, start: Comment | None, viewer: Viewer
) -> tuple[list[Comment], Comment | None]:
    """
    A page of roots in an unnumbered sort, from `start` on (itself included), and the root that
    begins the next page. The cursor is a comment's id; its place is looked up, never sent.
    """
    column = _CURSOR[sort]
    roots = f"discussion_id = %s AND {fetch.true('shown')} AND root_no IS NOT NULL"
    limit = f"LIMIT {ROOTS + 1}"
    params: list[str | float] = [discussion.pk]
    if start is None:
        where = roots
    else:
        # Most roots of a long discussion have the same value, often none. What is left of those
        # and what comes below are a range of the index each; in one condition over both columns
        # SQLite would use the first alone and read all that are alike.
        value = getattr(start, column)
        alike = f"{roots} AND {column} = %s AND id <= %s ORDER BY id DESC {limit}"
        below = f"{roots} AND {column} < %s ORDER BY {column} DESC, id DESC {limit}"
        where = (
            f"c.id IN (SELECT id FROM (SELECT id FROM {_TABLE} WHERE {alike}) AS alike "  # noqa: S608
            f"UNION ALL SELECT id FROM (SELECT id FROM {_TABLE} WHERE {below}) AS below)"
        )
        params += [value, start.pk, discussion.pk, value]
    page = fetch.comments(f"{where} ORDER BY c.{column} DESC, c.id DESC {limit}", params, viewer)
    return page[:ROOTS], page[ROOTS] if len(page) > ROOTS else None


def with_fresh(discussion: Discussion, roots: list[Comment], viewer: Viewer) -> list[Comment]:
    """
    The first page by "most helpful" with a place near its top for the newest root that nobody has
    voted on: what nobody sees, nobody finds helpful. By its rank it stands on a later page too.
    """
    found = fetch.comments(
        f"c.discussion_id = %s AND {fetch.true('c.shown')} AND c.root_no > %s "
        "AND c.status = 'published' AND c.helpful_rank = 0 ORDER BY c.root_no DESC LIMIT 1",
        [discussion.pk, discussion.last_root_no - FRESH_AMONG],
        viewer,
    )
    if not found or found[0].created_at < timezone.now() - FRESH_FOR:
        return roots
    fresh = found[0]
    if fresh.pk in {root.pk for root in roots[:FRESH_PLACE]}:
        return roots
    others = [root for root in roots if root.pk != fresh.pk]
    return [*others[:FRESH_PLACE], fresh, *others[FRESH_PLACE:]]


class Among(NamedTuple):
    """What a page shows of a discussion besides its roots."""

    replies: list[Comment]  # the first ones under each root
    official: list[Comment]  # by those who speak in an official role, wherever they stand
    held: list[Comment]  # a member's own, all for a moderator


def among(discussion: Discussion, roots: Sequence[Comment], viewer: Viewer) -> Among:
    """One statement for all: an index range for each root, one for the official, one for the held.

    A window over whole threads would read every reply of a root with ten thousand of them.
    """
    shown = fetch.true("shown")
    with_replies = [root.pk for root in roots if root.thread_count]
    ranges = [_FIRST.format(n=n, shown=shown) for n in range(len(with_replies))]
    params = [*with_replies, discussion.pk]
    ranges.append(_OFFICIAL)
    if viewer.user is not None:
        all_of_them = viewer.moderates(discussion.shelf)
        ranges.append(_HELD.format(whose="" if all_of_them else "AND +author_id = %s"))
        params += [discussion.pk] if all_of_them else [discussion.pk, viewer.user.pk]
    found = fetch.comments(
        f"c.id IN ({' UNION ALL '.join(ranges)}) ORDER BY c.root_id, c.order_key, c.number",
        params,
        viewer,
    )
    below: dict[int, list[Comment]] = {pk: [] for pk in with_replies}
    for comment in found:
        # The first three of a branch come before every other one of it.
        first = below.get(comment.root_id or 0)
        if first is not None and comment.shown and len(first) < REPLIES:
            first.append(comment)
    return Among(
        replies=[reply for first in below.values() for reply in first],
        official=sorted(
            (c for c in found if c.hat and c.is_published and c.kind == CommentKind.REPLY),
            key=lambda comment: comment.number,
        ),
        held=sorted(
            (c for c in found if c.status == Status.HELD and not c.shown),
            key=lambda comment: comment.number,
        ),
    )


_TABLE: Final = Comment._meta.db_table
_FIRST: Final = (
    f"SELECT id FROM (SELECT id FROM {_TABLE} WHERE root_id = %s AND {{shown}} "  # noqa: S608
    f"ORDER BY order_key, number LIMIT {REPLIES}) AS t{{n}}"
)
# In the words of the index comment_official, or SQLite would not see that it serves.
_OFFICIAL: Final = (
    f"SELECT id FROM (SELECT id FROM {_TABLE} WHERE discussion_id = %s "  # noqa: S608
    f"AND status = 'published' AND NOT (hat = '') AND kind = 'reply' "
    f"ORDER BY number LIMIT {OFFICIAL}) AS official"
)
# The plus keeps the planner with the few that wait, away from the many of one author.
_HELD: Final = (
    f"SELECT id FROM (SELECT id FROM {_TABLE} WHERE discussion_id = %s "  # noqa: S608
    "AND status = 'held' {whose} AND kind <> 'opening' "
    f"ORDER BY number LIMIT {HELD}) AS held"
)


def filtered_from(
    discussion: Discussion, kind: str, start: Comment | None, viewer: Viewer
) -> tuple[list[Comment], Comment | None]:
    """
    A page of the comments a filter lets through, in the order they were written, and the one
    that begins the next page: one range of comment_official, comment_unanswered, comment_own or
    comment_by_guest.
    """
    params: list[str | float] = [discussion.pk]
    # A guest's comments are few: the plus keeps the planner from walking the discussion.
    by_guest = kind == "mine" and viewer.user is None
    where = f"{'+' if by_guest else ''}c.discussion_id = %s AND "
    if kind == "official":
        where += "c.status = 'published' AND NOT (c.hat = '')"
    elif kind == "open":
        where += (
            "c.parent_id IS NULL AND c.status = 'published' AND c.reply_count = 0 "
            f"AND {_asks('c.body_source')}"
        )
    else:
        where += "c.status IN ('published', 'held') AND "
        where += "c.guest_id = %s" if by_guest else "c.author_id = %s"
        writer = viewer.user or viewer.guest
        params.append(writer.pk if writer is not None else 0)
    if start is not None:
        where += " AND c.number >= %s"
        params.append(start.number)
    where += f" AND c.kind = 'reply' ORDER BY c.number LIMIT {FILTERED + 1}"
    page = fetch.comments(where, params, viewer)
    return page[:FILTERED], page[FILTERED] if len(page) > FILTERED else None


def _asks(column: str) -> str:
    """A text with a question mark in it, in the words of the index comment_unanswered."""
    return f"{column} LIKE '%%?%%'" + (r" ESCAPE '\'" if connection.vendor == "sqlite" else "")


def fits_one_page(discussion: Discussion) -> bool:
    """Whether there is more than a first page, and not too much for one."""
    return ROOTS < discussion.comment_count <= MOST_AT_ONCE


def whole(discussion: Discussion, viewer: Viewer) -> list[Said]:
    """Every shown comment in the order of the tree, the oldest root first."""
    found = fetch.to_read(
        f"c.discussion_id = %s AND {fetch.true('c.shown')} AND c.kind <> 'opening' "
        f"ORDER BY c.number LIMIT {2 * MOST_AT_ONCE}",
        [discussion.pk],
        viewer,
    )
    return sorted(found, key=attrgetter("order_key"))


def thread_from(
    root: Comment, start: Comment | None, viewer: Viewer
) -> tuple[list[Comment], Comment | None]:
    """A page of the replies under a root in tree order, and the reply that begins the next."""
    where = f"c.root_id = %s AND {fetch.true('c.shown')}"
    params: list[str | float] = [root.pk]
    if start is not None:
        # No two keys are alike, for each ends with its own number: one bound is enough.
        where += " AND c.order_key >= %s"
        params.append(start.order_key)
    where += f" ORDER BY c.order_key, c.number LIMIT {THREAD + 1}"
    page = fetch.comments(where, params, viewer)
    return page[:THREAD], page[THREAD] if len(page) > THREAD else None


def chain_above(root: Comment, reply: Comment, viewer: Viewer) -> list[Comment]:
    """The comments between a root and a reply, from the top down, as far as the key names them."""
    elements = order.split(reply.order_key)
    keys = ["".join(elements[:length]) for length in range(2, len(elements))]
    if not keys:
        return []
    places = ", ".join(["%s"] * len(keys))
    where = (
        f"c.root_id = %s AND {fetch.true('c.shown')} AND c.order_key IN ({places}) "
        "ORDER BY c.order_key, c.number"
    )
    return fetch.comments(where, [root.pk, *keys], viewer)


def thread_before(root: Comment, start: Comment) -> Comment | None:
    """The reply that begins the page before `start`; None at the beginning."""
    page = _before([root.pk, start.order_key])
    return page[-1] if page else None


_before: Final = Prepared(
    lambda root, key: (
        Comment.objects.filter(root=root, shown=True, order_key__lt=key)
        .order_by("-order_key", "-number")
        .only("pk")[:THREAD]
    )
)
