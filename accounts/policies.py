"""Who may do what with identities, and who may write at all."""

from django.utils.translation import gettext as _

from accounts import facts
from accounts.models import Sanction, User
from accounts.viewer import Viewer
from foundation.branding.moments import moment_text


def sanction_of(viewer: Viewer) -> Sanction | None:
    """The sanction in force that lasts longest, if the viewer is under one."""
    if viewer.user is not None:
        found = Sanction.objects.in_force().filter(user=viewer.user)
    elif viewer.guest is not None:
        found = Sanction.objects.in_force().filter(guest=viewer.guest)
    else:
        return None
    return max(
        found, key=lambda row: (row.ends_at is None, row.ends_at or row.starts_at), default=None
    )


def writing_refusal(viewer: Viewer) -> str | None:
    """
    Why this person may not write now, as a sentence for them, or None.

    Every verb that writes asks this: post, edit, report, rate, mark, change a profile.
    """
    if viewer.user is not None and facts.of(viewer.user, "limited") is False:
        return None
    sanction = sanction_of(viewer)
    if sanction is None:
        return None
    if sanction.ends_at is None:
        return _("You cannot write here at the moment. The reason: %(reason)s") % {
            "reason": sanction.reason
        }
    return _("You cannot write here until %(date)s. The reason: %(reason)s") % {
        "date": moment_text(sanction.ends_at),
        "reason": sanction.reason,
    }


def refusal_of(user: User) -> str | None:
    """The same for floors below, which know no viewer."""
    return writing_refusal(Viewer.for_user(user))
