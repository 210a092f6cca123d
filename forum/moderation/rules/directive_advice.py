"""Telling a stranger what to do with a medicine: asked about, because only their doctor can."""

import re
from typing import Final

from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Effect, Hold
from forum.moderation.fold import fold
from forum.moderation.pipeline import Stage, rule
from foundation.branding import texts

_TELLING: Final = r"(?:you (?:really |just )?(?:should|must|have to|need to|ought to|had better))"
_CHANGING: Final = (
    r"(?:stop|quit|come off|go off|skip|double|halve|increase|raise|lower|reduce|decrease|"
    r"throw away|ditch|avoid|start|switch)"
)
_MEDICINE: Final = (
    r"(?:medications?|medicines?|meds|drugs?|pills?|tablets?|doses?|dosage|injections?|shots?|"
    r"infusions?|treatments?|therapy|steroids?|antidepressants?|painkillers?)"
)
# "Stop taking" is about a medicine unless it is about one of these.
_OTHERS: Final = (
    r"(?:it personally|things|everything|calls|orders|on |part|breaks|notes|time|responsib|care|"
    r"photos|pictures|advice|offence|offense|everyone|people|yourself|chances|risks|so |the blame|"
    r"blame|to )"
)
_AMOUNT: Final = r"\d+(?:[.,]\d+)? ?(?:mg|mcg|µg|μg|g|iu|ie|ml|tablets?|pills?)\b"
_GERMAN_TELLING: Final = r"(?:du (?:solltest|musst)|sie (?:sollten|müssen))"
_GERMAN_MEDICINE: Final = (
    r"(?:medikament\w*|tabletten?|pillen?|dosis|spritzen?|therapie|behandlung|kortison|cortison|"
    r"infusionen?)"
)
_GERMAN_CHANGING: Final = r"(?:absetzen|weglassen|verdoppeln|halbieren|erhöhen|reduzieren|senken)"

_ENGLISH: Final = re.compile(
    rf"\b{_TELLING} (?:\w+ )?(?:stop|quit) taking (?!{_OTHERS})\w+"
    rf"|\b{_TELLING} (?:\w+ ){{0,2}}{_CHANGING} (?:\w+ ){{0,4}}?{_MEDICINE}\b"
    rf"|\b{_TELLING} (?:\w+ )?take {_AMOUNT}"
    rf"|(?:^|[.!?] |\n)(?:just |simply )?take {_AMOUNT}"
)
_GERMAN: Final = re.compile(
    rf"\b{_GERMAN_TELLING} (?:\w+ ){{0,4}}?{_GERMAN_MEDICINE} (?:\w+ ){{0,3}}?{_GERMAN_CHANGING}\b"
)
# "You should never stop", "you should ask before you stop", "du solltest nicht".
_CAREFUL: Final = re.compile(
    r"\b(?:not|never|nicht|nie|niemals|kein\w*|ask|talk|speak|discuss|tell|doctor|neurologist|arzt|"
    r"ärztin|before|without)\b"
)


@rule("directive_advice", label=gettext_lazy("Reads like an order"), stage=Stage.NUDGE)
def directive_advice(draft: Draft) -> Hold | None:
    """ "You should stop taking…": somebody else's treatment is for them and their doctor."""
    span = find_directive(draft.body)
    if span is None:
        return None
    reason = texts.get("nudge.directive_advice")
    return Hold(
        "directive_advice", reason, span, effect=Effect.NUDGE, words=draft.body[slice(*span)]
    )


def find_directive(text: str) -> tuple[int, int] | None:
    folded = fold(text.replace("\u2019", "'"))
    for pattern in (_ENGLISH, _GERMAN):
        for found in pattern.finditer(folded.text):
            if not _CAREFUL.search(found.group()):
                return folded.span(*found.span())
    return None
