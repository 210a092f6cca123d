"""
What every reply writes besides its own row: the discussion's counters, and those above it.

A discussion is locked by one `UPDATE … RETURNING`. Its row stays locked to the end of the
transaction, so the order of numbers is the order of commits, on SQLite and on PostgreSQL. With the
lock comes the word that kept pages of the discussion are old from this transaction on.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db import connection
from django.db.models import F

from forum.comments.models import Comment, CommentKind, Discussion
from foundation.database.prepared import prepared_cursor
from foundation.pagecache import versions

_TABLE = Discussion._meta.db_table
_COMMENTS = Comment._meta.db_table


class Locked(NamedTuple):
    status: str
    started_by_id: int | None
    vote_count: int
    last_root_no: int
    slowdown_id: int | None
    continued_at_id: int | None


_LOCKED = "status, started_by_id, vote_count, last_root_no, slowdown_id, continued_at_id"


def _returning(sql: str, params: list[int]) -> tuple[object, ...] | None:
    with prepared_cursor() as cursor:
        cursor.execute(sql, params)
        row: tuple[object, ...] | None = cursor.fetchone()
    return row


def take_number(discussion_id: int) -> tuple[int, Locked]:
    """Lock the discussion and take the next comment number in it."""
    row = _returning(
        f"UPDATE {_TABLE} SET last_number = last_number + 1, version = version + 1 "  # noqa: S608
        f"WHERE id = %s RETURNING last_number, {_LOCKED}",
        [discussion_id],
    )
    if row is None:
        raise Discussion.DoesNotExist
    number, *locked = row
    page_changed(discussion_id)
    return int(str(number)), _locked(locked)


def lock(discussion_id: int, *, only_counts: bool = False) -> Locked:
    """
    Lock the discussion and move its version. Where `only_counts` of reactions change, kept pages
    stay as they are: they are made anew within a minute.
    """
    row = _returning(
        f"UPDATE {_TABLE} SET version = version + 1 WHERE id = %s "  # noqa: S608
        f"RETURNING {_LOCKED}",
        [discussion_id],
    )
    if row is None:
        raise Discussion.DoesNotExist
    if not only_counts:
        page_changed(discussion_id)
    return _locked(row)


def hold(discussion_ids: Collection[int]) -> None:
    """Lock discussions, the lowest id first, and change nothing. In a transaction."""
    found = Discussion.objects.filter(pk__in=discussion_ids).order_by("pk")
    list(found.select_for_update(no_key=True).values_list("pk"))


def lock_all(discussion_ids: Collection[int]) -> None:
    """Like `lock` for several at once: first all rows, then all words of what is old, each in one
    order everywhere."""
    hold(discussion_ids)
    Discussion.objects.filter(pk__in=discussion_ids).update(version=F("version") + 1)
    if discussion_ids:
        versions.bump(*(versions.one_of("discussion", pk) for pk in discussion_ids))


def _locked(row: Sequence[object]) -> Locked:
    status, started_by, votes, root_no, slowdown, continued_at = row
    return Locked(
        status=str(status),
        started_by_id=_id(started_by),
        vote_count=int(str(votes)),
        last_root_no=int(str(root_no)),
        slowdown_id=_id(slowdown),
        continued_at_id=_id(continued_at),
    )


def _id(value: object) -> int | None:
    return None if value is None else int(str(value))


def page_changed(discussion_id: int) -> None:
    """What pages show of this discussion is changed by the present transaction."""
    versions.bump(versions.one_of("discussion", discussion_id))


def take_root_no(discussion_id: int) -> int:
    """The next place among the roots, for a root that is shown for the first time."""
    row = _returning(
        f"UPDATE {_TABLE} SET last_root_no = last_root_no + 1 "  # noqa: S608
        "WHERE id = %s RETURNING last_root_no",
        [discussion_id],
    )
    if row is None:
        raise Discussion.DoesNotExist
    return int(str(row[0]))


def count_new(comment: Comment, locked: Locked) -> None:
    """
    Count a comment that is published as it was written, below one that is published or below
    nothing: it is the last of its discussion, and above it nothing appears with it. The caller
    holds the lock. The opening is none of those that are counted.
    """
    if comment.kind == CommentKind.OPENING:
        return
    others = comment.author_id is None or comment.author_id != locked.started_by_id
    root_no = comment.root_no
    with prepared_cursor() as cursor:
        cursor.execute(
            f"UPDATE {_TABLE} SET comment_count = comment_count + 1, "  # noqa: S608
            "others_count = others_count + %s, root_count = root_count + %s, last_root_no = %s, "
            "last_comment_id = %s, last_comment_at = %s WHERE id = %s",
            [
                int(others),
                int(root_no is not None),
                locked.last_root_no if root_no is None else root_no,
                comment.pk,
                connection.ops.adapt_datetimefield_value(comment.published_at),
                comment.discussion_id,
            ],
        )
        if comment.parent_id is not None:
            # Both at once: the one that is answered is the root itself, or stands below it.
            cursor.execute(
                f"UPDATE {_COMMENTS} SET "  # noqa: S608
                "thread_count = thread_count + CASE id WHEN %s THEN 1 ELSE 0 END, "
                "reply_count = reply_count + CASE id WHEN %s THEN 1 ELSE 0 END "
                "WHERE id IN (%s, %s)",
                [comment.root_id, comment.parent_id, comment.root_id, comment.parent_id],
            )
