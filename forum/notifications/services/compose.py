"""A mail, made in the moment it is sent: for who the reader is now, in their language and zone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from typing import Any, Final

from django.conf import settings as django_settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from accounts.services import guest_links
from forum.comments.models import Discussion
from forum.notifications import (
    answers,
    hosts,
    kinds,
    message_ids,
    preferences,
    queries,
    unsubscribe,
)
from forum.notifications.answers import Way
from forum.notifications.models import Discreet, Notice, Window
from forum.notifications.queries import Row
from forum.notifications.recipients import Person, viewer_of
from forum.notifications.services import summary
from foundation.branding import settings

# A mail that gathers a busy day stays one that can be read; the rest is on the site.
MOST_ROWS: Final = 20


@dataclass(frozen=True, slots=True)
class Letter:
    """What is put together to a mail. `thread` names what it belongs to in the mailbox, `way` is
    how it is answered by mail; discreet mail has neither."""

    template: str
    context: dict[str, Any]
    is_discreet: bool
    stop: str  # the token of its "unsubscribe"
    thread: str = ""
    way: Way | None = None


def of_notices(person: Person, notices: Sequence[Notice]) -> Letter | None:
    """The letter about some notices of one thread; None where nothing may be said any more."""
    rows = queries.rows_of(notices, viewer_of(person))
    told = [row for row in rows if row.is_open or not row.is_of_others]
    if not told:
        return None
    discussions = {row.discussion.pk: row.discussion for row in told if row.discussion}
    is_discreet = _is_discreet(person, list(discussions))
    first, shown = notices[0], told[:MOST_ROWS]
    is_thread = first.kind in kinds.OF_A_DISCUSSION and len(discussions) == 1
    discussion = next(iter(discussions.values())) if is_thread else None
    return Letter(
        "decision" if first.kind not in kinds.OF_OTHERS else "news",
        {
            "rows": shown,
            "more": len(told) - len(shown),
            "heading": queries.heading_of(told),
            "why": _why(told, is_discreet=is_discreet),
            "answered": shown[-1].name,
        },
        is_discreet,
        unsubscribe.token_of(person, _target(first, discussion, is_discreet=is_discreet)),
        f"d{discussion.pk}" if discussion is not None and not is_discreet else "",
        None if is_discreet else _way(person, shown, notices),
    )


def _target(first: Notice, discussion: Discussion | None, *, is_discreet: bool) -> str:
    """What its "unsubscribe" stops. In discreet mail it names a notice, not the thread."""
    if first.kind not in kinds.OF_OTHERS or (discussion is None and first.channel_id is None):
        return unsubscribe.ALL
    if is_discreet:
        return unsubscribe.of_notice(first.pk)
    if discussion is not None:
        return unsubscribe.of_discussion(discussion.pk)
    return unsubscribe.of_channel(first.channel_id or 0)


def _way(person: Person, shown: Sequence[Row], notices: Sequence[Notice]) -> Way | None:
    """How the last thing in the mail is answered, where all of it is of one discussion."""
    last = shown[-1]
    places = {row.discussion.pk if row.discussion is not None else 0 for row in shown}
    if last.discussion is None or len(places) > 1 or not last.is_of_others:
        return None
    answered = next(notice.comment for notice in notices if notice.pk == last.id)
    return answers.way_of(person, last.discussion, answered)


def of_window(person: Person, window: Window) -> Letter | None:
    """A summary of a stretch of time; None where there is nothing to sum up."""
    found = summary.of(person, window)
    if found.is_empty:
        return None
    return Letter(
        "summary",
        {"summary": found, "window": window},
        preferences.of(person).discreet == Discreet.ALWAYS,
        unsubscribe.token_of(person, unsubscribe.SUMMARY),
    )


@contextmanager
def speaking_to(person: Person) -> Iterator[None]:
    zone = preferences.zone_of(person)
    with translation.override(preferences.language_of(person)), timezone.override(zone):
        yield


def message_of(
    letter: Letter, person: Person, *, to: str, message_id: str
) -> EmailMultiAlternatives:
    """The mail itself. Headers name no person and no title."""
    folder = "notifications/mail"
    variant = "discreet" if letter.is_discreet else letter.template
    stop_url = absolute(unsubscribe.url_of(letter.stop))
    context = letter.context | {
        "name": person.name,
        "site_name": settings.get("site_name"),
        "site_url": django_settings.SITE_URL,
        "is_guest": not isinstance(person, User),
        "list_url": _list_url(person),
        "choose_url": _choose_url(person),
        "stop_url": stop_url,
        "template": letter.template,
        "page_url": _page_of(person, letter),
        "way": letter.way,
    }
    subject = " ".join(render_to_string(f"{folder}/{variant}_subject.txt", context).split())
    sender = _sender(is_discreet=letter.is_discreet)
    # Reports that it did not arrive go to the envelope's address, which discreet mail keeps apart.
    bounces_to = "" if letter.is_discreet else django_settings.BOUNCES_TO
    message = EmailMultiAlternatives(
        subject,
        render_to_string(f"{folder}/{variant}.txt", context),
        from_email=bounces_to or sender,
        to=[to],
        reply_to=[letter.way.address] if letter.way is not None else None,
        headers=_headers(letter, stop_url, message_id) | ({"From": sender} if bounces_to else {}),
    )
    message.attach_alternative(render_to_string(f"{folder}/{variant}.html", context), "text/html")
    return message


def _list_url(person: Person) -> str:
    """Where all of it stands: a member's notifications, a guest's private page."""
    if isinstance(person, User):
        return absolute(reverse("notifications"))
    return guest_links.url_of(person)


def _choose_url(person: Person) -> str:
    """Where the reader chooses what is mailed: a guest behind the link that is theirs."""
    if isinstance(person, User):
        return absolute(reverse("notifications-settings"))
    return absolute(reverse("guest-mail", args=[guest_links.token_of(person)]))


def _page_of(person: Person, letter: Letter) -> str:
    """Where a guest reads what was decided: their private page, in a mail to them alone."""
    if isinstance(person, User) or letter.template != "decision":
        return ""
    return guest_links.url_of(person)


def absolute(path: str) -> str:
    return f"{django_settings.SITE_URL}{path}"


def _headers(letter: Letter, stop_url: str, message_id: str) -> dict[str, str]:
    headers = {
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Id": f"<{letter.thread or 'news'}.{message_ids.host()}>",
        "List-Unsubscribe": f"<{stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    if letter.thread:
        beginning = f"<{letter.thread}@{message_ids.host()}>"
        headers |= {"In-Reply-To": beginning, "References": beginning}
    return headers


def _sender(*, is_discreet: bool) -> str:
    given = (
        django_settings.DISCREET_FROM_EMAIL if is_discreet else django_settings.DEFAULT_FROM_EMAIL
    )
    name, address = parseaddr(given)
    if is_discreet:
        name = str(settings.get("discreet_sender"))
    return formataddr((name or str(settings.get("site_name")), address))


def _is_discreet(person: Person, discussion_ids: Sequence[int]) -> bool:
    chosen = preferences.of(person).discreet
    if chosen == Discreet.BY_PLACE:
        return hosts.is_any_sensitive(discussion_ids)
    return chosen == Discreet.ALWAYS


def _why(rows: Sequence[Row], *, is_discreet: bool) -> str:
    reasons = {str(row.why_discreet if is_discreet else row.why): None for row in rows}
    return next((reason for reason in reasons if reason), "")
