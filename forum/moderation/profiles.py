"""What people say of themselves, and who just joined, as cards in the queue."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import profile_gate
from accounts.viewer import Viewer
from forum.moderation import kinds
from forum.moderation.kinds import CaseCard, Verb
from forum.moderation.models import PROFILE, SIGN_UP, ProfileText
from forum.moderation.services import profiles


def register() -> None:
    kinds.register(
        PROFILE,
        label=gettext_lazy("Names and pages"),
        load=_cards,
        verbs=(
            Verb("approve", gettext_lazy("Let it be read"), profiles.approve, icon="check"),
            Verb("withhold", gettext_lazy("Do not show it"), profiles.withhold, "danger", "close"),
        ),
        order=45,
    )
    kinds.register(
        SIGN_UP,
        label=gettext_lazy("Sign-ups"),
        load=_cards,
        verbs=(
            Verb("approve", gettext_lazy("Let it be"), profiles.approve, icon="check"),
            Verb("withhold", gettext_lazy("Do not show it"), profiles.withhold, "danger", "close"),
        ),
        order=40,
    )
    profile_gate.join(check=profiles.check, on_shown=profiles.on_shown, waiting=profiles.waiting)


def _cards(viewer: Viewer, case_ids: Sequence[int]) -> dict[int, CaseCard]:
    if not viewer.is_moderator:
        return {}
    found = ProfileText.objects.filter(case__in=case_ids).select_related("user", "case")
    return {
        row.case_id: CaseCard(
            title=_title(row) % {"name": row.user.name},
            url=reverse("moderation-person", args=[row.user.handle]),
            text=row.text,
            facts=_facts(row),
            by=row.user.name,
            at=row.at,
        )
        for row in found
    }


def _title(row: ProfileText) -> str:
    if row.case.kind == SIGN_UP:
        return _("%(name)s has joined")
    return _("What %(name)s says of themselves")


def _facts(row: ProfileText) -> list[tuple[str, str]]:
    found = [(_("Now"), str(row.get_status_display()))]
    if row.case.kind == SIGN_UP:
        joined = timezone.localtime(row.user.joined_at)
        found.append((_("Joined"), formats.date_format(joined, "DATETIME_FORMAT")))
    return found
