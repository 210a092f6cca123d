"""
The cards of the queue: read in a fixed number of queries, whatever the number of cases, and
handed to the template ready.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db.models import Count
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from accounts.models import Sanction
from accounts.viewer import Viewer
from forum.comments.models import Comment, Revision, Status
from forum.comments.render import name_of, render_comment, row_of
from forum.moderation import buttons, calm, kinds, pipeline, policies, urgency, wording
from forum.moderation.buttons import Button
from forum.moderation.filters import Filters
from forum.moderation.kinds import CaseCard
from forum.moderation.models import AT_RISK, Case, Firing, Report
from forum.moderation.places import DISCUSSION
from forum.moderation.services import claims
from forum.moderation.texts import report_choices
from foundation.text.plain import excerpt

AROUND: Final = 80  # characters shown on each side of what a rule found
REPORT_TEXTS: Final = 5


PersonKey = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Chip:
    """A rule that fired, with the part of the text it rests on."""

    label: str
    reason: str  # what the author read, or more where moderators are told more
    before: str = ""
    marked: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody who reported wrote, with what the rules found in it."""

    text: str
    chips: Sequence[Chip] = ()


@dataclass(slots=True)
class Complaint:
    """The reports of one case that give the same reason."""

    label: str | Promise
    count: int = 0
    texts: list[Said] = field(default_factory=list)


@dataclass(slots=True)
class History:
    """What a moderator should know of the person: counted, never judged."""

    published: int = 0
    rejected: int = 0
    removed: int = 0
    spam: int = 0
    sanctions: int = 0
    notes: Sequence[str] = ()  # of the team about the person


@dataclass(frozen=True, slots=True)
class Change:
    """A change that waits: as it would be read, and word by word against what is read now."""

    html: str
    pieces: Sequence[wording.Piece]
    at: datetime


@dataclass(slots=True)
class Card:
    case: Case
    kind_label: str | Promise
    comment: Comment | None = None
    drawn: SafeString | str = ""
    change: Change | None = None
    name: str = ""
    person_url: str = ""
    parent_name: str = ""
    parent_text: str = ""
    parent_url: str = ""
    chips: Sequence[Chip] = ()
    complaints: Sequence[Complaint] = ()
    history: History | None = None
    other: CaseCard | None = None  # of a kind that a floor above registered
    buttons: Sequence[Button] = ()
    refusal: str = ""
    why_here: Sequence[str] = ()  # why it stands where it stands in the queue
    looked_at_by: str = ""  # another moderator, now
    place_query: str = ""  # what else waits in this discussion, and of this person
    person_query: str = ""
    is_covered: bool = False  # opened first by who asked for it

    @property
    def is_at_risk(self) -> bool:
        return self.case.priority >= AT_RISK


def cards_of(cases: Sequence[Case], viewer: Viewer) -> list[Card]:
    """The cards, in the order of the cases."""
    about_comments = [case for case in cases if case.comment is not None]
    changes = _changes(about_comments)
    complaints = _complaints(about_comments)
    histories = _histories(
        [case.comment for case in about_comments if case.comment is not None], viewer
    )
    others = _others([case for case in cases if case.comment is None], viewer)
    chips = _chips(about_comments, changes, others)
    waiting = [case.pk for case in cases if case.is_open]
    looked_at = claims.held_by_others(waiting, me=viewer.user) if waiting and viewer.user else {}
    refusal = policies.desk_refusal(viewer, editors=False) if about_comments else None
    cards = []
    for case in cases:
        card = Card(case, kinds.get(case.kind).label)
        card.looked_at_by = looked_at.get(case.pk, "")
        card.is_covered = calm.covers(viewer.user, is_at_risk=card.is_at_risk)
        if case.is_open:
            seen = urgency.visibility_of(case.comment, case.kind) if case.comment else None
            card.why_here = urgency.words(case.priority, seen, case.waiting_since)
        if case.comment is not None:
            change = changes.get(case.comment.pk) if case.is_open else None
            _draw_comment(card, case.comment, change, viewer)
            card.refusal = refusal or policies.own_refusal(viewer, case.comment) or ""
            if not card.refusal:
                card.buttons = buttons.of_comment(
                    case.comment, case_id=case.pk if case.is_open else None, change=change
                )
            card.chips = chips.get(case.pk, ())
            card.complaints = complaints.get(case.pk, ())
            card.history = histories.get(_person_key(case.comment), History())
        else:
            card.other = others.get(case.pk)
            card.chips = chips.get(case.pk, ())
            card.buttons = buttons.of_case(case)
        cards.append(card)
    return cards


def _changes(cases: Sequence[Case]) -> dict[int, Revision]:
    """The changes that wait, by comment."""
    ids = [case.comment_id for case in cases]
    return {
        change.comment_id: change for change in Revision.objects.waiting().filter(comment__in=ids)
    }


