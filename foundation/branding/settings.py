"""
Settings that are changed in the site: declared in code with a default, stored when changed.

Read from memory; each process looks for changes every few seconds, so a change is everywhere
within FRESH_SECONDS and costs a page nothing.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from foundation.branding.models import Setting

FRESH_SECONDS: Final = 3.0

Text = str | Promise
Value = int | bool | str


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


_declared: dict[str, Declared] = {}
_stored: dict[str, Any] = {}
_read_at = 0.0


def declare(
    key: str,
    default: Value,
    *,
    label: Text,
    group: Text,
    help: Text = "",  # noqa: A002
    minimum: int | None = None,
    maximum: int | None = None,
    choices: Sequence[str] | Sequence[tuple[str, Text]] = (),
    multiline: bool = False,
) -> None:
    """Make a setting known. Its type is the type of its default."""
    _declared[key] = Declared(
        key, default, label, group, help, minimum, maximum, choices, multiline
    )


def declared() -> Mapping[str, Declared]:
    return _declared


def get(key: str) -> Any:
    """The value in force: what the owner set, or the default."""
    if time.monotonic() - _read_at > FRESH_SECONDS:
        refresh()
    return _stored.get(key, _declared[key].default)


def refresh() -> None:
    """Read what is stored, now."""
    global _stored, _read_at  # noqa: PLW0603  one memory for the process
    _stored = dict(Setting.objects.values_list("key", "value"))
    _read_at = time.monotonic()


def set_value(key: str, value: Value, *, by_id: int | None = None) -> None:
    """Store a value after checking it; the default is stored as no row."""
    known = _declared[key]
    value = check(known, value)
    if value == known.default:
        Setting.objects.filter(key=key).delete()
    else:
        Setting.objects.update_or_create(
            key=key,
            defaults={"value": value, "changed_at": timezone.now(), "changed_by_id": by_id},
        )
    refresh()


def check(known: Declared, value: Value) -> Value:
    """The value in the type of the setting, or ValidationError with a sentence."""
    if isinstance(known.default, bool):
        return bool(value)
    if isinstance(known.default, int):
        return _check_number(known, value)
    value = str(value).replace("\r\n", "\n")
    allowed = [choice if isinstance(choice, str) else choice[0] for choice in known.choices]
    if allowed and value not in allowed:
        raise ValidationError(_("Please choose one of the values offered."))
    return value


def _check_number(known: Declared, value: Value) -> int:
    try:
        number = int(value)
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
