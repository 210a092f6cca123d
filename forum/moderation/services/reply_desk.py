"""
What waits for a reply, made of the comments themselves: `refresh` says how a question stands, and
the other verbs are what the team does about it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, User
from forum.comments.models import (
    Comment,
    CommentKind,
    Discussion,
    DiscussionStatus,
    Mark,
    MarkKind,
    Status,
    Transfer,
)
from forum.moderation.models import (
    HANDED_LENGTH,
    WAITING,
    Action,
    Decision,
    Need,
    ReplyWanted,
)
from forum.moderation.phrases import is_thanks
from foundation.activity import events

LEASE: Final = timedelta(minutes=10)
# So many of the last words are looked at; behind them a question counts as never answered.
MOST_LOOKED_AT: Final = 200
FIRST_LOOKED_AT: Final = 10
# A question mark of some script that ends words, and does not stand in an address.
_ASKS: Final = re.compile(r"[?\uff1f\u061f\u055e\u037e](?=\s|$|[\"'\u2019\u201d\u00bb)\]!.*_?])")


@dataclass(frozen=True, slots=True)
class _Standing:
    need: Need
    since: datetime
    last_word: Comment


def asks(comment: Comment) -> bool:
    """Whether a root asks something; what the team asks its readers is no question to the team."""
    by_team = comment.hat or (comment.author is not None and comment.author.is_staff_member)
    return comment.is_root and not by_team and bool(_ASKS.search(comment.body_source))


def follow(comment: Comment) -> bool:
    """A comment was written, changed, decided about or marked: the question it belongs to may
    stand differently. Returns whether it does."""
    if comment.discussion.asker_id is not None:
        return refresh(comment.discussion)
    root = comment if comment.root_id is None else comment.root
    if root is None or root.kind != CommentKind.REPLY:
        return False
    return refresh(comment.discussion, root)


def refresh(discussion: Discussion, root: Comment | None = None) -> bool:
    """Write how a question stands: the topic's, or that of a root. Returns whether it changed."""
    about = ReplyWanted.objects.filter(discussion=discussion, root=root)
    question = _opening(discussion) if root is None else root
    is_question = question is not None and (root is None or asks(question))
    if question is None or question.status != Status.PUBLISHED or not is_question:
        return bool(about.exclude(need=Need.CLOSED).update(need=Need.CLOSED))
    with transaction.atomic():
        # Lock, then look: of two workers the later one has seen more.
        row = about.select_for_update().first()
        standing = _standing(discussion, question, root)
        if row is None:
            return _begin(discussion, root, standing)
        return _move(row, discussion, standing)


def refresh_all(discussion: Discussion) -> int:
    """The discussion was opened, closed or hidden."""
    rows = ReplyWanted.objects.filter(discussion=discussion)
    if discussion.status != DiscussionStatus.OPEN:
        return rows.filter(need__in=WAITING).update(need=Need.CLOSED)
    roots = [row.root for row in rows.select_related("root__author")]
    if discussion.asker_id is not None and None not in roots:
        roots.append(None)
    return sum(refresh(discussion, root) for root in roots)


def follow_transfer(done: Transfer) -> int:
    """Comments went from one discussion into the other, or back: both stand differently."""
    rows = ReplyWanted.objects.filter(root__in=done.moved.values("comment"))
    for row in rows.select_related("root"):
        if row.root is not None and row.root.discussion_id != row.discussion_id:
            ReplyWanted.objects.filter(pk=row.pk).update(discussion=row.root.discussion_id)
    stray = rows.filter(need__in=WAITING).exclude(
        root__parent__isnull=True, root__kind=CommentKind.REPLY, discussion__asker__isnull=True
    )
    changed = stray.update(need=Need.CLOSED)
    roots = Comment.objects.filter(
        moves__transfer=done, parent__isnull=True, kind=CommentKind.REPLY,
        discussion__asker__isnull=True,
    )  # fmt: skip
    for root in roots.select_related("discussion", "author"):
        changed += refresh(root.discussion, root)
    for discussion in (done.source, done.target):
        changed += refresh(discussion) if discussion.asker_id is not None else 0
    return changed


