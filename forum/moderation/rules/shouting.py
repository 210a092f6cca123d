from typing import Final

from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Effect, Hold
from forum.moderation.fold import WORD
from forum.moderation.pipeline import Stage, rule
from foundation.branding import texts

# Names of tests and illnesses are short and in capitals: MRI, EDSS, RRMS.
LONG_WORD: Final = 5
LONG_WORDS: Final = 4
SHARE: Final = 0.7


@rule("shouting", label=gettext_lazy("In capitals"), stage=Stage.NUDGE)
def shouting(draft: Draft) -> Hold | None:
    """A text mostly in capital letters. Scripts without capitals never are."""
    cased = [letter for letter in draft.body if letter.lower() != letter.upper()]
    upper = sum(letter.isupper() for letter in cased)
    if not cased or upper < SHARE * len(cased):
        return None
    words = WORD.findall(draft.body)
    if sum(len(word) >= LONG_WORD and word.isupper() for word in words) < LONG_WORDS:
        return None
    reason = texts.get("nudge.shouting")
    return Hold("shouting", reason, effect=Effect.NUDGE)
