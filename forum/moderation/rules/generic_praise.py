"""Praise that would fit any page, with a website to visit."""

import re
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Hold
from forum.moderation.fold import fold
from forum.moderation.pipeline import Stage, rule
from forum.moderation.rules.adverts import without
from forum.moderation.rules.links import strange_links

PHRASES: Final = Path(__file__).parent.parent / "data" / "praise.txt"
# With fewer words of its own than this, a text beside the praise says nothing.
OWN_WORDS: Final = 8
STEM: Final = 6
SHORTEST_TERM: Final = 4
# Scripts that write without spaces are compared by pairs of letters.
_UNSPACED: Final = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


@rule("generic_praise", label=gettext_lazy("Praise with a website"), stage=Stage.LINK)
def generic_praise(draft: Draft) -> Hold | None:
    found = strange_links(draft.body)
    if not found and not draft.website:
        return None
    words = [word.text for word in fold(without(draft.body, found)).words()]
    text = f" {' '.join(words)} "
    praised = [phrase for phrase in _phrases() if f" {phrase} " in text]
    if not praised:
        return None
    for phrase in sorted(praised, key=len, reverse=True):
        text = text.replace(f" {phrase} ", " ")
    if len(text.split()) >= OWN_WORDS:
        return None
    return Hold("generic_praise", _("It praises the page and names a website."))


@rule("off_subject", label=gettext_lazy("Nothing about the page"), stage=Stage.LINK)
def off_subject(draft: Draft) -> Hold | None:
    """A guest with a website whose text shares no term with the page or the comment answered."""
    if draft.author is not None or not draft.website:
        return None
    answered = draft.parent.body_source if draft.parent else ""
    about = f"{draft.discussion.title}\n{draft.title}\n{answered}"
    own = terms(draft.body)
    if not own or own & terms(about):
        return None
    return Hold("off_subject", _("It names a website and nothing of this page."))


def terms(text: str) -> set[str]:
    """What a text is about, roughly: the stems of its longer words."""
    found: set[str] = set()
    for word in fold(text).words():
        if _UNSPACED.search(word.text):
            found |= {word.text[place : place + 2] for place in range(len(word.text) - 1)}
        elif len(word.text) >= SHORTEST_TERM:
            found.add(word.text[:STEM])
    return found


@cache
def _phrases() -> tuple[str, ...]:
    lines = PHRASES.read_text(encoding="utf-8").splitlines()
    kept = (line for line in lines if line.strip() and not line.startswith("#"))
    return tuple(" ".join(word.text for word in fold(line).words()) for line in kept)