def take(row: ReplyWanted, *, by: User) -> bool:
    """Tell the others that one answers, for ten minutes. Of two at once one gets True; one's own
    lease is made longer."""
    now = timezone.now()
    is_free = Q(taken_until__isnull=True) | Q(taken_until__lte=now) | Q(taken_by=by)
    taken = ReplyWanted.objects.filter(is_free | Q(taken_by__isnull=True), pk=row.pk)
    return bool(taken.update(taken_by=by, taken_until=now + LEASE))


def release(row: ReplyWanted, *, by: User) -> bool:
    mine = ReplyWanted.objects.filter(pk=row.pk, taken_by=by)
    return bool(mine.update(taken_by=None, taken_until=None))


def holder(row: ReplyWanted, viewer: User) -> User | None:
    """The colleague who answers at this moment, if it is another."""
    is_taken = row.taken_until is not None and row.taken_until > timezone.now()
    return row.taken_by if is_taken and row.taken_by != viewer else None


@transaction.atomic
def settle(row: ReplyWanted, *, by: User, note: str = "") -> bool:
    """It needs no answer. When the person writes again, it comes back."""
    settled = ReplyWanted.objects.waiting().filter(pk=row.pk)
    if not settled.update(need=Need.SETTLED, settled_by=by, settled_at=timezone.now(), **_NOBODYS):
        return False
    _log(row, Action.SETTLE, by=by, note=note)
    return True


@transaction.atomic
def hand(row: ReplyWanted, *, to: User, by: User, note: str = "") -> bool:
    """Ask a colleague to answer; they are told. Returns whether it still waits."""
    note = note.strip()
    if len(note) > HANDED_LENGTH:
        raise ValidationError(
            {
                "note": _("This is %(count)d characters long. Please use at most %(limit)d.")
                % {"count": len(note), "limit": HANDED_LENGTH}
            }
        )
    if not colleagues(by).filter(pk=to.pk).exists():
        raise ValidationError({"to": _("Please choose a colleague from the list.")})
    waiting = ReplyWanted.objects.waiting().filter(pk=row.pk)
    if not waiting.update(
        handed_to=to, handed_by=by, handed_note=note, taken_by=None, taken_until=None
    ):
        return False
    decision = _log(row, Action.HAND, by=by, note=note)
    events.record(
        "moderation.reply.handed",
        actor_id=by.pk,
        data={
            "reply": row.pk,
            "to": to.pk,
            "comment": row.last_word_id or 0,
            "decision": decision.pk,
        },
    )
    return True


def colleagues(me: User) -> QuerySet[User]:
    """Those of the team a question can be handed to."""
    roles = [role for role in Role.values if role != Role.MEMBER]  # ranges of the index user_team
    team = User.objects.exclude(role=Role.MEMBER).filter(role__in=roles, is_active=True)
    team = team.exclude(pk=me.pk)
    return team.order_by("name")


def recount() -> int:
    """Make the desk again from the comments. Returns how many rows were put right."""
    wrong = 0
    asked = Discussion.objects.filter(asker__isnull=False).order_by("pk")
    for discussion in asked.iterator(chunk_size=200):
        wrong += refresh(discussion)
    roots = Comment.objects.filter(
        status=Status.PUBLISHED, parent__isnull=True, kind=CommentKind.REPLY,
        discussion__asker__isnull=True, body_source__regex=r"[?\uff1f\u061f\u055e\u037e]",
    )  # fmt: skip
    roots = roots.select_related("discussion", "author").order_by("pk")
    for root in roots.iterator(chunk_size=200):
        wrong += refresh(root.discussion, root)
    gone = ReplyWanted.objects.waiting().exclude(discussion__status=DiscussionStatus.OPEN)
    return wrong + gone.update(need=Need.CLOSED)


