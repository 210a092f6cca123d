"""What the reply desk reads: its lists and one question, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.models import Comment, CommentKind, Mark, MarkKind, Status
from forum.comments.models.discussion import seen_by
from forum.comments.render import name_of
from forum.moderation.models import Need, ReplyWanted
from forum.moderation.services.reply_desk import holder
from foundation.branding import settings
from foundation.text.plain import excerpt

PAGE: Final = 20
MOST_COUNTED: Final = 1000
LAST_SHOWN: Final = 5
# From when on a wait is marked; the colour never says it alone.
LONG: Final = timedelta(days=1)
VERY_LONG: Final = timedelta(days=3)
HANDED: Final = "handed"

LISTS: Final[dict[str, str | Promise]] = {
    Need.UNANSWERED: _("Nobody has answered"),
    Need.ASKER_LAST: _("The person who asked wrote last"),
    HANDED: _("Handed to me"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One question as the lists draw it."""

    wanted: ReplyWanted
    title: str
    url: str
    name: str
    text: str
    holder: User | None

    @property
    def wait(self) -> str:
        waited = timezone.now() - self.wanted.since
        return "very-long" if waited > VERY_LONG else "long" if waited > LONG else ""


@dataclass(frozen=True, slots=True)
class Said:
    """One of the last replies, and whether it is only support."""

    comment: Comment
    name: str
    text: str
    is_support: bool
    is_asker: bool


def counts(viewer: Viewer) -> dict[str, int]:
    """How many stand in each list, up to a thousand."""
    return {name: _of(name, viewer)[:MOST_COUNTED].count() for name in LISTS}


def page_of(name: str, viewer: Viewer, *, after: int | None = None) -> tuple[list[Row], bool]:
    """One page of a list, who waits longest first, and whether more follow."""
    found = _of(name, viewer).order_by("since", "id")
    if after is not None:
        last = ReplyWanted.objects.filter(pk=after).first()
        if last is None:
            raise Http404
        # The first bound alone says where in the index to begin.
        behind = Q(since__gt=last.since) | Q(pk__gt=last.pk)
        found = found.filter(behind, since__gte=last.since)
    page = list(_whole(found)[: PAGE + 1])
    return rows_of(page[:PAGE], viewer), len(page) > PAGE


def wanted_for(viewer: Viewer, pk: int) -> ReplyWanted:
    found = _whole(ReplyWanted.objects.filter(seen_by(viewer, "discussion__"), pk=pk)).first()
    if found is None:
        raise Http404(_("There is no such question."))
    return found


def rows_of(page: Sequence[ReplyWanted], viewer: Viewer) -> list[Row]:
    user = viewer.user
    return [
        Row(
            wanted,
            wanted.discussion.title,
            f"/c/{wanted.last_word_id}/" if wanted.last_word_id else wanted.discussion.url,
            name_of(wanted.last_word) if wanted.last_word is not None else "",
            excerpt(wanted.last_word.body_source, 240) if wanted.last_word is not None else "",
            holder(wanted, user) if user is not None else None,
        )
        for wanted in page
    ]


def question_of(wanted: ReplyWanted) -> Comment | None:
    """The comment that asks: the opening of a topic, or the root."""
    found = Comment.objects.select_related("author", "guest", "discussion")
    if wanted.root_id is not None:
        return found.filter(pk=wanted.root_id).first()
    return found.filter(discussion=wanted.discussion_id, kind=CommentKind.OPENING).first()


def last_said(wanted: ReplyWanted, question: Comment) -> list[Said]:
    """The last published replies, the oldest of them first."""
    found = Comment.objects.filter(status=Status.PUBLISHED, kind=CommentKind.REPLY)
    if wanted.root_id is None:
        found = found.filter(discussion=wanted.discussion_id)
    else:
        found = found.filter(root=wanted.root_id, shown=True)
    found = found.select_related("author", "guest").order_by("-published_at", "-id")
    last = list(found[:LAST_SHOWN])[::-1]
    support = set(
        Mark.objects.filter(comment__in=last, kind=MarkKind.SUPPORT).values_list(
            "comment_id", flat=True
        )
    )
    asker = (question.author_id, question.guest_id)
    return [
        Said(
            comment,
            name_of(comment),
            excerpt(comment.body_source, 600),
            comment.pk in support,
            (comment.author_id, comment.guest_id) == asker,
        )
        for comment in last
    ]


def _of(name: str, viewer: Viewer) -> QuerySet[ReplyWanted]:
    found = ReplyWanted.objects.filter(seen_by(viewer, "discussion__"))
    if name == HANDED:
        return found.waiting().filter(handed_to=viewer.user)
    return found.filter(need=name, since__gt=_oldest())


def _oldest() -> datetime:
    return timezone.now() - timedelta(days=int(settings.get("reply_desk_days")))


def _whole(found: QuerySet[ReplyWanted]) -> QuerySet[ReplyWanted]:
    return found.select_related(
        "discussion",
        "last_word__author",
        "last_word__guest",
        "taken_by",
        "handed_to",
        "handed_by",
    ).defer("last_word__body_html")
