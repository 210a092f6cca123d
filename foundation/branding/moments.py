"""Points in time, ready for a page: in the zone and language of this reader, and exact for the
browser, which may write them again in its own zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext


def moment_html(moment: datetime, style: str = "full") -> SafeString:
    """
    A `time` element; style "full" has the day and the hour, "date" the day alone. "until" is as
    "full", and the browser keeps it a date: an end is one, and not a distance from now.
    """
    minute = int(moment.timestamp()) // 60
    return _element(minute, style, timezone.get_current_timezone(), translation.get_language())


def moment_text(moment: datetime, style: str = "full") -> str:
    """The same words without an element, for mail and labels."""
    minute = int(moment.timestamp()) // 60
    return _words(minute, style, timezone.get_current_timezone(), translation.get_language())


def times_here() -> Callable[[datetime], tuple[str, str]]:
    """
    For the many moments of one page: as `datetime` of a `time` element says it, and `moment_text`.
    The zone and language are asked once.
    """
    zone, language = timezone.get_current_timezone(), translation.get_language()
    return lambda moment: _time(int(moment.timestamp()) // 60, zone, language)


def until_text(moment: datetime) -> str:
    """A point in time to come, as short as it can be: the hour today, else the weekday with it."""
    here, now = timezone.localtime(moment), timezone.localtime()
    if here.date() == now.date():
        # Translators: how an hour is written, in Django's date format letters.
        return date_format(here, pgettext("date format", "H:i"))
    if here - now < timedelta(days=6):
        # Translators: a day of this week with its hour, in Django's date format letters.
        return date_format(here, pgettext("date format", "D H:i"))
    return moment_text(moment, "date")


@lru_cache(maxsize=8192)  # as below
def _time(minute: int, zone: tzinfo, language: str | None) -> tuple[str, str]:
    return _for_machines(minute), _words(minute, "full", zone, language)


@lru_cache(maxsize=8192)  # as below
def _words(minute: int, style: str, zone: tzinfo, _language: str | None) -> str:
    # Translators: how a day is written, in Django's date format letters.
    pattern = pgettext("date format", "j F Y")
    if style != "date":
        # Translators: how a day with its hour is written, in Django's date format letters.
        pattern = pgettext("date format", "j F Y, H:i")
    return date_format(datetime.fromtimestamp(minute * 60, zone), pattern)


@lru_cache(maxsize=8192)  # a page of comments names the same minutes again and again
def _element(minute: int, style: str, _zone: tzinfo, _language: str | None) -> SafeString:
    return format_html(
        '<time datetime="{}" data-moment="{}">{}</time>',
        _for_machines(minute),
        style,
        moment_text(datetime.fromtimestamp(minute * 60, UTC), style),
    )


def _for_machines(minute: int) -> str:
    return datetime.fromtimestamp(minute * 60, UTC).strftime("%Y-%m-%dT%H:%MZ")
