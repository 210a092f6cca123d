"""What happened to comments and guests that this app follows. In the worker, once per event."""

from accounts.models import Guest
from forum.comments.models import Comment, Discussion, MarkKind, Transfer
from forum.moderation.models import Decision, Report, Source
from forum.moderation.services import concerns, identities, reply_desk
from forum.moderation.services.report import say_it_was_looked_at
from foundation.activity import events
from foundation.activity.models import Event


@events.subscribe(
    "comments.comment.posted",
    "comments.comment.status",
    "comments.comment.edited",
    "comments.comment.marked",
    "comments.comment.unmarked",
    receiver="moderation.reply_desk",
)
def follow_questions(event: Event) -> None:
    """Somebody asked, answered or was helped: the reply desk follows."""
    kind = event.data.get("kind")
    if kind is not None and kind not in (MarkKind.ASKER, MarkKind.SUPPORT):
        return
    found = Comment.objects.select_related("discussion", "author", "root__author")
    comment = found.filter(pk=event.data["comment"]).first()
    if comment is not None:
        reply_desk.follow(comment)


@events.subscribe("moderation.case.decided", receiver="moderation.reporters")
def answer_reporters(event: Event) -> None:
    """Whoever reported what was decided about hears that somebody has looked."""
    found = Decision.objects.select_related("case").filter(reversal=None)
    decision = found.filter(pk=event.data["decision"]).first()
    if decision is None or decision.case is None or decision.comment_id is None:
        return
    for report in Report.objects.filter(case=decision.case, comment=decision.comment_id):
        say_it_was_looked_at(report)


@events.subscribe("comments.discussion.status", receiver="moderation.reply_desk_discussion")
def follow_discussion(event: Event) -> None:
    discussion = Discussion.objects.filter(pk=event.data["discussion"]).first()
    if discussion is not None:
        reply_desk.refresh_all(discussion)


@events.subscribe(
    "comments.branch.moved", "comments.branch.returned", receiver="moderation.reply_desk_moved"
)
def follow_moved(event: Event) -> None:
    """Questions went into another discussion, or stand below another one by now."""
    done = Transfer.objects.select_related("source", "target").filter(pk=event.data["transfer"])
    for row in done:
        reply_desk.follow_transfer(row)


@events.subscribe("accounts.guest.confirmed", receiver="moderation.proof")
def release_proved(event: Event) -> None:
    """What waited for the proof of an address alone."""
    guest = Guest.objects.filter(pk=event.data["guest"]).first()
    if guest is not None:
        identities.release(guest)


@events.subscribe(
    "comments.comment.posted",
    "comments.comment.edited",
    "comments.change.accepted",
    receiver="moderation.concern",
)
def look_for_risk(event: Event) -> None:
    """A phrase of the owner's list makes people look, and does nothing else."""
    comment = Comment.objects.filter(pk=event.data["comment"]).first()
    if comment is not None:
        concerns.notice(comment)


@events.subscribe("moderation.comment.reported", receiver="moderation.concern_reported")
def take_report_of_risk(event: Event) -> None:
    if event.data["reason"] != "at_risk":
        return
    comment = Comment.objects.filter(pk=event.data["comment"]).first()
    if comment is not None:
        concerns.raise_concern(comment, source=Source.REPORT)
