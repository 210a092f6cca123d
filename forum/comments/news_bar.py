"""What a page draws of the news: a mark at each new comment, and the bar above them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.comments.news import News

if TYPE_CHECKING:
    from forum.comments.page import Thread


@dataclass(frozen=True, slots=True)
class NewsBar:
    """Ready for comments/_news.html."""

    discussion_id: int
    to: int  # "mark all as read" takes in what had arrived when the page was drawn
    count: str
    here: str
    next_url: str
    elsewhere_url: str  # where the key leads from the last new comment of the page


def lay_over(threads: Sequence["Thread"], news: News) -> NewsBar | None:
    """Mark what is new among the rows, each with the way to the next in reading order."""
    if not news.new:
        return None
    drawn = {row.id for thread in threads for row in thread.rows}
    hidden = news.hidden_below(drawn)
    elsewhere = next_new_url(news.discussion.pk) if news.elsewhere(drawn) else ""
    fresh = [row for thread in threads for row in thread.rows if row.id in news.new]
    for row, next_url in zip(
        fresh, [*(f"#c-{row.id}" for row in fresh[1:]), elsewhere], strict=False
    ):
        row.is_new, row.next_new = True, next_url
    for thread in threads:
        thread.more_new = hidden.get(thread.rows[0].id, 0) if thread.more else 0
    return NewsBar(
        news.discussion.pk,
        news.known_to,
        _count(news),
        _here(len(fresh), len(news.new)),
        f"#c-{fresh[0].id}" if fresh else next_new_url(news.discussion.pk),
        elsewhere,
    )


def next_new_url(discussion_id: int) -> str:
    return f"/d/{discussion_id}/next-new/"


def _count(news: News) -> str:
    count = len(news.new)
    words = ngettext(
        "%(count)d new since your last visit", "%(count)d new since your last visit", count
    )
    if news.is_more:
        words = _("More than %(count)d new since your last visit")
    return words % {"count": count}


def _here(here: int, count: int) -> str:
    if here == count:
        return ""
    if not here:
        return _("none of them on this page")
    return ngettext("%(count)d of them on this page", "%(count)d of them on this page", here) % {
        "count": here
    }
