"""What happened elsewhere that somebody should hear of. Runs in the worker, once per event."""

from datetime import timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Guest, Sanction, SanctionKind, User
from accounts.policies import PAGE as STANDING
from forum.comments.models import (
    Comment,
    Discussion,
    Revision,
    Status,
    StatusChange,
    Transfer,
)
from forum.notifications import kinds
from forum.notifications.models import DeliveryStatus, Notice
from forum.notifications.preferences import confirmed_address
from forum.notifications.recipients import Person
from forum.notifications.services import tell
from forum.notifications.services.follow import follow_by_itself, key_of
from forum.notifications.services.follow_transfer import follow_transfer, unfollow_transfer
from forum.notifications.services.notify import notify
from forum.notifications.tasks import tell_of_comment
from foundation.activity import events
from foundation.activity.models import Event

OF_DECISIONS: Final = (
    kinds.REJECTED, kinds.REMOVED, kinds.HELD_AGAIN, kinds.SPAM, kinds.CHANGE_ACCEPTED,
    kinds.CHANGE_REFUSED, kinds.REDACTED, kinds.EDITED, kinds.NOTED, kinds.VEILED,
    kinds.REPLY,
)  # fmt: skip
OF_LIMITS: Final = (kinds.SUSPENDED, kinds.LIMITED)
NEWS: Final = timedelta(days=7)
# The longest the owner may let a mail wait for an undo, and some time to work.
AT_ONCE: Final = timedelta(minutes=12)


@events.subscribe("comments.comment.status", receiver="notifications.author")
def tell_author(event: Event) -> None:
    """A moderator decided about a comment. What a person did to their own is no news."""
    comment = _comment(event)
    writer = _writer(comment)
    if comment is None or writer is None:
        return
    before, after = str(event.data["before"]), str(event.data["after"])
    kind = _kind_of(before, after)
    if not kind or event.actor_id in (None, comment.author_id):
        return
    if comment.status != after:
        return  # it was undone, or decided again, before anybody was told
    change = StatusChange.objects.filter(comment=comment, before=before, after=after).last()
    if kind == kinds.HELD_AGAIN and (change is None or not change.reason):
        return  # a decision to publish it was taken back: nothing new was said about it
    notify(
        writer,
        kind,
        key=f"status:{event.pk}",
        comment=comment,
        data={"change": change.pk} if change is not None else {},
    )


@events.subscribe(
    "comments.comment.posted", "comments.comment.status", receiver="notifications.readers"
)
def tell_readers(event: Event) -> None:
    """
    When a comment is published, whom it answers and who follows hear of it, once; its author
    follows what they write in. When it is no longer to be seen, nothing tells of it.
    """
    comment = _comment(event)
    if comment is None:
        return
    if comment.status == Status.PUBLISHED:
        # What comes back long after it was taken down was news before.
        is_back = event.data.get("before") in (Status.REMOVED, Status.DELETED)
        if not is_back or comment.created_at > timezone.now() - NEWS:
            follow_by_itself(comment)
            tell_of_comment.enqueue(comment.pk)
    else:
        tell.take_back(comment)


@events.subscribe("comments.comment.edited", receiver="notifications.named")
def tell_named(event: Event) -> None:
    """Who is named by a change hears of it; all others heard of the comment itself."""
    comment = _comment(event)
    if comment is not None and "@" in comment.body_source:
        tell.of_names(comment.pk)


@events.subscribe(
    "comments.change.accepted", "comments.change.refused", receiver="notifications.change"
)
def tell_of_change(event: Event) -> None:
    """A moderator decided about a change its author made."""
    comment = _comment(event)
    writer = _writer(comment)
    if comment is None or writer is None or event.actor_id == comment.author_id:
        return
    revision = event.data.get("revision")
    notify(
        writer,
        kinds.CHANGE_REFUSED if revision else kinds.CHANGE_ACCEPTED,
        key=f"change:{event.pk}",
        comment=comment,
        data={"revision": revision} if revision else {},
    )


AMENDED = {
    "redacted": kinds.REDACTED,
    "edited": kinds.EDITED,
    "noted": kinds.NOTED,
    "veiled": kinds.VEILED,
}


@events.subscribe("comments.comment.amended", receiver="notifications.amended")
def tell_of_amendment(event: Event) -> None:
    """A moderator changed what somebody wrote, and it still stands so."""
    comment = _comment(event)
    writer = _writer(comment)
    kind = AMENDED.get(str(event.data["what"]))
    revision = event.data.get("revision")
    if comment is None or writer is None or kind is None or event.actor_id == comment.author_id:
        return
    stands = {
        kinds.NOTED: bool(comment.note_html),
        kinds.VEILED: bool(comment.veil),
    }.get(kind) or Revision.objects.filter(pk=revision).exists()
    if stands:
        data = {"revision": revision} if revision is not None else {}
        notify(writer, kind, key=f"amended:{event.pk}", comment=comment, data=data)


