"""Posting: from what a person typed to a row in the tree."""

import secrets
from dataclasses import dataclass, replace
from typing import Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import Guest, User
from accounts.policies import writing_refusal
from accounts.services import guests, proofs
from accounts.services.newcomer import Newcomer
from accounts.tasks import ask_for_proof
from accounts.viewer import Viewer
from forum.comments import counters, gate, order, policies, slow
from forum.comments.counters import Locked
from forum.comments.gate import Draft, Hold
from forum.comments.models import (
    Comment,
    CommentKind,
    Discussion,
    DiscussionStatus,
    Hat,
    Origin,
    Status,
    StatusChange,
    Ticket,
    Transfer,
)
from forum.comments.refusal import Refused
from foundation.activity import events
from foundation.database.again import again
from foundation.database.insert import insert
from foundation.database.prepared import Prepared
from foundation.limits.network import Network
from foundation.text import RENDER_VERSION, render_markdown, tidy

TICKET_SALT: Final = "comments.ticket"


@dataclass(frozen=True, slots=True)
class Posted:
    """
    What came of it. `token` opens the page on which a guest sees their waiting comment; empty
    for members. `again` tells that the same form had been sent before.
    """

    comment: Comment
    holds: tuple[Hold, ...] = ()
    token: str = ""
    again: bool = False


