"""Noting what a member has read. See forum.comments.news for what the words mean."""

from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from forum.comments.models import Discussion, Reading
from forum.comments.news import News, news_of
from forum.comments.seen import Seen

# A visit that goes on is noted again after this long; one that finds nothing new, much later, so
# that the row of somebody who comes back is not taken for that of somebody who does not.
NOTED: Final = timedelta(minutes=5)
NOTED_QUIET: Final = timedelta(days=30)

Shown = Callable[[User, Discussion, Collection[int]], object]
_shown: list[Shown] = []


def on_shown(receiver: Shown) -> None:
    """Join at start: a page has shown these comments (their ids) to the member. Called while the
    page is made, so ask nothing where nothing can follow from it."""
    _shown.append(receiver)


def tell_shown(user: User, discussion: Discussion, drawn: Collection[int]) -> None:
    for tell in _shown:
        tell(user, discussion, drawn)


Change = Callable[[News], tuple[Seen, Seen] | None]


def note_seen(news: News, drawn: Collection[int]) -> None:
    """
    A page has shown these comments (their ids) to the member. At most one write, and where
    nothing is new in the discussion, none but once a month.
    """

    def change(now: News) -> tuple[Seen, Seen] | None:
        if now.row is None:
            return now.seen, now.before
        shown = {comment_id for comment_id in drawn if comment_id in now.new}
        is_first = any(now.is_unread(now.new[comment_id]) for comment_id in shown)
        pause = NOTED if now.new else NOTED_QUIET
        if not is_first and timezone.now() - now.row.at < pause:
            return None
        return _seen_with(now, shown), now.before

    _write(news, change)


def mark_read(user: User, discussion: Discussion, to: int) -> None:
    """Everything that arrived up to `to` is read, and no longer new."""
    mark = min(to, discussion.last_number)

    def change(now: News) -> tuple[Seen, Seen] | None:
        return now.seen.and_all_to(mark), now.before.and_all_to(mark)

    _write(news_of(user, discussion), change)


def settle(user: User, discussion: Discussion, numbers: Collection[int]) -> None:
    """
    The reader came to the end of a page with these arrivals in sight: they are no longer new.
    What no page has shown stays as it is, whatever is sent.
    """

    def change(now: News) -> tuple[Seen, Seen] | None:
        known = now.seen.last
        seen = Seen.all_but((a.number for a in now.arrivals if now.is_unread(a)), to=known)
        new = (
            arrival.number
            for arrival in now.new.values()
            if now.is_unread(arrival) or arrival.number not in numbers
        )
        return seen, Seen.all_but(new, to=known)

    _write(news_of(user, discussion), change)


def forget_reading(user: User) -> None:
    """When a person is erased."""
    Reading.objects.filter(user=user).delete()


def _seen_with(news: News, shown: Collection[int]) -> Seen:
    unread = (
        arrival.number
        for arrival in news.arrivals
        if news.is_unread(arrival) and arrival.comment_id not in shown
    )
    return Seen.all_but(unread, to=news.known_to)


def _write(news: News, change: Change) -> None:
    """
    Write what `change` makes of the row, unless another tab wrote meanwhile: then look again, with
    the row locked.
    """
    if _is_written(news, change):
        return
    with transaction.atomic():
        Reading.objects.select_for_update().filter(
            user=news.user, discussion=news.discussion
        ).first()
        _is_written(news_of(news.user, news.discussion), change)


def _is_written(news: News, change: Change) -> bool:
    """False if somebody else wrote since `news` was read."""
    changed = change(news)
    if changed is None:
        return True
    seen, before = changed
    values = {
        "read_to": seen.to,
        "read_more": seen.more,
        "visit_from": before.to,
        "visit_more": before.more,
        "at": timezone.now(),
    }
    if news.row is None:
        made = Reading(user=news.user, discussion=news.discussion, **values)
        Reading.objects.bulk_create([made], ignore_conflicts=True)
        return True
    rows = Reading.objects.filter(pk=news.row.pk, version=news.row.version)
    return bool(rows.update(version=F("version") + 1, **values))
