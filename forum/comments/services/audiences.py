"""Who may see: the rows that boards share, and the exceptions that narrow one for a discussion."""

from datetime import datetime

from django.db import transaction

from forum.comments.models import Audience, AudienceKind


@transaction.atomic
def change(audience: Audience, *, kind: str, name: str) -> None:
    """One row for all its discussions. No exception of it is ever wider than itself."""
    Audience.objects.filter(pk=audience.pk).update(kind=kind, name=name)
    Audience.objects.filter(narrows=audience).update(kind=_kind_within(kind))
    audience.kind = kind


def make_exception(audience: Audience, *, reason: str, until: datetime | None = None) -> Audience:
    """Members only, for one discussion of this audience."""
    return Audience.objects.create(
        name=audience.name,
        kind=_kind_within(audience.kind),
        narrows=audience,
        reason=reason[:300],
        until=until,
    )


def lay_within(exception: Audience, audience: Audience) -> None:
    """The exception stands within another audience by now."""
    exception.narrows = audience
    exception.kind = _kind_within(audience.kind)
    exception.save(update_fields=["narrows", "kind"])


def _kind_within(kind: str) -> str:
    return AudienceKind.STAFF if kind == AudienceKind.STAFF else AudienceKind.MEMBERS
