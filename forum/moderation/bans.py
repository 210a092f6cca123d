"""
Bans that wait for a second moderator, and objections, as cards in the queue. They are decided on
pages of their own, where everything about them stands.
"""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Sanction
from accounts.viewer import Viewer
from forum.moderation import kinds
from forum.moderation.kinds import CaseCard
from forum.moderation.models import APPEAL, BAN, Appeal, Case


def register() -> None:
    kinds.register(APPEAL, label=gettext_lazy("Objections"), load=_objections, order=65)
    kinds.register(BAN, label=gettext_lazy("Bans to confirm"), load=_cards, order=70)


def _cards(viewer: Viewer, case_ids: Sequence[int]) -> dict[int, CaseCard]:
    cases = Case.objects.filter(pk__in=case_ids, user__isnull=False).select_related("user")
    proposed = {
        row.user_id: row
        for row in Sanction.objects.proposed()
        .filter(user__in=[case.user_id for case in cases])
        .select_related("by")
    }
    cards = {}
    for case in cases:
        if case.user is None:
            continue
        row = proposed.get(case.user_id)
        cards[case.pk] = CaseCard(
            title=_("Ban of %(name)s") % {"name": case.user.name},
            url=reverse("moderation-person", args=[case.user.handle]) + "#ban",
            text=row.reason if row is not None else "",
            by=row.by.name if row is not None and row.by is not None else "",
            at=row.starts_at if row is not None else case.opened_at,
        )
    return cards


def _objections(viewer: Viewer, case_ids: Sequence[int]) -> dict[int, CaseCard]:
    found = Appeal.objects.filter(case__in=case_ids).select_related(
        "decision__person", "decision__guest"
    )
    cards = {}
    for row in found:
        whom = row.decision.person or row.decision.guest
        cards[row.case_id or 0] = CaseCard(
            title=_("Objection to: %(action)s") % {"action": row.decision.action_label},
            url=reverse("moderation-appeal", args=[row.pk]),
            text=row.text,
            by=whom.name if whom is not None else "",
            at=row.at,
        )
    return cards
