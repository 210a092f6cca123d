"""
Texts that people of the site can change word for word: reasons, cards, templates, lists of
phrases. An app declares them with a good neutral default; each change is a version that says who
and when, in one language.

Read from memory. The settings carry a mark that moves with every version, so that a process reads
the texts again only when one was written, and a page pays nothing for asking.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.conf import settings as django_settings
from django.db import Error
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import get_language, override

from foundation.branding import settings
from foundation.branding.models import TextVersion, VersionKind

Words = str | Promise
MARK: Final = "texts"  # the mark beside the settings
VARIABLE: Final = re.compile(r"\{(\w*)\}")

logger = logging.getLogger("foundation.branding")


@dataclass(frozen=True, slots=True)
class Shelf:
    """
    Texts that belong together, under one heading at /desk/texts/. To an `open` one people add
    texts of their own. `area` says who may change them: `policies.lend_texts`.
    """

    id: str
    label: Words
    area: str
    help: Words = ""
    open: bool = False
    variables: tuple[str, ...] = ()  # of texts people add
    longest: int = 2000
    order: int = 50


@dataclass(frozen=True, slots=True)
class Declared:
    key: str
    shelf: str
    label: Words
    default: Words
    help: Words = ""
    variables: tuple[str, ...] = ()
    longest: int = 2000
    multiline: bool = True


class Text(NamedTuple):
    """A text as it stands in one language. `version` is 0 where it is the default."""

    key: str
    title: str
    body: str
    version: int = 0


class _Stored(NamedTuple):
    version: int
    kind: str
    title: str
    body: str


_shelves: dict[str, Shelf] = {}
_declared: dict[str, Declared] = {}
_stored: dict[tuple[str, str], _Stored] = {}
_mark: Any = None


def shelf(
    id: str,
    *,
    label: Words,
    area: str,
    help: Words = "",
    open: bool = False,
    variables: tuple[str, ...] = (),
    longest: int = 2000,
    order: int = 50,
) -> None:
    """Make a shelf known."""
    _shelves[id] = Shelf(id, label, area, help, open, variables, longest, order)


def declare(
    key: str,
    default: Words,
    *,
    label: Words,
    shelf: str,
    help: Words = "",
    variables: tuple[str, ...] = (),
    longest: int = 2000,
    multiline: bool = True,
) -> None:
    """Make a text known; the same key twice is a fault."""
    new = Declared(key, shelf, label, default, help, variables, longest, multiline)
    if (old := _declared.get(key)) and (old.shelf, old.variables) != (new.shelf, new.variables):
        raise ValueError(f"The text {key!r} is declared twice")
    if shelf not in _shelves:
        raise ValueError(f"There is no shelf {shelf!r}")
    _declared[key] = new


def shelves() -> list[Shelf]:
    return sorted(_shelves.values(), key=lambda shelf: shelf.order)


def declared() -> Mapping[str, Declared]:
    return _declared


def known(key: str) -> Declared | None:
    """What is declared of a text, or of the shelf it was added to; None if nobody knows it."""
    if found := _declared.get(key):
        return found
    home = _shelves.get(key.partition("~")[0])
    if home is None or not home.open or "~" not in key:
        return None
    return Declared(key, home.id, "", "", "", home.variables, home.longest)


def get(key: str, **values: Any) -> str:
    """The text in the language of this answer, with its variables filled. KeyError if nobody
    declared it."""
    return fill(text(key).body, values)


def text(key: str, language: str = "") -> Text:
    """The text of a declared key as it stands, with the braces of its variables."""
    found = _declared[key]
    stored = _look(key, language or _language())
    if stored is None or stored.kind != VersionKind.WRITTEN:
        version = 0 if stored is None else stored.version
        return Text(key, str(found.label), str(found.default), version)
    return Text(key, stored.title or str(found.label), stored.body, stored.version)


def lines(key: str) -> tuple[str, ...]:
    """A text that is a list: its lines, without empty ones and remarks (#)."""
    return lines_in(key, _language())


def lines_in(key: str, language: str) -> tuple[str, ...]:
    """The same in another language than that of this answer."""
    with override(language):
        found = [line.strip() for line in text(key, language).body.splitlines()]
    return tuple(line for line in found if line and not line.startswith("#"))


def on_shelf(id: str, language: str = "") -> list[Text]:
    """What an open shelf offers: the declared texts that are not retired, then the added ones."""
    language = language or _language()
    offered = []
    for key, found in _declared.items():
        if found.shelf == id:
            stored = _look(key, language)
            if stored is None or stored.kind != VersionKind.RETIRED:
                offered.append(text(key, language))
    return offered + _added(id, language)


def added(key: str, language: str = "") -> Text | None:
    """A text that people added, also a retired one; in another language where it has none here."""
    stored = _look(key, language or _language()) or _anywhere(key)
    return Text(key, stored.title, stored.body, stored.version) if stored is not None else None


def fill(body: str, values: Mapping[str, Any]) -> str:
    """Put values where {names} stand. What is not known stays as it was written; nothing in the
    braces is ever evaluated."""

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        return str(values[name]) if name in values else match.group()

    return VARIABLE.sub(value, body)


def unknown_variables(body: str, variables: Sequence[str]) -> list[str]:
    """The names in braces that this text cannot fill."""
    return [name for name in VARIABLE.findall(body) if name and name not in variables]


def in_force() -> Mapping[tuple[str, str], int]:
    """The number of the version in force, by key and language."""
    _look_again()
    return {place: stored.version for place, stored in _stored.items()}


def version() -> Any:
    """Another value whenever any text was written since: what was made of texts is old."""
    return settings.mark_of(MARK)


def _look(key: str, language: str) -> _Stored | None:
    _look_again()
    return _stored.get((key, language)) or _stored.get((key, ""))


def _anywhere(key: str) -> _Stored | None:
    return next((found for (one, _language), found in _stored.items() if one == key), None)


def _added(id: str, language: str) -> list[Text]:
    _look_again()
    keys = dict.fromkeys(key for key, _language in _stored if key.startswith(f"{id}~"))
    found = [(_look(key, language) or _anywhere(key), key) for key in keys]
    return [
        Text(key, stored.title, stored.body, stored.version)
        for stored, key in found
        if stored is not None and stored.kind == VersionKind.WRITTEN
    ]


def _language() -> str:
    return get_language() or django_settings.LANGUAGE_CODE


def _look_again() -> None:
    global _stored, _mark
    mark = settings.mark_of(MARK)
    if mark == _mark:
        return
    if mark is None:  # nobody has written anything yet
        _stored, _mark = {}, None
        return
    try:
        _stored, _mark = _read(), mark
    except Error:
        logger.warning("The texts could not be read", exc_info=True)


def _read() -> dict[tuple[str, str], _Stored]:
    last = TextVersion.objects.order_by().values("key", "language").annotate(last=Max("id"))
    rows = TextVersion.objects.filter(pk__in=last.values("last")).order_by("id")
    return {(row.key, row.language): _Stored(row.pk, row.kind, row.title, row.body) for row in rows}
