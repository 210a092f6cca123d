"""
Comments with the people on them, as pages draw them: one statement with the columns that are
drawn, and the marks beside them. Where hundreds stand on a page to be read, most come as `Plain`.

A query set that joins both people costs a page three times as much, most of it spent on building
the same SQL again (docs/performance.md). What is not read here, Django fetches when it is asked
for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.base import ModelState

from accounts.models import Guest, User
from accounts.viewer import Viewer
from forum.comments.models import Comment, Mark, MarkKind, Revision, Status
from forum.comments.writer import Writer, named
from foundation.database.prepared import prepared_cursor

_DRAWN: Final = (
    "id", "discussion_id", "parent_id", "root_id", "kind", "number", "late_no", "root_no",
    "order_key", "depth", "author_id", "guest_id", "hat", "body_format", "body_html", "status",
    "shown", "created_at", "edited_at", "reply_count", "thread_count", "helpful_count",
    "same_count", "helpful_rank", "written_as", "team_change",
    "veil", "note_html", "note_by",
)  # fmt: skip
_AUTHOR: Final = ("id", "handle", "name", "role", "kind", "is_active")
_GUEST: Final = ("id", "kind", "name")


def _fields(model: type[models.Model], names: Sequence[str]) -> list[Any]:
    """In the order of the model, as `from_db` takes the values."""
    return [field for field in model._meta.concrete_fields if field.attname in names]


_COMMENT_FIELDS: Final = _fields(Comment, _DRAWN)
_AUTHOR_FIELDS: Final = _fields(User, _AUTHOR)
_GUEST_FIELDS: Final = _fields(Guest, _GUEST)
_COMMENT_NAMES: Final = [field.attname for field in _COMMENT_FIELDS]
_AUTHOR_NAMES: Final = [field.attname for field in _AUTHOR_FIELDS]
_GUEST_NAMES: Final = [field.attname for field in _GUEST_FIELDS]
_AUTHOR_AT: Final = len(_COMMENT_FIELDS)
_GUEST_AT: Final = _AUTHOR_AT + len(_AUTHOR_FIELDS)
_MARKS_AT: Final = _GUEST_AT + len(_GUEST_FIELDS)
_REVISIONS_AT: Final = _MARKS_AT + 4
_MOMENTS: Final = [
    field.attname for field in _COMMENT_FIELDS if isinstance(field, models.DateTimeField)
]


def as_text(column: str) -> str:
    """
    A column of moments that SQLite hands over as the text it keeps. What is declared as a moment
    its driver reads sign by sign, in Python; `moment` is ten times as fast.
    """
    return f"COALESCE({column}, {column})"


_MARK: Final = f"EXISTS (SELECT 1 FROM {Mark._meta.db_table} m WHERE m.comment_id = c.id AND "  # noqa: S608  names of ours
# One comment after the other: without it PostgreSQL may read all votes of a member beforehand.
_EACH: Final = "LIMIT 1 OFFSET 0)"
_COLUMNS: Final = [
    *(
        as_text(f"c.{field.column}") if field.attname in _MOMENTS else f"c.{field.column}"
        for field in _COMMENT_FIELDS
    ),
    *(f"a.{field.column}" for field in _AUTHOR_FIELDS),
    *(f"g.{field.column}" for field in _GUEST_FIELDS),
    f"{_MARK} m.kind = '{MarkKind.ASKER}' {_EACH}",
    f"{_MARK} m.kind = '{MarkKind.REVIEWED}' {_EACH}",
]
# What nobody else needs to know.
_OWN_COLUMNS: Final = [
    f"{_MARK} m.kind = '{MarkKind.HELPFUL}' AND m.by_id = %s {_EACH}",
    f"{_MARK} m.kind = '{MarkKind.SAME}' AND m.by_id = %s {_EACH}",
    f"EXISTS (SELECT 1 FROM {Revision._meta.db_table} v WHERE v.comment_id = c.id {_EACH}",  # noqa: S608  names of ours
]
_none: Final[frozenset[str]] = frozenset()
_MARKS: Final = (MarkKind.ASKER, MarkKind.REVIEWED, MarkKind.HELPFUL, MarkKind.SAME)
_FROM: Final = (
    f"FROM {Comment._meta.db_table} c "
    f"LEFT JOIN {User._meta.db_table} a ON a.id = c.author_id "
    f"LEFT JOIN {Guest._meta.db_table} g ON g.id = c.guest_id "
)
_SELECT: Final = f"SELECT {', '.join(_COLUMNS)} {_FROM}"
_SELECT_WITH_OWN: Final = f"SELECT {', '.join(_COLUMNS + _OWN_COLUMNS)} {_FROM}"


def true(column: str) -> str:
    """
    A true column in the words of an index's condition: SQLite takes an index over some rows only
    for a condition in the same words.
    """
    return f"{column} = 1" if connection.vendor == "sqlite" else column


def comments(
    where: str, params: Sequence[str | float], viewer: Viewer, *, is_kept: bool = True
) -> list[Comment]:
    """
    The comments of `where`, which is SQL of this app about the table `c`, with its order and
    limit; `is_kept` if its words come again. Each has `author`, `guest`, `writer_seen` and
    `marks_seen` at hand.
    """
    select = _SELECT
    if not viewer.is_visitor:
        by = viewer.user.pk if viewer.user is not None else 0
        select, params = _SELECT_WITH_OWN, [by, by, *params]
    with prepared_cursor() if is_kept else connection.cursor() as cursor:
        cursor.execute(f"{select} WHERE {where}", params)
        rows = cursor.fetchall()
    # One object for each person, however many comments of theirs are on the page.
    authors: dict[int, User] = {}
    guests: dict[int, Guest] = {}
    writers: dict[tuple[int | None, int | None], Writer] = {}
    made = []
    for row in rows:
        comment = _made(Comment, _COMMENT_NAMES, row)
        fields = vars(comment)
        for name in _MOMENTS:
            if fields[name] is not None:
                fields[name] = moment(fields[name])
        marks = row[_MARKS_AT:_REVISIONS_AT]
        fields["marks_seen"] = _seen(marks) if any(marks) else _none
        if len(row) > _REVISIONS_AT:
            fields["has_revisions"] = bool(row[_REVISIONS_AT])
        author = _person(User, _AUTHOR_NAMES, row[_AUTHOR_AT:_GUEST_AT], authors)
        guest = _person(Guest, _GUEST_NAMES, row[_GUEST_AT:_MARKS_AT], guests)
        comment._state.fields_cache = {"author": author, "guest": guest}
        if not fields["written_as"]:
            whose = (fields["author_id"], fields["guest_id"])
            if whose not in writers:
                writers[whose] = named(author, guest)
            fields["writer_seen"] = writers[whose]
        made.append(comment)
    return made


@dataclass(slots=True)  # not frozen: that costs three times
class Plain:
    """
    A published comment with nothing beside its words, as nearly all are: no mark, note or veil, no
    other name, no change by the team, and not the viewer's own. Whatever else is asked about a
    comment is the same for all of them.
    """

    id: int
    parent_id: int | None
    arrival: int
    order_key: str
    depth: int
    writer_seen: Writer
    hat: str
    body_format: str
    body_html: str
    created_at: datetime
    edited_at: datetime | None
    helpful_count: int
    same_count: int


Said = Comment | Plain

_PLAIN: Final = (
    "id", "parent_id", "order_key", "depth", "author_id", "guest_id", "hat",
    "body_format", "body_html", "created_at", "edited_at", "helpful_count", "same_count",
)  # fmt: skip
_IS_PLAIN: Final = (
    f"c.status = '{Status.PUBLISHED}' "
    "AND c.written_as = '' AND c.team_change = '' AND c.veil = '' AND c.note_html = '' "
    f"AND NOT {_MARK} m.kind IN ('{MarkKind.ASKER}', '{MarkKind.REVIEWED}') {_EACH}"
)
_PLAIN_COLUMNS: Final = ", ".join(
    as_text(f"c.{name}") if name in _MOMENTS else f"c.{name}" for name in _PLAIN
)
_SELECT_PLAIN: Final = (
    f"SELECT {_PLAIN_COLUMNS}, COALESCE(c.late_no, c.number), {_IS_PLAIN} "  # noqa: S608  names of ours
    f"FROM {Comment._meta.db_table} c "
)


def to_read(where: str, params: Sequence[str | float], viewer: Viewer) -> list[Said]:
    """
    The comments of `where`, as `comments` takes it, in its order, the plain ones as such: half of
    the columns, no object of the model, and each person read once. One statement for them, and at
    most three more: for members, for guests, and for the comments that are not plain.
    """
    with prepared_cursor() as cursor:
        cursor.execute(f"{_SELECT_PLAIN} WHERE {where}", params)
        rows = cursor.fetchall()
    authors = _people(User, _AUTHOR_FIELDS, {row[4] for row in rows})
    guests = _people(Guest, _GUEST_FIELDS, {row[5] for row in rows})
    members = {pk: named(author, None) for pk, author in authors.items()}
    others = {pk: named(None, guest) for pk, guest in guests.items()}
    own_author = viewer.user.pk if viewer.user is not None else 0
    own_guest = viewer.guest.pk if viewer.user is None and viewer.guest is not None else 0
    found: list[Said | None] = []
    places: dict[int, int] = {}  # of what is not plain
    for (
        pk, parent_id, order_key, depth, author_id, guest_id, hat, body_format, body_html,
        created_at, edited_at, helpful_count, same_count, arrival, is_plain,
    ) in rows:  # fmt: skip
        if not is_plain or author_id == own_author or guest_id == own_guest:
            places[pk] = len(found)
            found.append(None)
            continue
        found.append(
            Plain(
                pk,
                parent_id,
                arrival,
                order_key,
                depth,
                members[author_id] if guest_id is None else others[guest_id],
                hat,
                body_format,
                body_html,
                moment(created_at),
                moment(edited_at) if edited_at is not None else None,
                helpful_count,
                same_count,
            )
        )
    if places:
        for comment in comments(f"c.id IN ({_listed(places)})", [], viewer, is_kept=False):
            found[places[comment.id]] = comment
    # What went since the first statement is not there any more.
    return [one for one in found if one is not None]


def _people[M: models.Model](
    model: type[M], fields: Sequence[Any], ids: set[int | None]
) -> dict[int, M]:
    wanted = ids - {None}
    if not wanted:
        return {}
    names = [field.attname for field in fields]
    columns = ", ".join(field.column for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM {model._meta.db_table} WHERE id IN ({_listed(wanted)})"  # noqa: S608  names and numbers of ours
        )
        return {row[0]: _made(model, names, row) for row in cursor.fetchall()}


def _listed(ids: Iterable[int | None]) -> str:
    return ", ".join(map(str, ids))


def _seen(marks: Sequence[Any]) -> frozenset[str]:
    return frozenset(kind for kind, is_there in zip(_MARKS, marks, strict=False) if is_there)


def _person[M: models.Model](
    model: type[M], names: Sequence[str], values: Sequence[Any], known: dict[int, M]
) -> M | None:
    if values[0] is None:
        return None
    found = known.get(values[0])
    if found is None:
        found = known[values[0]] = _made(model, names, values)
    return found


def _made[M: models.Model](model: type[M], names: Sequence[str], values: Sequence[Any]) -> M:
    """`Model.from_db` without the walk through all fields, of which there are many for each row.
    Values beyond the names are somebody else's."""
    made = model.__new__(model)
    state = made._state = ModelState()
    state.adding = False
    state.db = DEFAULT_DB_ALIAS
    vars(made).update(zip(names, values, strict=False))
    return made


def moment(value: Any) -> Any:
    """SQLite keeps moments in UTC, as text, and does not say so."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value