@events.subscribe("moderation.reply.handed", receiver="notifications.handed")
def tell_colleague(event: Event) -> None:
    """Somebody of the team was asked to answer a question."""
    colleague = User.objects.filter(pk=event.data["to"], is_active=True).first()
    comment = Comment.objects.filter(pk=event.data["comment"]).first()
    if colleague is not None:
        notify(
            colleague,
            kinds.HANDED,
            key=f"handed:{event.pk}",
            comment=comment,
            data={"path": f"/moderation/replies/{event.data['reply']}/"},
        )


@events.subscribe("moderation.discussion.decided", receiver="notifications.discussion")
def tell_starter(event: Event) -> None:
    """Who began a discussion hears what became of it."""
    discussion = Discussion.objects.filter(pk=event.data["discussion"]).first()
    if discussion is not None and discussion.started_by is not None:
        key = _about(event.data["decision"])
        notify(discussion.started_by, kinds.DISCUSSION, key=key, discussion=discussion)


@events.subscribe("comments.branch.moved", receiver="notifications.moved")
def tell_moved(event: Event) -> None:
    """Who wrote what was moved hears of it, once, a guest by mail; who followed it follows it
    where it is."""
    done = _transfer(event)
    if done is None or done.returned_at is not None:
        return
    follow_transfer(done)
    for person in _authors(done, but=event.actor_id):
        notify(person, kinds.MOVED, key=f"moved:{done.pk}", comment=done.head)
    for guest in _guests(done):
        notify(guest, kinds.MOVED_BY_MAIL, key=f"moved:{done.pk}", comment=done.head)


@events.subscribe("comments.branch.returned", receiver="notifications.returned")
def tell_returned(event: Event) -> None:
    """Whoever has heard that it was moved hears that it is back; for the others nothing was."""
    done = _transfer(event)
    if done is None:
        return
    unfollow_transfer(done)
    told = Notice.objects.filter(key=f"moved:{done.pk}")
    told.unread().filter(Q(delivery=None) | Q(delivery__status=DeliveryStatus.QUEUED)).delete()
    for notice in told.select_related("user", "guest"):
        person = notice.user or notice.guest
        if person is not None:
            notify(person, notice.kind, key=f"returned:{done.pk}", comment=done.head)


def _transfer(event: Event) -> Transfer | None:
    found = Transfer.objects.select_related("source", "target", "head")
    return found.filter(pk=event.data["transfer"]).first()


def _authors(done: Transfer, *, but: int | None) -> QuerySet[User]:
    wrote = Comment.objects.filter(moves__transfer=done, status=Status.PUBLISHED)
    return User.objects.filter(pk__in=wrote.values("author")).exclude(pk=but or 0)


def _guests(done: Transfer) -> list[Guest]:
    wrote = Comment.objects.filter(moves__transfer=done, status=Status.PUBLISHED)
    found = Guest.objects.filter(pk__in=wrote.values("guest")).select_related("address")
    return [guest for guest in found if confirmed_address(guest)]


def _about(decision_id: int) -> str:
    return f"discussion:{decision_id}"


TEAM = {"risk": kinds.TEAM_RISK, "asked": kinds.TEAM_ASKED, "lines": kinds.TEAM_LINES}


@events.subscribe("moderation.team.called", receiver="notifications.team")
def call_team(event: Event) -> None:
    """Something waits for one of the team, who hears where and no more."""
    person = User.objects.filter(pk=event.data["to"], is_active=True).first()
    kind = TEAM.get(event.data["what"])
    if person is not None and kind is not None:
        notify(person, kind, key=event.data["key"], data={"path": event.data["path"]})


@events.subscribe(
    "moderation.concern.raised", "moderation.concern.wrote", receiver="notifications.care"
)
def reach_out(event: Event) -> None:
    """To the author alone: who helps, where somebody else was worried, or words of the team. Who
    wrote a phrase of the list has read the card at once."""
    comment = _comment(event)
    if comment is None or comment.author is None:
        return
    if step := event.data.get("step"):
        notify(
            comment.author, kinds.CARE_WORDS, key=f"care:{step}", data={"path": f"/care/{step}/"}
        )
    elif event.data["source"] == "report":
        notify(comment.author, kinds.CARE, key=f"care-of:{comment.pk}", data={"path": "/care/"})


@events.subscribe("moderation.person.suspended", receiver="notifications.suspended")
def tell_suspended(event: Event) -> None:
    """A member, or a guest at the address they confirmed; nobody any more where it was lifted
    before anybody was told."""
    found = Sanction.objects.filter(pk=event.data["sanction"], lifted_at=None)
    sanction = found.select_related("user", "guest__address").first()
    if sanction is None:
        return
    person = sanction.user or _reachable(sanction.guest)
    if person is not None:
        kind = kinds.SUSPENDED if sanction.kind == SanctionKind.SUSPENSION else kinds.LIMITED
        notify(person, kind, key=f"suspended:{sanction.pk}", sanction=sanction)


