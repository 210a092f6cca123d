"""
Texts that a moderator sealed: who may read them, that it is noted, and when they are emptied.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.models import Revision, RevisionStatus
from forum.comments.refusal import Refused
from forum.moderation import policies
from forum.moderation.models import Appeal, Decision, SealOpening
from forum.moderation.services import appeals
from foundation.branding import settings

# So long a text that was opened is shown to who opened it.
OPEN_FOR: Final = timedelta(minutes=15)
AMENDING: Final = ("redact", "edit")


def sealed() -> QuerySet[Revision]:
    found = Revision.objects.filter(status=RevisionStatus.SEALED)
    return found.select_related("comment__discussion", "comment__author", "comment__guest", "by")


def opening_refusal(viewer: Viewer, revision: Revision) -> str | None:
    """Why the viewer may not read this sealed text, or None: administrators may, and who decides
    about an objection to its sealing."""
    if refusal := policies.moderating_refusal(viewer):
        return refusal
    if viewer.is_administrator:
        return None
    asked = Appeal.objects.filter(
        outcome="",
        decision__comment=revision.comment_id,
        decision__action__in=AMENDING,
        decision__former__sealed=revision.pk,
    ).select_related("decision")
    if any(appeals.deciding_refusal(viewer, one) is None for one in asked):
        return None
    return _(
        "A sealed text is read by an administrator, or by a moderator who decides about an "
        "objection to it."
    )


def open_seal(revision: Revision, *, by: User) -> SealOpening:
    """Note that somebody reads it. Raises Refused."""
    if refusal := opening_refusal(Viewer.for_user(by), revision):
        raise Refused(refusal)
    return SealOpening.objects.create(revision=revision, by=by)


def is_open_to(revision: Revision, viewer: Viewer) -> bool:
    """Whether this person opened it just now, and may still read it."""
    lately = SealOpening.objects.filter(
        revision=revision, by=viewer.user, at__gt=timezone.now() - OPEN_FOR
    )
    return lately.exists() and opening_refusal(viewer, revision) is None


def openings_of(revision: Revision) -> list[SealOpening]:
    return list(revision.openings.select_related("by").order_by("-id"))


def kept_until(revision: Revision) -> datetime:
    """The day it is emptied, unless somebody objects."""
    last = Decision.objects.filter(comment=revision.comment_id, action__in=AMENDING).order_by("-id")
    sealed_at = last.values_list("at", flat=True).first() or revision.at
    return sealed_at + _kept()


def empty_old() -> int:
    """Empty the sealed texts whose time is over; their rows stay. Returns how many."""
    before = timezone.now() - _kept()
    young = Decision.objects.filter(
        comment__isnull=False, action__in=AMENDING, at__gt=before
    ).values("comment")
    objected = Appeal.objects.filter(
        outcome="", decision__action__in=AMENDING, decision__comment__isnull=False
    ).values("decision__comment")
    old = Revision.objects.filter(status=RevisionStatus.SEALED, at__lte=before)
    old = old.exclude(body_source="", body_html="")
    old = old.exclude(comment__in=young).exclude(comment__in=objected)
    return old.update(body_source="", body_html="")


def _kept() -> timedelta:
    return timedelta(days=int(settings.get("sealed_days")))
