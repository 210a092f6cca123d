"""What the site's own decisions taught about spam. Finds nothing until there are enough of them."""

from threading import Lock

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Hold
from forum.moderation import learner
from forum.moderation.models import SpamModel
from forum.moderation.pipeline import ALL, Mode, Stage, rule
from forum.moderation.services.learn import MARK
from foundation.branding import settings

_lock = Lock()
_kept: tuple[object, learner.Model | None] = (None, None)


@rule(
    "learned",
    label=gettext_lazy("Like spam"),
    stage=Stage.LEARNED,
    mode=Mode.OBSERVE,
    reads=ALL,
)
def learned(draft: Draft) -> Hold | None:
    model = _model()
    if model is None:
        return None
    verdict = model.judge(f"{draft.body}\n{draft.website}" if draft.website else draft.body)
    if not verdict.is_spam:
        return None
    return Hold(
        "learned",
        _("It resembles what was spam here before, so a moderator reads it first."),
        detail=_("Strongest signs: %(words)s") % {"words": " · ".join(verdict.words)},
    )


def _model() -> learner.Model | None:
    """What is in force; read again only when the filter has learnt."""
    global _kept  # noqa: PLW0603 - one per process, on purpose
    mark = settings.mark_of(MARK)
    with _lock:
        if _kept[0] != mark:
            last = SpamModel.objects.order_by("-id").first() if mark else None
            _kept = (mark, learner.from_json(last.weights) if last else None)
        return _kept[1]
