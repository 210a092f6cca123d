"""What moderators decided about a guest, on the guest's private page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.guest_page import Section
from accounts.models import Guest
from accounts.viewer import Viewer
from forum.moderation import people
from forum.moderation.services import appeals


def section(guest: Guest) -> Section | None:
    """Limits in force, and what was decided about the person; what became of each comment stands
    beside the comment."""
    viewer = Viewer(guest=guest)
    limits = people.told_of(viewer)
    decisions = [
        (one, appeals.url_of(one) if one.action in appeals.OPEN_TO else "")
        for one in people.told_decisions(viewer)
        if one.sanction_id is not None
    ]
    if not limits and not decisions:
        return None
    context = {"limits": limits, "decisions": decisions, "standing": reverse("standing")}
    return Section(
        _("What moderators decided about you"), "moderation/_guest_standing.html", context
    )
