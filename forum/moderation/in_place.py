"""What this app adds to the comments it stands above."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.models import Comment, Revision, Status
from forum.comments.render import name_of
from forum.comments.slots import Action
from forum.moderation import buttons, policies, waiting
from forum.moderation.models import Case, Decision, Firing
from forum.moderation.models.decision import reason_sentence
from forum.moderation.services import appeals

UNPROVED = "guest_address"  # the rule that holds until an address is confirmed


def comment_actions(viewer: Viewer, comments: Sequence[Comment]) -> dict[int, list[Action]]:
    """
    Report, for everybody; what a moderator may do, in place: two queries for a page, a third
    where a case is open, for moderators only.
    """
    found = {} if viewer.is_moderator else _reports(viewer, comments)
    if not comments or policies.moderating_refusal(viewer) is not None:
        return found
    cases = dict(
        Case.objects.open()
        .filter(comment__in=[comment.pk for comment in comments])
        .values_list("comment_id", "pk")
    )
    changed = _changed(cases)
    for comment in comments:
        if comment.pk in changed:
            found[comment.pk] = [_change(comment, cases[comment.pk])]
        elif policies.own_refusal(viewer, comment) is None:
            found[comment.pk] = _in_place(comment, case_id=cases.get(comment.pk))
    return found


def person_links(person: User, viewer: Viewer) -> list[tuple[str, str]]:
    """From a person's page to their panel, for moderators."""
    if not viewer.is_moderator:
        return []
    return [(_("Moderation of this person"), reverse("moderation-person", args=[person.handle]))]


def reasons(comments: Sequence[Comment]) -> dict[int, str]:
    """
    Why a comment waits, was not published or was removed, as a sentence for its author.

    Of a removed one everybody may read the listed reason; a moderator's own words go to the
    author alone, in their notice.
    """
    held = [comment.pk for comment in comments if comment.status == Status.HELD]
    found: dict[int, str] = {}
    if held:
        firings = Firing.objects.filter(case__comment__in=held, case__status="open")
        rows = firings.order_by("-id").values_list("case__comment_id", "reason", "rule")
        for comment_id, reason, _rule in rows:
            found[comment_id] = reason  # the first rule that fired is the last one read
        # Where a proof is missing it does not hang on moderators.
        unproved = {comment_id for comment_id, _reason, rule in rows if rule == UNPROVED}
        if usual := waiting.sentence():
            found |= {pk: f"{found.get(pk, '')} {usual}".strip() for pk in {*held} - unproved}
    decided = [c.pk for c in comments if c.status in (Status.REJECTED, Status.REMOVED)]
    if decided:
        from_decisions = _decided(decided)
        for comment in comments:
            if comment.pk in from_decisions:
                code, text = from_decisions[comment.pk]
                found[comment.pk] = reason_sentence(
                    code, "" if comment.status == Status.REMOVED else text
                )
    return {pk: sentence for pk, sentence in found.items() if sentence}


def objections(comments: Sequence[Comment]) -> dict[int, str]:
    """Where authors object to what was decided last about comments that are not shown."""
    gone = (Status.REJECTED, Status.REMOVED, Status.SPAM)
    pks = [comment.pk for comment in comments if comment.status in gone]
    if not pks:
        return {}
    found = Decision.objects.filter(comment__in=pks, action__in=appeals.OPEN_TO).order_by("id")
    return {one.comment_id: appeals.url_of(one) for one in found if one.comment_id is not None}


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


def _decided(comment_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The last reason given for each comment."""
    rows = (
        Decision.objects.filter(comment__in=comment_ids)
        .exclude(reason_code="", reason_text="")
        .order_by("id")
        .values_list("comment_id", "reason_code", "reason_text")
    )
    return {int(comment_id or 0): (code, text) for comment_id, code, text in rows}