_NOBODYS: Final[dict[str, Any]] = {
    "taken_by": None,
    "taken_until": None,
    "handed_to": None,
    "handed_by": None,
    "handed_note": "",
}


def _opening(discussion: Discussion) -> Comment | None:
    found = Comment.objects.filter(discussion=discussion, kind=CommentKind.OPENING)
    return found.select_related("author").first()


def _begin(discussion: Discussion, root: Comment | None, standing: _Standing) -> bool:
    need = standing.need
    if discussion.status != DiscussionStatus.OPEN:
        need = Need.CLOSED
    try:
        with transaction.atomic():
            ReplyWanted.objects.create(
                discussion=discussion,
                root=root,
                need=need,
                since=standing.since,
                last_word=standing.last_word,
            )
    except IntegrityError:  # another worker was first; what it looked at may be older
        return refresh(discussion, root)
    return need in WAITING


def _move(row: ReplyWanted, discussion: Discussion, standing: _Standing) -> bool:
    need = standing.need
    said_at = standing.last_word.published_at
    if discussion.status != DiscussionStatus.OPEN:
        need = Need.CLOSED
    elif need in WAITING and row.settled_at and said_at and said_at <= row.settled_at:
        need = Need.SETTLED
    now: dict[str, object] = {
        "need": need,
        "since": standing.since,
        "last_word_id": standing.last_word.pk,
    }
    if all(getattr(row, name) == value for name, value in now.items()):
        return False
    if need not in WAITING:
        now |= _NOBODYS
    ReplyWanted.objects.filter(pk=row.pk).update(**now)
    return True


def _standing(discussion: Discussion, question: Comment, root: Comment | None) -> _Standing:
    """How the question stands: the last words that count, from the end."""
    waits_since: Comment | None = None  # the asker's first word behind the last answer
    last_word: Comment | None = None
    answered = False
    for comment in _last_words(discussion, root):
        is_asker = (comment.author_id, comment.guest_id) == (question.author_id, question.guest_id)
        if not comment.hat and is_thanks(comment.body_source):
            continue
        if not is_asker:
            answered = True
            break
        waits_since, last_word = comment, last_word or comment
    word = last_word or question
    since = (waits_since if answered and waits_since else question).published_at
    if not answered:
        need = Need.UNANSWERED
    else:
        need = Need.ASKER_LAST if last_word else Need.ANSWERED
    if need == Need.ASKER_LAST and _helped_after(discussion, word):
        need = Need.ANSWERED
    return _Standing(need, since or question.created_at, word)


def _last_words(discussion: Discussion, root: Comment | None) -> Iterator[Comment]:
    """The published replies from the last one back, without those that are only support. The last
    few decide nearly always, so the others are read only where they have to be."""
    found = Comment.objects.filter(status=Status.PUBLISHED, kind=CommentKind.REPLY)
    if root is None:  # by the index comment_latest
        found = found.filter(discussion=discussion)
    else:  # by the index comment_thread
        found = found.filter(root=root, shown=True)
    support = Mark.objects.filter(comment=OuterRef("pk"), kind=MarkKind.SUPPORT)
    found = found.filter(~Exists(support)).defer("body_html").order_by("-published_at", "-id")
    yield from found[:FIRST_LOOKED_AT]
    yield from found[FIRST_LOOKED_AT:MOST_LOOKED_AT]


def _helped_after(discussion: Discussion, word: Comment) -> bool:
    """Whether the person who asked has said since then that something helped."""
    if not discussion.helpful_count:
        return False
    helped = Mark.objects.filter(comment__discussion=discussion, kind=MarkKind.ASKER)
    last = helped.aggregate(last=Max("at"))["last"]
    return last is not None and word.published_at is not None and last >= word.published_at


def _log(row: ReplyWanted, action: Action, *, by: User, note: str) -> Decision:
    return Decision.objects.create(
        comment_id=row.last_word_id,
        discussion_id=row.discussion_id,
        action=action,
        by=by,
        note=note.strip()[:1000],
    )
