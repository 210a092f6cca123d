"""What the address of a guest, or of who just joined, says. It stands in no reason, chip or log."""

from functools import cache
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Sanction
from forum.comments.gate import Draft, Hold
from forum.moderation.pipeline import COMMENTS, SIGN_UPS, Stage, rule
from foundation.branding import settings

DOMAINS: Final = Path(__file__).parent.parent / "data" / "throwaway_domains.txt"
# Mail services where dots in the name mean nothing.
_DOTLESS: Final = frozenset({"gmail.com", "googlemail.com"})


@rule(
    "throwaway_address",
    label=gettext_lazy("Throw-away address"),
    stage=Stage.PERSON,
    reads=COMMENTS | SIGN_UPS,
)
def throwaway_address(draft: Draft) -> Hold | None:
    """An address of a service that forgets mail within minutes."""
    if not draft.email or not is_throwaway(draft.email):
        return None
    return Hold("throwaway_address", _("No answer would reach you at this e-mail address."))


@rule(
    "suspended_address",
    label=gettext_lazy("Address of somebody suspended"),
    stage=Stage.PERSON,
    reads=COMMENTS | SIGN_UPS,
)
def suspended_address(draft: Draft) -> Hold | None:
    """The address of a suspended member, however it is spelt, used by a guest or to join again."""
    if not draft.email:
        return None
    mine = plain(draft.email)
    suspended = Sanction.objects.in_force().filter(user__isnull=False)
    theirs = suspended.exclude(user__email="").values_list("user__email", flat=True)
    if mine not in map(plain, theirs):
        return None
    if draft.author is not None:  # of a sign-up, which moderators alone read of
        return Hold("suspended_address", _("Somebody who is suspended has the same mailbox."))
    return Hold("suspended_address", _("A moderator reads every comment of a guest first."))


def is_throwaway(email: str) -> bool:
    labels = email.rpartition("@")[2].lower().strip().split(".")
    known = _bundled() | set(str(settings.get("throwaway_domains")).lower().split())
    return any(".".join(labels[place:]) in known for place in range(len(labels) - 1))


def plain(email: str) -> str:
    """One spelling for all that reach the same mailbox: no +suffix, no capitals."""
    name, _at, domain = email.strip().lower().rpartition("@")
    name = name.partition("+")[0]
    if domain in _DOTLESS:
        name, domain = name.replace(".", ""), "gmail.com"
    return f"{name}@{domain}"


@cache
def _bundled() -> frozenset[str]:
    lines = DOMAINS.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
