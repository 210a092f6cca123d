from django.utils.translation import gettext_lazy, ngettext

from forum.comments.gate import Draft, Hold
from forum.comments.refusal import Refused
from forum.moderation.pipeline import Stage, rule
from foundation.branding import settings
from foundation.limits import buckets

# A hospital or a village may share one address block: so many guests of it may write at once.
GUESTS_OF_A_BLOCK = 5


@rule("flood", label=gettext_lazy("Too fast"), stage=Stage.LIMIT)
def flood(draft: Draft) -> Hold | None:
    """A pause between two texts of one person, and of all guests of one network."""
    if draft.comment is not None:
        return None
    if draft.author is not None:
        kind = "topic" if draft.title else "reply"
        seconds = int(settings.get(f"{kind}_wait_seconds"))
        _take(f"moderation.{kind}", f"user:{draft.author.pk}", capacity=1, seconds=seconds)
        return None
    seconds = int(settings.get("guest_wait_seconds"))
    if draft.guest is not None:
        _take("moderation.guest", f"guest:{draft.guest.pk}", capacity=1, seconds=seconds)
    if draft.network is not None:
        _take(
            "moderation.block",
            draft.network.block,
            capacity=GUESTS_OF_A_BLOCK,
            seconds=seconds * GUESTS_OF_A_BLOCK,
        )
    return None


def _take(name: str, key: str, *, capacity: int, seconds: int) -> None:
    if seconds == 0:
        return
    taken = buckets.take(name, key, capacity=capacity, per_seconds=seconds)
    if taken.ok:
        return
    wait = max(1, round(taken.wait_seconds))
    raise Refused(
        ngettext(
            "That was quick. Please wait %(count)d second, then send it again. Your text is kept.",
            "That was quick. Please wait %(count)d seconds, then send it again. Your text is kept.",
            wait,
        )
        % {"count": wait},
        code="flood",
        wait_seconds=wait,
    )
