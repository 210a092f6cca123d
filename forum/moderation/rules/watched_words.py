from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Effect, Hold
from forum.moderation.models import WordAction
from forum.moderation.pipeline import ALL, Stage, rule
from forum.moderation.words import Match, lexicon
from foundation.branding import texts

EFFECTS = {
    WordAction.HOLD: Effect.HOLD,
    WordAction.REPORT: Effect.REPORT,
    WordAction.WARN: Effect.NUDGE,
}


@rule("warned_words", label=gettext_lazy("Watched word, author asked"), stage=Stage.NUDGE)
def warned_words(draft: Draft) -> Hold | None:
    """A word of which the moderators want authors to think twice."""
    return _hold("warned_words", draft, WordAction.WARN, texts.get("nudge.warned_words"))


@rule("watched_words", label=gettext_lazy("Watched word"), reads=ALL)
def watched_words(draft: Draft) -> Hold | None:
    """A word the moderators watch, in the text, the title or a guest's name."""
    reason = _("It holds words that a moderator looks at first.")
    return _hold("watched_words", draft, WordAction.HOLD, reason) or _hold(
        "watched_words", draft, WordAction.REPORT, reason
    )


def _hold(rule: str, draft: Draft, action: WordAction, reason: str) -> Hold | None:
    inside, beside = _matches(draft)
    found = next((match for match in inside if match.action == action), None)
    other = next((match for match in beside if match.action == action), None)
    match = found or other
    if match is None:
        return None
    return Hold(
        rule,
        reason,
        evidence=(found.start, found.end) if found else None,
        effect=EFFECTS[action],
        detail=_("The list has “%(word)s”.") % {"word": match.word},
        words=draft.body[found.start : found.end] if found else "",
    )


def _matches(draft: Draft) -> tuple[list[Match], list[Match]]:
    """The watched words of the body, and those of what stands beside it: looked up once."""
    if "watched" not in draft.memo:
        words = lexicon()
        beside = f"{draft.title}\n{draft.guest.name if draft.guest else ''}"
        draft.memo["watched"] = (list(words.find(draft.body)), list(words.find(beside)))
    found: tuple[list[Match], list[Match]] = draft.memo["watched"]
    return found