def post(
    discussion: Discussion,
    *,
    viewer: Viewer,
    body: str,
    parent: Comment | None = None,
    kind: CommentKind = CommentKind.REPLY,
    hat: str = Hat.NONE,
    newcomer: Newcomer | None = None,
    form_key: str = "",
    network: Network | None = None,
    form: dict[str, str] | None = None,
    title: str = "",
) -> Posted:
    """
    Write a comment, held or published as the gate says.

    The author is `viewer.user`, or the guest of the device, or `newcomer`. `parent` None makes a
    root; a reply to the opening is a root too. `form_key` makes a repeated press harmless.
    Raises ValidationError (empty, too long) and Refused (sanctioned, closed, vanished parent,
    too fast), and Nudged where the author should look once more.
    """
    sent = _Sent(
        discussion=discussion,
        viewer=viewer,
        body=check_body(body, viewer=viewer, kind=kind),
        parent=parent,
        kind=kind,
        hat=hat,
        newcomer=newcomer,
        form_key=form_key,
        network=network,
        form=form or {},
        title=title,
    )
    while True:
        try:
            return _post_once(sent)
        except _WentOnError as went:
            # While it was written, what it answers went into another discussion: it follows.
            sent = replace(sent, discussion=went.at.discussion, parent=went.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """All that came with one press of the button."""

    discussion: Discussion
    viewer: Viewer
    body: str
    parent: Comment | None
    kind: CommentKind
    hat: str
    newcomer: Newcomer | None
    form_key: str
    network: Network | None
    form: dict[str, str]
    title: str


class _WentOnError(Exception):
    def __init__(self, at: Comment) -> None:
        super().__init__(at.pk)
        self.at = at


@again
def _post_once(sent: _Sent) -> Posted:
    # A stranger is asked about once they have a name.
    if refusal := not sent.viewer.is_visitor and writing_refusal(
        sent.viewer, shelf=sent.discussion.shelf, network=sent.network
    ):
        raise Refused(refusal, code="sanction")
    try:
        with transaction.atomic():
            return _post(sent)
    except (Refused, ValidationError, IntegrityError):
        # Sent once more: what came of it the first time is what refuses it now.
        if sent.form_key and sent_with(sent.form_key).exists():
            return _sent_before(sent.form_key)
        raise


def check_body(body: str, *, viewer: Viewer, kind: str = CommentKind.REPLY) -> str:
    """The text as it will be stored, or ValidationError that says the limit and the count."""
    body = tidy(body).strip()
    if not body:
        raise ValidationError(_("Please write something first."), code="empty")
    limit = policies.longest_body(viewer, kind)
    if len(body) > limit:
        raise ValidationError(
            _("This is %(count)d characters long. Please use at most %(limit)d.")
            % {"count": len(body), "limit": limit},
            code="long",
        )
    return body


def ticket_hash(token: str) -> str:
    return salted_hmac(TICKET_SALT, token, algorithm="sha256").hexdigest()


def sent_with(form_key: str) -> QuerySet[Comment]:
    """What came of a form, if it was sent. Says that the key is none of the empty ones: SQLite
    would not use the index over the others, and read every comment there is."""
    return Comment.objects.filter(form_key=form_key).exclude(form_key="")


def _post(sent: _Sent) -> Posted:
    discussion, viewer, kind, network = sent.discussion, sent.viewer, sent.kind, sent.network
    # Lock, then read, then write: from here on nobody else writes in this discussion.
    number, locked = counters.take_number(discussion.pk)
    if locked.continued_at_id is not None:
        raise _WentOnError(_at(sent.parent.pk if sent.parent else locked.continued_at_id))
    discussion.status = locked.status
    if refusal := policies.posting_refusal(viewer, discussion, kind=kind):
        raise Refused(refusal, code="closed")
    parent = _parent(discussion, sent.parent)
    author, guest = _who(viewer, sent.newcomer, network)
    if locked.slowdown_id is not None and kind == CommentKind.REPLY:
        slow.hold_back(locked.slowdown_id, viewer, discussion, author, guest)
    if sent.hat and sent.hat not in policies.hats_of(viewer, discussion):
        raise Refused(_("You cannot speak in this role here."), code="hat")
    draft = Draft(
        discussion=discussion,
        viewer=viewer,
        body=sent.body,
        parent=parent,
        author=author,
        guest=guest,
        email=sent.newcomer.email if sent.newcomer else "",
        website=guest.website if guest else "",
        title=sent.title,
        network=network,
        form=sent.form,
    )
    found = gate.check(draft)
    holds = tuple(hold for hold in found if hold.waits)
    comment = _comment(sent, draft, number, locked, _status(holds))
    insert(comment)
    insert(StatusChange(comment=comment, before="", after=comment.status))
    if network is not None:
        insert(Origin(comment=comment, block=network.block, address_hash=network.address_hash))
    if comment.is_published:
        counters.count_new(comment, locked)
    token = ""
    if guest is not None:
        token = _ticket(comment, sent.form_key)
        if comment.status != Status.SPAM and proofs.is_wanted(guest):
            ask_for_proof.enqueue(guest.pk, network.address_hash if network else "")
    events.record(
        "comments.comment.posted",
        actor_id=author.pk if author else None,
        data={"comment": comment.pk, "discussion": discussion.pk, "status": str(comment.status)},
    )
    if kind == CommentKind.OPENING:
        seen = DiscussionStatus.OPEN if comment.is_published else DiscussionStatus.HIDDEN
        Discussion.objects.filter(pk=discussion.pk).update(status=seen)
    if holds:
        gate.held(comment, found)
    gate.noted(comment, found)
    return Posted(comment, holds, token)


_fresh = Prepared(
    lambda pk, discussion: Comment.objects.filter(pk=pk, discussion=discussion).defer("body_html")
)


def _parent(discussion: Discussion, parent: Comment | None) -> Comment | None:
    """The parent read again under the lock: it may have gone while the reply was written."""
    if parent is None:
        return None
    fresh = next(iter(_fresh([parent.pk, discussion.pk])), None)
    if fresh is None and _was_moved(discussion):
        now = _at(parent.pk)
        if now.discussion_id != discussion.pk:
            raise _WentOnError(now)
    if fresh is None or fresh.kind == CommentKind.NOTICE or fresh.status != Status.PUBLISHED:
        raise Refused(
            _(
                "The comment you answer is no longer there. Your text is kept below; you can post "
                "it as a new comment."
            ),
            code="parent",
        )
    return None if fresh.kind == CommentKind.OPENING else fresh


def _was_moved(discussion: Discussion) -> bool:
    """Whether comments ever went from here into another discussion, or back."""
    here = Q(source=discussion.pk) | Q(target=discussion.pk)
    return Transfer.objects.filter(here).exists()


def _at(pk: int) -> Comment:
    return Comment.objects.select_related("discussion__audience").get(pk=pk)


def _who(
    viewer: Viewer, newcomer: Newcomer | None, network: Network | None
) -> tuple[User | None, Guest | None]:
    if viewer.user is not None:
        return viewer.user, None
    if newcomer is not None:
        guest = guests.welcome(newcomer)
        if refusal := writing_refusal(Viewer(guest=guest), network=network):
            raise Refused(refusal, code="sanction")
        return None, guest
    if viewer.guest is not None:
        guest_now = guests.again(viewer.guest)
        if guest_now is None:
            raise Refused(
                _(
                    "This device has a new name here by now. Your text is kept; please look at "
                    "it and send it once more."
                ),
                code="guest",
            )
        return None, guest_now
    raise ValidationError(_("Please give a name and an e-mail address."), code="nobody")


def _other_name(guest: Guest | None, newcomer: Newcomer | None) -> str:
    """Who proved their address on this device may use another name, once or always."""
    if guest is None or newcomer is None or newcomer.name == guest.name:
        return ""
    return newcomer.name


def _status(holds: tuple[Hold, ...]) -> Status:
    if any(hold.spam for hold in holds):
        return Status.SPAM
    return Status.HELD if holds else Status.PUBLISHED


def _comment(sent: _Sent, draft: Draft, number: int, locked: Locked, status: Status) -> Comment:
    now = timezone.now()
    parent, published = draft.parent, status == Status.PUBLISHED
    is_root = parent is None and sent.kind != CommentKind.OPENING
    return Comment(
        discussion=draft.discussion,
        parent=parent,
        root_id=None if parent is None else (parent.root_id or parent.pk),
        kind=sent.kind,
        number=number,
        root_no=locked.last_root_no + 1 if is_root and published else None,
        order_key=order.key_under(parent.order_key if parent else "", number),
        depth=parent.depth + 1 if parent else 1,
        author=draft.author,
        guest=draft.guest,
        hat=sent.hat,
        written_as=_other_name(draft.guest, sent.newcomer),
        body_source=sent.body,
        body_html=render_markdown(sent.body, "comment"),
        render_version=RENDER_VERSION,
        status=status,
        shown=published,
        created_at=now,
        published_at=now if published else None,
        votes_before=locked.vote_count,
        form_key=sent.form_key,
    )


def _ticket(comment: Comment, form_key: str) -> str:
    """
    An unguessable token, stored as a hash. Made from the form's own random key where there is
    one, so that a repeated press is answered with the same token.
    """
    token = (
        salted_hmac(f"{TICKET_SALT}.form", form_key, algorithm="sha256").hexdigest()[:43]
        if form_key
        else secrets.token_urlsafe(32)
    )
    insert(Ticket(comment=comment, token_hash=ticket_hash(token)))
    return token


def _sent_before(form_key: str) -> Posted:
    comment = sent_with(form_key).select_related("discussion").get()
    token = ""
    if comment.guest_id is not None:
        token = salted_hmac(f"{TICKET_SALT}.form", form_key, algorithm="sha256").hexdigest()[:43]
    return Posted(comment, token=token, again=True)
