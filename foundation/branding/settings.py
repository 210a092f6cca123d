"""
Settings that are changed in the site: declared in an app's settings.py with a default, stored
when changed.

Read from memory; each process looks for changes every `fresh_seconds`, so a change is everywhere
within seconds and costs a page nothing. Where the database does not answer, what was read last
goes on, so that even the page that says so can say whose site it is.
"""

import logging
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import Error, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from foundation.branding.models import Setting
from foundation.pagecache import versions

fresh_seconds = 3.0
MARKS = "mark:"  # before the keys of rows that are no settings

Text = str | Promise
Value = int | bool | str | Promise


@dataclass(frozen=True, slots=True)
class Declared:
    key: str
    default: Value
    label: Text
    group: Text
    help: Text = ""
    minimum: int | None = None
    maximum: int | None = None
    choices: Sequence[str] | Sequence[tuple[str, Text]] = ()
    multiline: bool = False
    required: bool = False
    longest: int = 0  # characters; 0 for 200, or 5,000 in several lines
    test: Callable[[str], str | None] | None = None  # what is wrong with a text, as a sentence

    @property
    def most_characters(self) -> int:
        return self.longest or (5000 if self.multiline else 200)

    @property
    def allowed(self) -> list[tuple[str, Text]]:
        """The choices, each with what the screen says."""
        return [(one, one) if isinstance(one, str) else one for one in self.choices]


_declared: dict[str, Declared] = {}
_stored: dict[str, Any] = {}
_read_at: float | None = None
_generation = 0
_known_version: int | None = None

logger = logging.getLogger("foundation.branding")


def declare(
    key: str,
    default: Value,
    *,
    label: Text,
    group: Text,
    help: Text = "",
    minimum: int | None = None,
    maximum: int | None = None,
    choices: Sequence[str] | Sequence[tuple[str, Text]] = (),
    multiline: bool = False,
    required: bool = False,
    longest: int = 0,
    test: Callable[[str], str | None] | None = None,
) -> None:
    """Make a setting known. Its type is the type of its default; the same key twice is a fault."""
    new = Declared(
        key,
        default,
        label,
        group,
        help,
        minimum,
        maximum,
        choices,
        multiline,
        required,
        longest,
        test,
    )
    if (old := _declared.get(key)) and (old.default, old.group) != (new.default, new.group):
        raise ValueError(f"The setting {key!r} is declared twice")
    _declared[key] = new


def declared() -> Mapping[str, Declared]:
    return _declared


def get(key: str) -> Any:
    """The value in force: what the owner set, or the default. KeyError if nobody declared it."""
    default = _declared[key].default
    _look_again()
    value = _stored.get(key, default)
    return str(value) if isinstance(value, Promise) else value


def generation() -> int:
    """Another number whenever anything has been set since: what was made of settings is old."""
    _look_again()
    return _generation


def _look_again() -> None:
    if _read_at is None or time.monotonic() - _read_at > fresh_seconds:
        refresh()


def refresh() -> None:
    """Read what is stored, now."""
    global _stored, _read_at, _generation  # noqa: PLW0603  one memory for the process
    _read_at = time.monotonic()
    try:
        stored = dict(Setting.objects.values_list("key", "value"))
    except Error:
        logger.warning("The settings could not be read", exc_info=True)
        return
    if stored != _stored:
        _stored = stored
        _generation += 1


def forget() -> None:
    """Read again at the next question (a test's transaction took back what it had set)."""
    global _read_at  # noqa: PLW0603
    _read_at = None


def know(version: int) -> None:
    """Read again at the next question if the site has changed since the version last heard of."""
    global _known_version  # noqa: PLW0603
    if version != _known_version:
        _known_version = version
        forget()


def mark_of(name: str) -> Any:
    """The mark of something kept beside the settings: another value when that has changed."""
    _look_again()
    return _stored.get(f"{MARKS}{name}")


def move_mark(name: str) -> None:
    """Let every process hear within seconds that what stands beside the settings has changed. The
    value is random, so that one taken back by a failed transaction is never met again."""
    Setting.objects.update_or_create(
        key=f"{MARKS}{name}",
        defaults={"value": secrets.token_hex(8), "changed_at": timezone.now()},
    )
    forget()


def set_mark(name: str, value: int) -> None:
    """A number that was worked out, for every process to read from memory with `mark_of`."""
    Setting.objects.update_or_create(
        key=f"{MARKS}{name}", defaults={"value": value, "changed_at": timezone.now()}
    )
    forget()


def set_value(key: str, value: Value, *, by_id: int | None = None) -> bool:
    """Store a value after checking it; the default is stored as no row. Returns whether anything
    changed."""
    known = _declared[key]
    value = check(known, value)
    with transaction.atomic():
        if value == _plain(known.default):
            changed = bool(Setting.objects.filter(key=key).delete()[0])
        else:
            stored = Setting.objects.select_for_update().filter(key=key).first()
            changed = stored is None or stored.value != value
            if changed:
                facts = {"value": value, "changed_at": timezone.now(), "changed_by_id": by_id}
                Setting.objects.update_or_create(key=key, defaults=facts)
        if changed:
            versions.bump(versions.SITE)
    forget()
    return changed


def _plain(value: Value) -> int | bool | str:
    return str(value) if isinstance(value, Promise) else value


def check(known: Declared, value: Value) -> int | bool | str:
    """The value in the type of the setting, or ValidationError with a sentence."""
    if isinstance(known.default, bool):
        return bool(value)
    if isinstance(known.default, int):
        return _check_number(known, value)
    return _check_text(known, str(value).replace("\r\n", "\n").strip())


def _check_text(known: Declared, value: str) -> str:
    if known.choices and value not in [code for code, _label in known.allowed]:
        raise ValidationError(_("Please choose one of the values offered."))
    if known.required and not value:
        raise ValidationError(_("Please write something here. The site needs it."))
    if len(value) > known.most_characters:
        raise ValidationError(
            _("Please write at most %(limit)d characters. This has %(count)d.")
            % {"limit": known.most_characters, "count": len(value)}
        )
    if known.test is not None and (fault := known.test(value)):
        raise ValidationError(fault)
    return value


def _check_number(known: Declared, value: Value) -> int:
    try:
        number = int(str(value).strip())
    except (TypeError, ValueError) as error:
        raise ValidationError(_("Please give a whole number.")) from error
    if known.minimum is not None and number < known.minimum:
        raise ValidationError(
            _("Please give a number of at least %(limit)d.") % {"limit": known.minimum}
        )
    if known.maximum is not None and number > known.maximum:
        raise ValidationError(
            _("Please give a number of at most %(limit)d.") % {"limit": known.maximum}
        )
    return number
