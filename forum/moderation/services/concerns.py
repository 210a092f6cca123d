"""
Somebody may be at risk: noticing it, and what the team does about it, step by step.

Detection only makes people look. Nothing here removes a text, answers in public, or asks anybody
who or where they are.
"""

from datetime import timedelta
from hashlib import sha256
from typing import Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from forum.comments import home
from forum.comments.models import Comment, Status
from forum.moderation.models import (
    AT_RISK,
    REPORTED,
    Concern,
    ConcernSkip,
    ConcernStep,
    Level,
    Source,
    StepKind,
)
from forum.moderation.phrases import find
from forum.moderation.services import duty
from forum.moderation.services.cases import open_case
from forum.moderation.services.reply_desk import colleagues
from forum.moderation.words import Match
from foundation.activity import events
from foundation.branding import texts

PHRASES: Final = "risk.phrases"
CHECKLIST: Final = "risk.checklist"
NOTE_LENGTH: Final = 2000
SKIP: Final = timedelta(hours=20)
# Where a text stands that nobody reads, nobody is told of it.
_LOOKED_AT: Final = (Status.PUBLISHED, Status.HELD)


def phrase_in(body: str) -> Match | None:
    """The first phrase of the owner's list in the text. It raises priority and nothing else."""
    return find(PHRASES, body)


def notice(comment: Comment) -> Concern | None:
    """Look for a phrase in a comment that was written or changed. Each comment is brought up once
    by the list; what people closed stays closed."""
    match = phrase_in(comment.body_source)
    if match is None or Concern.objects.filter(comment=comment).exists():
        return None
    return raise_concern(comment, source=Source.PHRASE, span=(match.start, match.end))


def raise_concern(
    comment: Comment, *, source: Source, span: tuple[int, int] | None = None
) -> Concern | None:
    """
    The open concern about this comment, with a case that stands before all others; those on duty
    are told. None where nobody reads the comment.
    """
    try:
        with transaction.atomic():
            fresh = home.hold(comment)
            if fresh.status not in _LOOKED_AT:
                return None
            open_case(REPORTED, comment=fresh, priority=AT_RISK)
            if known := Concern.objects.open().filter(comment=fresh).first():
                return known
            start, end = span or (None, None)
            concern = Concern.objects.create(comment=fresh, source=source, start=start, end=end)
            _step(concern, StepKind.RAISED, value=source)
            events.record(
                "moderation.concern.raised",
                actor_id=None,
                data={"concern": concern.pk, "comment": fresh.pk, "source": str(source)},
            )
            duty.call(duty.to_tell(), "risk", path=_path(concern), key=f"risk:{concern.pk}")
            return concern
    except IntegrityError:  # another worker was first
        return Concern.objects.open().get(comment=comment)


def set_level(concern: Concern, level: str, *, by: User, note: str = "") -> None:
    if level not in Level.values:
        raise ValidationError({"level": _("Please choose how serious it is. In doubt, higher.")})
    note = _checked(note)
    with transaction.atomic():
        Concern.objects.filter(pk=concern.pk).update(level=level)
        _step(concern, StepKind.LEVEL, value=level, note=note, by=by)
    concern.level = level


def checklist() -> list[tuple[str, str]]:
    """The steps of the owner's list, each with a code that stays while its words do."""
    return [(sha256(line.encode()).hexdigest()[:12], line) for line in texts.lines(CHECKLIST)]


def check(concern: Concern, item: str, *, by: User) -> bool:
    """Tick a step of the list. Returns whether it was not ticked before."""
    line = dict(checklist()).get(item)
    if line is None:
        raise KeyError(item)
    if concern.steps.filter(kind=StepKind.CHECK, value=item).exists():
        return False
    _step(concern, StepKind.CHECK, value=item, note=line, by=by)
    return True


def ask(concern: Concern, *, to: User, by: User, hand_over: bool = False, note: str = "") -> None:
    """Ask a colleague for a second opinion, or hand the concern over. They are told at once."""
    if not colleagues(by).filter(pk=to.pk).exists() or not to.is_moderator:
        raise ValidationError({"to": _("Please choose a colleague from the list.")})
    note = _checked(note)
    with transaction.atomic():
        if hand_over:
            Concern.objects.filter(pk=concern.pk).update(handed_to=to)
        kind = StepKind.HANDED if hand_over else StepKind.SECOND
        step = _step(concern, kind, note=note, by=by, to=to)
        duty.call([to.pk], "asked", path=_path(concern), key=f"asked:{step.pk}", by=by)


def add_note(concern: Concern, kind: str, note: str, *, by: User) -> None:
    """An opinion, or what was done afterwards for the person, the others and oneself."""
    if kind not in (StepKind.OPINION, StepKind.AFTERCARE):
        raise ValidationError({"kind": _("Please choose one of the values offered.")})
    note = _checked(note)
    if not note:
        raise ValidationError({"note": _("Please write something first.")})
    _step(concern, StepKind(kind), note=note, by=by)


def write(concern: Concern, text: str, *, by: User) -> ConcernStep:
    """Write to the person, for their eyes alone. Guests have no place to read it."""
    text = _checked(text)
    if not text:
        raise ValidationError({"text": _("Please write something first.")})
    if concern.comment.author_id is None:
        raise ValidationError(
            {"text": _("A guest cannot be written to privately. You can answer in the discussion.")}
        )
    with transaction.atomic():
        step = _step(concern, StepKind.WROTE, note=text, by=by)
        events.record(
            "moderation.concern.wrote",
            actor_id=by.pk,
            data={"concern": concern.pk, "comment": concern.comment_id, "step": step.pk},
        )
    return step


def close(concern: Concern, *, by: User, note: str = "") -> bool:
    """
    Nothing more is to be done. One at a time, and with a level; at the highest one somebody else
    has to have said what they think. Of two hands at once one gets True.
    """
    note = _checked(note)
    if not concern.level:
        raise ValidationError(_("Please choose a level first. In doubt, the higher one."))
    others = concern.steps.filter(kind=StepKind.OPINION).exclude(by=by)
    if concern.level == Level.HIGH and not others.exists():
        raise ValidationError(
            _("At the highest level, please let a colleague say first what they think.")
        )
    with transaction.atomic():
        closed = Concern.objects.open().filter(pk=concern.pk).update(closed_at=timezone.now())
        if closed:
            _step(concern, StepKind.CLOSED, note=note, by=by)
    return bool(closed)


def skip(concern: Concern, *, by: User) -> None:
    """Too much today: the others still see it, and nothing is said about anybody."""
    until = timezone.now() + SKIP
    ConcernSkip.objects.update_or_create(concern=concern, user=by, defaults={"until": until})


def purge_skips() -> int:
    return ConcernSkip.objects.filter(until__lte=timezone.now()).delete()[0]


def _path(concern: Concern) -> str:
    return f"/moderation/risk/{concern.pk}/"


def _checked(note: str) -> str:
    note = note.replace("\r\n", "\n").strip()
    if len(note) > NOTE_LENGTH:
        raise ValidationError(
            _("This is %(count)d characters long. Please use at most %(limit)d.")
            % {"count": len(note), "limit": NOTE_LENGTH}
        )
    return note


def _step(
    concern: Concern,
    kind: StepKind,
    *,
    value: str = "",
    note: str = "",
    by: User | None = None,
    to: User | None = None,
) -> ConcernStep:
    return ConcernStep.objects.create(
        concern=concern, kind=kind, value=value, note=note, by=by, to=to
    )
