"""
What moderators do about a person: warn, have everything wait, keep out of a board, suspend, ban.

Each has a reason the person reads. All but a warning and a ban have an end within a year; a ban
needs two moderators.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Guest, Sanction, SanctionKind, User
from accounts.viewer import Viewer
from forum.comments.refusal import Refused
from forum.moderation import people, policies
from forum.moderation.models import (
    BAN,
    NOTE_LENGTH,
    Action,
    Case,
    Decision,
    PersonNote,
)
from forum.moderation.services.cases import close, open_case
from foundation.activity import events
from foundation.limits.network import UNKNOWN

LONGEST: Final = timedelta(days=366)
# Where somebody wrote from is forgotten after this, and so is what rests on it.
LONGEST_OF_BLOCK: Final = timedelta(days=30)
LENGTH: Final = 600  # of a reason

GUEST: Final = "guest"
BLOCK: Final = "block"
ACTIONS: Final[dict[str, Action]] = {
    SanctionKind.WARNING: Action.WARN,
    SanctionKind.REVIEW: Action.REVIEW,
    SanctionKind.BOARD: Action.KEEP_OUT,
    SanctionKind.SUSPENSION: Action.SUSPEND,
    SanctionKind.BAN: Action.BAN,
}


def limit(
    whom: User | Guest,
    kind: str,
    *,
    by: User,
    reason: str,
    until: datetime | None = None,
    note: str = "",
    shelf: int | None = None,
    reach: str = GUEST,
    others: int | None = None,
) -> Sanction:
    """
    Put a limit on a person, now. Earlier ones stay; the one that lasts longest counts.

    Of a guest, `reach` says whether it holds for them alone or for the block of their network;
    then `others` is how many more people the moderator was told it touches. Raises
    ValidationError (no reason, a date that has passed, other people than was said) and Refused.
    """
    kind = SanctionKind(kind)
    _allow(whom, by, shelf=shelf if kind == SanctionKind.BOARD else None)
    if kind == SanctionKind.BAN:
        return propose_ban(whom, by=by, reason=reason, note=note)
    reason = _checked(reason)
    if kind == SanctionKind.WARNING:
        until = None
    else:
        _check_end(until, LONGEST_OF_BLOCK if reach == BLOCK else LONGEST)
    if (kind == SanctionKind.BOARD) != (shelf is not None):
        raise ValidationError({"shelf": _("Please choose a board.")})
    further = _further(whom, reach, others)
    with transaction.atomic():
        sanction = Sanction.objects.create(
            kind=kind,
            **people.column(whom),
            **further,
            shelf=shelf,
            reason=reason,
            note=note.strip()[:1000],
            ends_at=until,
            by=by,
        )
        _decided(ACTIONS[kind], whom, sanction, by=by, reason=reason, note=note)
        _tell("moderation.person.suspended", sanction, by)
    return sanction


def suspend(person: User, *, by: User, until: datetime, reason: str, note: str = "") -> Sanction:
    """The person can write nowhere until then."""
    return limit(person, SanctionKind.SUSPENSION, by=by, until=until, reason=reason, note=note)


@transaction.atomic
def propose_ban(whom: User | Guest, *, by: User, reason: str, note: str = "") -> Sanction:
    """Ask a second moderator to confirm that this member writes here no more."""
    _allow(whom, by)
    if not isinstance(whom, User):
        raise Refused(_("Only members can be banned. A guest can be suspended for a year."))
    reason = _checked(reason)
    try:
        with transaction.atomic():
            proposal = Sanction.objects.create(
                kind=SanctionKind.BAN, user=whom, reason=reason, note=note.strip()[:1000], by=by
            )
    except IntegrityError as error:
        if "sanction_one_ban_proposed" not in str(error) and "user_id" not in str(error):
            raise
        raise ValidationError(_("A ban of this person waits to be confirmed already.")) from error
    open_case(BAN, user=whom)
    return proposal


@transaction.atomic
def confirm_ban(proposal: Sanction, *, by: User) -> bool:
    """The second hand. Returns whether this call did it; the first hand is refused."""
    found = _proposal(proposal, by)
    if found is None or found.user is None:
        return False
    Sanction.objects.filter(pk=found.pk).update(confirmed_at=timezone.now(), confirmed_by=by)
    _close(found.user, Action.BAN)
    _decided(Action.BAN, found.user, found, by=by, reason=found.reason, note=found.note)
    _tell("moderation.person.suspended", found, by)
    return True


@transaction.atomic
def decline_ban(proposal: Sanction, *, by: User) -> bool:
    """Not to be banned. Whoever proposed it may take it back too."""
    found = _proposal(proposal, by, needs_second=False)
    if found is None or found.user is None:
        return False
    Sanction.objects.filter(pk=found.pk).update(lifted_at=timezone.now(), lifted_by=by)
    _close(found.user, Action.DECLINE)
    _decided(Action.DECLINE, found.user, found, by=by)
    return True


def lift(whom: User | Guest, *, by: User, note: str = "", only: int | None = None) -> bool:
    """End every limit in force now, or that one. Returns whether there was one."""
    found = Sanction.objects.in_force().filter(**people.column(whom))
    shelf = None
    if only is not None:
        found = found.filter(pk=only)
        shelf = found.values_list("shelf", flat=True).first()
    _allow(whom, by, shelf=shelf)
    with transaction.atomic():
        # One UPDATE: of two moderators who release a person at once, one does.
        lifted = found.update(lifted_at=timezone.now(), lifted_by=by)
        if lifted:
            Decision.objects.create(
                action=Action.LIFT,
                **_about(whom),
                by=by,
                note=note.strip()[:1000],
                before="suspended",
            )
            events.record(
                "moderation.person.released",
                actor_id=by.pk,
                data={"person" if isinstance(whom, User) else "guest": whom.pk},
            )
    return bool(lifted)


def read_warning(warning: Sanction, *, viewer: Viewer) -> bool:
    """The person has read a warning about them; from now on they can write again."""
    mine = Sanction.objects.filter(pk=warning.pk, kind=SanctionKind.WARNING, read_at=None)
    if viewer.user is not None:
        mine = mine.filter(user=viewer.user)
    elif viewer.guest is not None:
        mine = mine.filter(guest=viewer.guest)
    else:
        return False
    return bool(mine.update(read_at=timezone.now()))


def add_note(whom: User | Guest, text: str, *, by: User) -> PersonNote:
    """Something for the team to remember about a person."""
    if refusal := policies.moderating_refusal(Viewer.for_user(by)):
        raise Refused(refusal)
    text = text.strip()
    if not text:
        raise ValidationError({"text": _("Please write something first.")})
    if len(text) > NOTE_LENGTH:
        raise ValidationError({"text": too_long(text, NOTE_LENGTH)})
    return PersonNote.objects.create(**people.column(whom), text=text, by=by)


def forget_blocks() -> int:
    """Forget the network behind sanctions that are over."""
    over = Sanction.objects.exclude(block="").filter(ends_at__lte=timezone.now())
    return over.update(block="")


def _allow(whom: User | Guest, by: User, *, shelf: int | None = None) -> None:
    viewer = Viewer.for_user(by)
    if isinstance(whom, User):
        refusal = policies.suspending_refusal(viewer, whom, shelf=shelf)
    else:
        refusal = policies.moderating_refusal(viewer)
    if refusal:
        raise Refused(refusal)


def _about(whom: User | Guest) -> dict[str, Any]:
    return {"person" if isinstance(whom, User) else "guest": whom}


def _further(whom: User | Guest, reach: str, others: int | None) -> dict[str, str]:
    """The column that makes a sanction reach further than one guest."""
    if reach == GUEST or not isinstance(whom, Guest):
        return {}
    known = {one.id: one for one in people.reaches_of(whom)}
    if reach not in known:
        raise ValidationError({"reach": _("Please choose how far it reaches.")})
    if known[reach].others != (others or 0):
        raise ValidationError(
            {
                "reach": _(
                    "This would also touch %(count)d others. If that is meant, choose it again."
                )
                % {"count": known[reach].others}
            },
            code="others",
        )
    block = people.block_of(whom)
    if block == UNKNOWN:
        raise ValidationError({"reach": _("Nobody knows their network.")})
    return {"block": block}


def _proposal(proposal: Sanction, by: User, *, needs_second: bool = True) -> Sanction | None:
    """The proposal read again under a lock, if it still waits."""
    if refusal := policies.moderating_refusal(Viewer.for_user(by)):
        raise Refused(refusal)
    waiting = Sanction.objects.proposed().select_for_update(of=("self",))
    found = waiting.select_related("user").filter(pk=proposal.pk).first()
    if found is None or found.user is None:
        return None
    if needs_second:
        _allow(found.user, by)
        if found.by_id == by.pk:
            raise Refused(
                _("You proposed this ban. It needs a second moderator, so that two have looked.")
            )
    return found


def _close(person: User, outcome: Action) -> None:
    case = Case.objects.open().filter(user=person, kind=BAN).first()
    if case is not None:
        close(case, outcome)


def _decided(
    action: Action,
    whom: User | Guest,
    sanction: Sanction,
    *,
    by: User,
    reason: str = "",
    note: str = "",
) -> Decision:
    return Decision.objects.create(
        action=action,
        **_about(whom),
        sanction=sanction,
        by=by,
        reason_text=reason,
        note=note.strip()[:1000],
        after="suspended" if action == Action.SUSPEND else str(sanction.kind),
    )


def _tell(event: str, sanction: Sanction, by: User) -> None:
    data: dict[str, int | str] = {"sanction": sanction.pk}
    if sanction.user_id is not None:
        data["person"] = sanction.user_id
    elif sanction.guest_id is not None:
        data["guest"] = sanction.guest_id
    events.record(event, actor_id=by.pk, data=data)


def _checked(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Please give a reason. The person will read it.")})
    if len(reason) > LENGTH:
        raise ValidationError({"reason": too_long(reason, LENGTH)})
    return reason


def too_long(text: str, limit: int) -> str:
    return _("This is %(count)d characters long. Please use at most %(limit)d.") % {
        "count": len(text),
        "limit": limit,
    }


def _check_end(until: datetime | None, longest: timedelta) -> None:
    now = timezone.now()
    if until is None:
        raise ValidationError({"until": _("Please choose a date.")})
    if until <= now:
        raise ValidationError({"until": _("Please choose a date that is still to come.")})
    if until > now + longest:
        if longest == LONGEST_OF_BLOCK:
            raise ValidationError({"until": _("A network can be closed for thirty days at most.")})
        raise ValidationError({"until": _("Please choose a date within one year.")})
