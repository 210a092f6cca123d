"""What should not stand on a public page about anybody: asked about, never held."""

import re
from typing import Final

from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Effect, Hold
from forum.moderation.fold import fold
from forum.moderation.pipeline import ALL, Stage, rule
from foundation.branding import texts

_MAIL: Final = re.compile(r"(?<![\w.@/])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}")
_NUMBER: Final = re.compile(
    r"(?<![\w/.,=#@+-])"
    # With the code of a country, with a leading nought, or in the groups of North America.
    r"(?:(?:\+|00)\d(?:[\s().-]{0,2}\d){7,13}|\(?0\d(?:[\s()/.-]{0,2}\d){7,10}"
    r"|\(?\d{3}\)?[\s.-]{1,2}\d{3}[\s.-]\d{4})(?![\w/-]|[.,]\d)"
)
_DATE: Final = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d")
# Before a number that people quote: a book, a study, an article. Never somebody's telephone.
_QUOTED: Final = re.compile(r"(?:isbn|issn|doi|pmid|pmc|nct|batch|lot|charge)\W{0,3}$")
_STREET: Final = re.compile(
    r"\b\d{1,4}[a-z]?,? (?:[A-Z][\w'’-]+ ){1,3}(?:Street|St\.|Road|Rd\.?|Avenue|Ave\.?|Lane|Drive|"
    r"Close|Court|Crescent|Square)(?!\w)"
    r"|\b[A-ZÄÖÜ][\wäöüß-]+(?:straße|strasse|str\.|gasse|allee)\s\d{1,4}\b"
    r"|\b\d{1,4},? (?:rue|avenue|boulevard) (?:de |du |des |d'|la )*[A-ZÉÈ][\wé-]+"
    r"|\b(?:[Cc]alle|Avda\.?) (?:de |del |la )*[A-ZÁÉ][\wáéí-]+,? (?:n\.º )?\d{1,4}\b"
)


@rule("personal_data", label=gettext_lazy("Personal data"), stage=Stage.NUDGE, reads=ALL)
def personal_data(draft: Draft) -> Hold | None:
    """A telephone number, a mail address or a street address in the text."""
    span = find_personal_data(draft.body)
    if span is None:
        return None
    reason = texts.get("nudge.personal_data")
    return Hold("personal_data", reason, span, effect=Effect.NUDGE, words=draft.body[slice(*span)])


def find_personal_data(text: str) -> tuple[int, int] | None:
    """Where the first of it stands."""
    folded = fold(text)
    if "@" in folded.text and (found := _MAIL.search(folded.text)):
        return folded.span(*found.span())
    for found in _NUMBER.finditer(folded.text):
        before = folded.text[max(0, found.start() - 10) : found.start()]
        if not _DATE.search(found.group()) and not _QUOTED.search(before):
            return folded.span(*found.span())
    street = _STREET.search(text)
    return street.span() if street else None
