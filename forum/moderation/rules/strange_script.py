"""A text in a script that nobody reads here. Of languages that share one it says nothing."""

import unicodedata
from collections import Counter
from typing import Final

from django.conf import settings as django_settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Hold
from forum.moderation.pipeline import Mode, rule
from foundation.branding import settings

# The scripts of languages that are not written in Latin letters; all others are.
SCRIPTS: Final = {
    "am": "ETHIOPIC", "ar": "ARABIC", "be": "CYRILLIC", "bg": "CYRILLIC", "bn": "BENGALI",
    "el": "GREEK", "fa": "ARABIC", "he": "HEBREW", "hi": "DEVANAGARI", "hy": "ARMENIAN",
    "ja": "CJK", "ka": "GEORGIAN", "km": "KHMER", "ko": "HANGUL", "mk": "CYRILLIC",
    "mr": "DEVANAGARI", "ne": "DEVANAGARI", "ru": "CYRILLIC", "sr": "CYRILLIC", "ta": "TAMIL",
    "te": "TELUGU", "th": "THAI", "uk": "CYRILLIC", "ur": "ARABIC", "zh": "CJK",
}  # fmt: skip
_SAME: Final = {"HIRAGANA": "CJK", "KATAKANA": "CJK", "KANGXI": "CJK", "FULLWIDTH": "LATIN"}
LEAST: Final = 20  # letters; a name or a greeting is no text
SHARE: Final = 0.6
LOOKED_AT: Final = 1000


@rule("strange_script", label=gettext_lazy("Another script"), mode=Mode.OBSERVE)
def strange_script(draft: Draft) -> Hold | None:
    """Most letters are of a script that neither the site nor the discussion is written in."""
    if draft.body.isascii():
        return None
    letters = scripts_of(draft.body[:LOOKED_AT])
    if letters.total() < LEAST:
        return None
    script, number = letters.most_common(1)[0]
    welcome = used_here()
    if number < SHARE * letters.total() or script in welcome:
        return None
    around = draft.discussion.title + (draft.parent.body_source[:200] if draft.parent else "")
    if script in scripts_of(around):
        return None
    return Hold("strange_script", _("It is in a script that is seldom read here."))


def used_here() -> set[str]:
    codes = [code for code, _name in django_settings.LANGUAGES]
    codes += str(settings.get("languages_welcome")).lower().split()
    return {SCRIPTS.get(code.partition("-")[0], "LATIN") for code in codes}


def scripts_of(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for letter in text:
        if letter.isalpha():
            name = unicodedata.name(letter, "").partition(" ")[0]
            found[_SAME.get(name, name)] += 1
    return found