@events.subscribe("moderation.report.answered", receiver="notifications.reporter")
def tell_reporter(event: Event) -> None:
    """A member by a notice; a guest, who reads none, by mail to the address they confirmed."""
    key = f"report:{event.data['report']}"
    if "person" in event.data:
        person = User.objects.filter(pk=event.data["person"], is_active=True).first()
        if person is not None:
            notify(person, kinds.REPORT_ANSWERED, key=key, comment=_comment(event))
        return
    found = Guest.objects.filter(pk=event.data["guest"]).select_related("address")
    guest = _reachable(found.first())
    if guest is not None:
        notify(guest, kinds.REPORT_ANSWERED_BY_MAIL, key=key)


@events.subscribe("moderation.profile.decided", receiver="notifications.profile")
def tell_of_page(event: Event) -> None:
    person = User.objects.filter(pk=event.data["person"]).first()
    if person is not None:
        notify(
            person,
            kinds.PAGE_SHOWN if event.data["shown"] else kinds.PAGE_REFUSED,
            key=f"profile:{event.data['case']}",
            data={"path": reverse("profile-settings")},
        )


@events.subscribe("moderation.appeal.decided", receiver="notifications.appeal")
def tell_objector(event: Event) -> None:
    person = User.objects.filter(pk=event.data.get("person")).first()
    if person is not None:
        key = f"appeal:{event.data['appeal']}"
        notify(person, kinds.ANSWERED, key=key, data={"path": reverse(STANDING)})


@events.subscribe("moderation.person.released", receiver="notifications.released")
def tell_released(event: Event) -> None:
    """Whoever was never told of a limit is not told of its end; the mail that waited goes."""
    person: User | Guest | None
    if "person" in event.data:
        person = User.objects.filter(pk=event.data["person"]).first()
    else:
        found = Guest.objects.filter(pk=event.data.get("guest")).select_related("address")
        person = _reachable(found.first())
    if person is None:
        return
    told = Notice.objects.filter(**key_of(person), kind__in=OF_LIMITS, sanction__isnull=False)
    unheard = told.unread().filter(
        Q(delivery=None) | Q(delivery__status=DeliveryStatus.QUEUED),
        sanction__lifted_at__isnull=False,
        at__gt=timezone.now() - AT_ONCE,
    )
    gone = unheard.delete()[0]
    if not gone or told.filter(sanction__lifted_at__isnull=False).exists():
        notify(person, kinds.RELEASED, key=f"released:{event.pk}")


@events.subscribe("moderation.decision.undone", receiver="notifications.undone")
def withdraw(event: Event) -> None:
    """Undone at once, before anybody read or was mailed it: then it is no news, nor is its end."""
    Notice.objects.unread().filter(key=_about(event.data["decision"])).delete()
    about = event.data.get("comment")
    if about is None:
        return
    told = Notice.objects.unread().filter(
        Q(delivery=None) | Q(delivery__status=DeliveryStatus.QUEUED), comment=int(about)
    )
    told = told.filter(at__gt=timezone.now() - AT_ONCE)
    told.filter(kind__in=OF_DECISIONS).delete()
    # Whoever never heard of a loss is not told of its end.
    losses = Notice.objects.filter(comment=int(about))
    if not losses.filter(kind__in=(kinds.REJECTED, kinds.REMOVED, kinds.SPAM)).exists():
        told.filter(kind=kinds.RESTORED).delete()
    was_held = event.data["action"] == "hold" and losses.filter(kind=kinds.HELD_AGAIN).exists()
    if not was_held:
        told.filter(kind=kinds.APPROVED).delete()


def _reachable(guest: Guest | None) -> Guest | None:
    """A guest hears by mail alone, so by none where the address is not confirmed."""
    return guest if guest is not None and confirmed_address(guest) else None


def _comment(event: Event) -> Comment | None:
    found = Comment.objects.select_related("author", "guest__address")
    return found.filter(pk=event.data["comment"]).first()


def _writer(comment: Comment | None) -> Person | None:
    """Who wrote it, and can be told: a guest when their address is confirmed."""
    if comment is None:
        return None
    return comment.author or _reachable(comment.guest)


def _kind_of(before: str, after: str) -> str:
    if after == Status.PUBLISHED:
        return kinds.APPROVED if before == Status.HELD else kinds.RESTORED
    if before == Status.PUBLISHED and after == Status.HELD:
        return kinds.HELD_AGAIN
    return {
        Status.REJECTED.value: kinds.REJECTED,
        Status.REMOVED.value: kinds.REMOVED,
        Status.SPAM.value: kinds.SPAM,
    }.get(after, "")