def _draw_comment(card: Card, comment: Comment, change: Revision | None, viewer: Viewer) -> None:
    card.comment = comment
    if change is not None:
        card.change = Change(
            change.body_html,
            wording.compare(comment.body_source, change.body_source),
            change.at,
        )
    row = row_of(comment, level=1, asker_id=comment.discussion.asker_id, reveal=True)
    if comment.status != Status.DELETED:
        # Moderators read the text whatever they decided about it. What an author took back is
        # not theirs to read.
        row.body_html, row.placeholder, row.notice = comment.body_html, "", ""
    card.drawn = render_comment(row)
    card.name = name_of(comment)
    card.place_query = Filters(place=f"{DISCUSSION}-{comment.discussion_id}").query
    person = comment.author.handle if comment.author else f"guest-{comment.guest_id}"
    card.person_query = Filters(person=person).query
    if comment.author is not None:
        card.person_url = reverse("moderation-person", args=[comment.author.handle])
    elif comment.guest_id is not None and viewer.is_moderator:
        card.person_url = reverse("moderation-guest", args=[comment.guest_id])
    if comment.parent is not None:
        card.parent_name = name_of(comment.parent)
        card.parent_text = excerpt(comment.parent.body_source, 200)
        card.parent_url = comment.parent.get_absolute_url()


def _chips(
    cases: Sequence[Case], changes: dict[int, Revision], others: dict[int, CaseCard]
) -> dict[int, list[Chip]]:
    bodies = {
        case.pk: changes.get(case.comment.pk, case.comment).body_source
        for case in cases
        if case.comment is not None
    } | {case_id: card.text for case_id, card in others.items()}
    found: dict[int, list[Chip]] = {}
    for firing in Firing.objects.filter(case__in=list(bodies)).order_by("id"):
        found.setdefault(firing.case_id, []).append(_chip(firing, bodies[firing.case_id]))
    return found


def _chip(firing: Firing, body: str) -> Chip:
    label, reason = pipeline.label_of(firing.rule), firing.detail or firing.reason
    # The text may have been changed since and be shorter now.
    if firing.start is None or firing.end is None or firing.end > len(body):
        return Chip(label, reason)
    return _cut(label, reason, body, firing.start, firing.end)


def _cut(label: str, reason: str, body: str, start: int, end: int) -> Chip:
    end = min(end, start + 4 * AROUND)
    before = body[max(0, start - AROUND) : start]
    after = body[end : end + AROUND]
    return Chip(label, reason, before, body[start:end], after)


def _complaints(cases: Sequence[Case]) -> dict[int, list[Complaint]]:
    found: dict[int, dict[str, Complaint]] = {}
    labels = dict(report_choices())
    reports = Report.objects.filter(case__in=[case.pk for case in cases]).order_by("id")
    for case_id, reason, text, rules in reports.values_list("case_id", "reason", "text", "found"):
        by_reason = found.setdefault(case_id, {})
        complaint = by_reason.setdefault(reason, Complaint(labels.get(reason, reason)))
        complaint.count += 1
        if text and len(complaint.texts) < REPORT_TEXTS:
            chips = [_cut(pipeline.label_of(rule), "", text, *span) for rule, *span in rules]
            complaint.texts.append(Said(text, chips))
    return {case_id: list(by_reason.values()) for case_id, by_reason in found.items()}


def _person_key(comment: Comment) -> PersonKey:
    if comment.author_id is not None:
        return "user", comment.author_id
    return "guest", comment.guest_id


def _histories(comments: Iterable[Comment], viewer: Viewer) -> dict[PersonKey, History]:
    """
    One count for all members on the page, one for all guests, one for sanctions. For moderators of
    boards what was written there is counted, and nothing else of the person is told.
    """
    found = {_person_key(comment): History() for comment in comments}
    members = [pk for kind, pk in found if kind == "user"]
    guests = [pk for kind, pk in found if kind == "guest"]
    for kind, column, ids in (("user", "author", members), ("guest", "guest", guests)):
        if not ids:
            continue
        written = Comment.objects.filter(**{f"{column}__in": ids})
        if not viewer.is_moderator:
            written = written.filter(discussion__shelf__in=viewer.shelves)
        rows = written.order_by().values_list(f"{column}_id", "status").annotate(number=Count("pk"))
        for person, status, number in rows:
            if status in _COUNTED:
                setattr(found[kind, person], status, number)
    if not viewer.is_moderator:
        return found
    sanctions = Sanction.objects.filter(user__in=members).order_by().values_list("user_id")
    for person, number in sanctions.annotate(number=Count("pk")) if members else ():
        found["user", person].sanctions = number
    for ask in _notes:
        for key, notes in ask(members, guests).items():
            found[key].notes = [*found[key].notes, *notes]
    return found


Notes = Callable[[Sequence[int | None], Sequence[int | None]], dict[PersonKey, list[str]]]
_notes: list[Notes] = []


def add_notes(source: Notes) -> None:
    """
    Join at start: what the team wrote down about people, for their cards. The source is asked
    once for all members and guests of a page, and answers by ("user" or "guest", number).
    """
    _notes.append(source)


_COUNTED: Final = (Status.PUBLISHED, Status.REJECTED, Status.REMOVED, Status.SPAM)


def _others(cases: Sequence[Case], viewer: Viewer) -> dict[int, CaseCard]:
    """The cards of floors above: asked once for each kind."""
    by_kind: dict[str, list[int]] = {}
    for case in cases:
        by_kind.setdefault(case.kind, []).append(case.pk)
    found: dict[int, CaseCard] = {}
    for kind, ids in by_kind.items():
        load = kinds.get(kind).load
        if load is not None:
            found |= load(viewer, ids)
    return found
