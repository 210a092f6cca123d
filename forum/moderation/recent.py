"""What the writer of a draft wrote last, read once for all the rules that ask about it."""

from datetime import datetime
from typing import Final, NamedTuple

from forum.comments.fetch import as_text, moment
from forum.comments.gate import Draft
from forum.comments.models import Comment
from foundation.database.prepared import prepared_cursor

# So many texts of one person, written within some minutes, are compared with a new one.
MOST: Final = 50


class Written(NamedTuple):
    pk: int
    status: str
    kind: str
    created_at: datetime
    body_source: str
    discussion_id: int
    parent_id: int | None


_LAST: Final = (
    f"SELECT id, status, kind, {as_text('created_at')}, body_source, discussion_id, parent_id "  # noqa: S608  names of ours
    f"FROM {Comment._meta.db_table} WHERE author_id = %s ORDER BY id DESC LIMIT {MOST}"
)


def of(draft: Draft) -> list[Written]:
    """
    The last comments of the member who writes, whatever became of them, newest first: all, or
    `MOST`. Of a guest there are none: what the rules ask about guests goes by their network.
    """
    if draft.author is None:
        return []
    if "recent" not in draft.memo:
        draft.memo["recent"] = _read(draft.author.pk)
    found: list[Written] = draft.memo["recent"]
    return found


def _read(author_id: int) -> list[Written]:
    # Past the query set, whose rows and moments cost more than all the rules that look at them.
    with prepared_cursor() as cursor:
        cursor.execute(_LAST, [author_id])
        return [
            Written(pk, status, kind, moment(at), *rest)
            for pk, status, kind, at, *rest in cursor.fetchall()
        ]
