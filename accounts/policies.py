"""Who may do what with identities, and who may write at all."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import facts
from accounts.models import Sanction, SanctionKind, User
from accounts.viewer import Viewer
from foundation.branding.moments import moment_text
from foundation.limits.network import Network

# The page where a person reads what was decided about them; a floor above has it.
PAGE = "standing"


# What keeps somebody from writing anywhere. A board keeps them out of itself; where everything
# waits for a moderator, they may write.
STOPS = (SanctionKind.WARNING, SanctionKind.SUSPENSION, SanctionKind.BAN)


def limits_of(viewer: Viewer, *, network: Network | None = None) -> list[Sanction]:
    """What is in force about this person now. Of people without an account also what reaches
    them by the network they write from."""
    if viewer.user is not None:
        if facts.of(viewer.user, "limited") is False:
            return []
        return list(Sanction.objects.in_force().filter(user=viewer.user))
    if viewer.guest is None and network is None:
        return []
    reach = Q(pk=None)
    if viewer.guest is not None:
        reach |= Q(guest=viewer.guest)
    if network is not None:
        reach |= ~Q(block="") & Q(block=network.block)
    return list(Sanction.objects.in_force().filter(reach))


def sanction_of(
    viewer: Viewer, *, shelf: int | None = None, network: Network | None = None
) -> Sanction | None:
    """The sanction that keeps the viewer from writing (in the board of this number): the one that
    lasts longest, before a warning that waits to be read."""
    stops = [
        row
        for row in limits_of(viewer, network=network)
        if row.kind in STOPS or (row.shelf is not None and row.shelf == shelf)
    ]
    return max(
        stops,
        key=lambda row: (
            row.kind != SanctionKind.WARNING,
            row.ends_at is None,
            row.ends_at or row.starts_at,
        ),
        default=None,
    )


def writing_refusal(
    viewer: Viewer, *, shelf: int | None = None, network: Network | None = None
) -> str | None:
    """
    Why this person may not write now, as a sentence for them, or None.

    Every verb that writes asks this: post, edit, report, rate, mark, change a profile. `shelf` is
    the board it happens in, `network` where somebody without an account writes from.
    """
    sanction = sanction_of(viewer, shelf=shelf, network=network)
    return None if sanction is None else sentence_of(sanction)


def sentence_of(sanction: Sanction) -> str:
    """What, why, until when, and what next."""
    words = {"reason": sanction.reason}
    if sanction.ends_at is not None:
        words["date"] = moment_text(sanction.ends_at)
    if sanction.kind == SanctionKind.WARNING:
        said = _("A moderator has written to you. Please read it first; then you can write again.")
    elif sanction.kind == SanctionKind.BOARD:
        said = _("You cannot write in this board until %(date)s. The reason: %(reason)s") % words
    elif sanction.block:
        said = (
            _(
                "From your network, people without an account cannot write until %(date)s. "
                "The reason: %(reason)s"
            )
            % words
        )
    elif sanction.ends_at is None:
        said = _("You cannot write here at the moment. The reason: %(reason)s") % words
    else:
        said = _("You cannot write here until %(date)s. The reason: %(reason)s") % words
    more = _("More about it, and how to object: %(url)s") % {"url": reverse(PAGE)}
    return f"{said} {more}"


def refusal_of(user: User) -> str | None:
    """The same for floors below, which know no viewer."""
    return writing_refusal(Viewer.for_user(user))
