"""What this app adds to the comments it stands above."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.models import Comment, Revision, Status
from forum.comments.render import name_of
from forum.comments.slots import NO_REASON, Action, Reason
from forum.moderation import buttons, letters, policies, waiting
from forum.moderation.models import Action as ModeratorAction
from forum.moderation.models import Case, Decision, Firing
from forum.moderation.models.decision import reason_sentence
from forum.moderation.services import appeals

UNPROVED = "guest_address"  # the rule that holds until an address is confirmed


def comment_actions(viewer: Viewer, comments: Sequence[Comment]) -> dict[int, list[Action]]:
    """
    Report, for everybody; what a moderator may do, in place: two queries for a page, a third
    where a case is open, for moderators only.
    """
    shelves: dict[int, int] = {}
    for one in comments:
        if one.discussion_id not in shelves:
            shelves[one.discussion_id] = one.discussion.shelf
    moderated = {pk for pk, shelf in shelves.items() if viewer.moderates(shelf)}
    theirs = [one for one in comments if one.discussion_id in moderated]
    found = _reports(viewer, [one for one in comments if one.discussion_id not in moderated])
    if not theirs or policies.desk_refusal(viewer) is not None:
        return found
    cases = dict(
        Case.objects.open()
        .filter(comment__in=[comment.pk for comment in theirs])
        .values_list("comment_id", "pk")
    )
    changed = _changed(cases)
    for comment in theirs:
        if comment.pk in changed:
            found[comment.pk] = [_change(comment, cases[comment.pk])]
        elif policies.own_refusal(viewer, comment) is None:
            found[comment.pk] = _in_place(comment, case_id=cases.get(comment.pk))
    return found


def person_links(person: User, viewer: Viewer) -> list[tuple[str, str]]:
    """From a person's page to their panel, for moderators."""
    if not viewer.has_queue:
        return []
    return [(_("Moderation of this person"), reverse("moderation-person", args=[person.handle]))]


def reasons(comments: Sequence[Comment]) -> dict[int, Reason]:
    """
    Why a comment waits, was not published or was removed, as a sentence for its author.

    Of a removed one everybody may read the listed reason; a moderator's own words go to the
    author alone, in their notice.
    """
    held = [comment.pk for comment in comments if comment.status == Status.HELD]
    found: dict[int, Reason] = {}
    unproved: set[int] = set()
    if held:
        firings = Firing.objects.filter(case__comment__in=held, case__status="open")
        rows = firings.order_by("-id").values_list("case__comment_id", "reason", "rule")
        for comment_id, reason, _rule in rows:
            found[comment_id] = Reason(reason)  # the first rule that fired is the last one read
        # Where a proof is missing it does not hang on moderators.
        unproved = {comment_id for comment_id, _reason, rule in rows if rule == UNPROVED}
    decided = [c for c in comments if c.status in _DECIDED or c.team_change]
    last = _last_reasons(decided)
    for comment in decided:
        if comment.pk not in last:
            continue
        decision = last[comment.pk]
        if comment.status == Status.REMOVED:
            sentence = reason_sentence(decision.reason_code, "")
        elif comment.status == Status.HELD and decision.action != ModeratorAction.HOLD:
            continue  # a rule holds it, and that decision is history
        elif comment.status == Status.PUBLISHED and decision.action not in AMENDED:
            continue
        else:
            sentence = decision.reason
        found[comment.pk] = Reason(sentence, letters.rule_of(decision.reason_code))
    usual = waiting.sentence() if held else ""
    for pk in {*held} - unproved if usual else ():
        sentence, rule = found.get(pk, NO_REASON)
        found[pk] = Reason(f"{sentence} {usual}".strip(), rule)
    return {pk: reason for pk, reason in found.items() if reason.sentence or reason.rule}


_DECIDED: Final = (Status.HELD, Status.REJECTED, Status.REMOVED)
AMENDED: Final = (ModeratorAction.REDACT, ModeratorAction.EDIT)
# What the last decision can have been, for a comment that stands like this, to be objected to.
_AGAINST: Final[dict[str, tuple[str, ...]]] = {
    Status.PUBLISHED: ("refuse", "redact", "edit"),
    Status.HELD: ("hold", "redact", "edit"),
    Status.REJECTED: ("reject",),
    Status.REMOVED: ("remove",),
    Status.SPAM: ("spam",),
    Status.DELETED: (),
}


def objections(comments: Sequence[Comment]) -> dict[int, str]:
    """Where authors object to what was decided last about their comments and still stands."""
    status = {comment.pk: comment.status for comment in comments}
    rows = Decision.objects.filter(comment__in=status, action__in=appeals.OPEN_TO)
    last = {int(row.comment_id or 0): row for row in rows.filter(reversal=None).order_by("id")}
    return {
        pk: appeals.url_of(decision)
        for pk, decision in last.items()
        if decision.action in _AGAINST[status[pk]]
    }


def _changed(cases: Mapping[int, int]) -> set[int]:
    """Of comments with an open case, those of which a change waits."""
    if not cases:
        return set()
    found = Revision.objects.waiting().filter(comment__in=list(cases))
    return set(found.values_list("comment_id", flat=True))


def _change(comment: Comment, case_id: int) -> Action:
    """The change is not shown in place, so it is not decided about here either."""
    return Action(
        _("A change waits"),
        reverse("moderation-case", args=[case_id]),
        "pen",
        main=True,
        description=_("A change waits: the comment by %(name)s") % {"name": name_of(comment)},
    )


def _reports(viewer: Viewer, comments: Sequence[Comment]) -> dict[int, list[Action]]:
    label, description = _("Report"), _("Report the comment by %(name)s")
    return {
        comment.id: [
            Action(
                label,
                f"/c/{comment.id}/report/",
                "flag",
                description=description % {"name": name_of(comment)},
            )
        ]
        for comment in comments
        if policies.reporting_refusal(viewer, comment) is None
    }


def _in_place(comment: Comment, *, case_id: int | None) -> list[Action]:
    """The same verbs as on the card in the queue, at the same addresses."""
    return [
        Action(
            str(button.label),
            button.url,
            button.icon,
            post=not button.asks,
            description=_("%(verb)s: the comment by %(name)s")
            % {"verb": button.label, "name": name_of(comment)},
        )
        for button in buttons.of_comment(comment, case_id=case_id)
    ]


def _last_reasons(comments: Sequence[Comment]) -> dict[int, Decision]:
    """The last decision about each comment that gave a reason and still stands."""
    if not comments:
        return {}
    rows = (
        Decision.objects.filter(comment__in=[comment.pk for comment in comments])
        .filter(reversal__isnull=True)
        .exclude(reason_code="", reason_text="")
        .order_by("id")
    )
    return {int(row.comment_id or 0): row for row in rows}
