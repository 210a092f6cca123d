"""What the pages about one person read: what the team knows of them, and what they are told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet, Value
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Guest, Sanction, SanctionKind, User
from accounts.policies import limits_of
from accounts.viewer import Viewer
from forum.comments.models import Comment, Origin, Status
from forum.moderation.models import Decision, PersonNote
from forum.moderation.models.decision import NEED_REASON
from forum.moderation.queries import HISTORY_PAGE
from foundation.limits.network import Network

Whom = User | Guest

# So many comments of one person are taken away in one step.
SWEEP: Final = 200
# What a person is told of for so long.
TOLD_FOR: Final = timedelta(days=180)
# Decisions against somebody's words, or about the person.
AGAINST: Final = ("reject", "refuse", "remove", "spam", "hold", "redact", "edit")


def guest_for(viewer: Viewer, guest_id: int) -> Guest:
    """A guest for the people panel, or Http404."""
    found = Guest.objects.filter(pk=guest_id).first() if viewer.is_moderator else None
    if found is None:
        raise Http404(_("There is no such person."))
    return found


def sanctions_of(person: Whom) -> list[Sanction]:
    found = Sanction.objects.filter(**column(person)).select_related("by", "lifted_by")
    return list(found.order_by("-id")[:HISTORY_PAGE])


def in_force(person: Whom) -> list[Sanction]:
    """What limits this person now, and can be lifted."""
    found = Sanction.objects.in_force().filter(**column(person)).select_related("by")
    return list(found.order_by("id"))


def proposed_ban(person: Whom) -> Sanction | None:
    found = Sanction.objects.proposed().filter(**column(person)).select_related("by")
    return found.first()


def notes_of(person: Whom) -> list[PersonNote]:
    found = PersonNote.objects.filter(**column(person)).select_related("by")
    return list(found.order_by("-id")[:HISTORY_PAGE])


def decisions_about(person: Whom) -> list[Decision]:
    about = {"person" if isinstance(person, User) else "guest": person}
    found = Decision.objects.filter(**about)
    found = found.select_related("by", "person", "guest", "comment", "discussion", "reversal")
    return list(found.order_by("-id")[:HISTORY_PAGE])


def recent_of(person: Whom, *, days: int) -> tuple[list[Comment], bool]:
    """What they wrote in the last days and stands or waits, newest first, and whether there is
    more than one step takes away."""
    who = Q(author=person) if isinstance(person, User) else Q(guest=person)
    found = Comment.objects.filter(
        who,
        status__in=(Status.PUBLISHED, Status.HELD),
        created_at__gt=timezone.now() - timedelta(days=days),
    )
    page = list(found.select_related("discussion").order_by("-id")[: SWEEP + 1])
    return page[:SWEEP], len(page) > SWEEP


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a suspension of a guest can reach, and how many more people it would touch."""

    id: str
    label: str | Promise
    others: int


def reaches_of(guest: Guest) -> list[Reach]:
    found = [Reach("guest", gettext_lazy("This guest, on all devices of theirs"), 0)]
    if block := block_of(guest):
        others = Origin.objects.filter(block=block, comment__guest__isnull=False)
        number = others.exclude(comment__guest=guest).aggregate(
            number=Count("comment__guest", distinct=True)
        )["number"]
        label = gettext_lazy("Everybody without an account in their network")
        found.append(Reach("block", label, number))
    return found


def block_of(guest: Guest) -> str:
    """Where they last wrote from, as far as it is still known."""
    found = Origin.objects.filter(comment__guest=guest).order_by("-created_at")
    return found.values_list("block", flat=True).first() or ""


# --- what the person reads ------------------------------------------------------------------


def told_of(viewer: Viewer, *, network: Network | None = None) -> list[Sanction]:
    """What limits the viewer now: a warning to read first, then what lasts longest."""
    found = limits_of(viewer, network=network if viewer.user is None else None)
    return sorted(found, key=lambda row: (row.kind != SanctionKind.WARNING, row.pk))


def warnings_for(viewer: Viewer) -> QuerySet[Sanction]:
    """Warnings the viewer has not confirmed."""
    found = Sanction.objects.filter(kind=SanctionKind.WARNING, read_at=None)
    if viewer.user is not None:
        return found.filter(user=viewer.user)
    return found.filter(guest=viewer.guest) if viewer.guest is not None else found.none()


def told_decisions(viewer: Viewer) -> list[Decision]:
    """What was decided against the viewer's words or about them, lately; the last first."""
    found = Decision.objects.filter(
        Q(action__in=AGAINST) | Q(sanction__isnull=False), at__gt=timezone.now() - TOLD_FOR
    ).exclude(action="decline")
    if viewer.user is not None:
        found = found.filter(person=viewer.user)
    elif viewer.guest is not None:
        found = found.filter(guest=viewer.guest)
    else:
        return []
    return list(
        found.select_related("comment", "discussion", "sanction", "appeal").order_by("-id")[:20]
    )


def statements(*, in_words: bool = True) -> Iterator[tuple[object, ...]]:
    """What was decided against somebody's words or about a person, and why: no name, no text of
    theirs, no note. Without the moderators' own words too, where these might name somebody."""
    found = Decision.objects.filter(action__in=NEED_REASON).order_by("id")
    words = F("reason_text") if in_words else Value("")
    yield from found.values_list(
        "pk", "at", "action", "reason_code", words, "appeal__at", "appeal__outcome"
    ).iterator()


def column(person: Whom) -> dict[str, Any]:
    return {"user" if isinstance(person, User) else "guest": person}
