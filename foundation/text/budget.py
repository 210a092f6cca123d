"""How much markup a text may have before it is shown without.

Measured on one core: markdown-it needs some 25 microseconds for its dearest character (`![` in a
row), 30 for a line, 60 for a guessed link, and bleach 35 for a tag or an entity. The limits keep
the longest text below half a second and lie some times above what people write: 20,000 characters
of C have about 1,700 such characters, 100,000 characters of prose with links some 3,000.
"""

import re
from dataclasses import dataclass

from foundation.text.sanitize import ProfileName

# A line that begins a quote, after lines that were none. For each, markdown-it looks at every line
# that follows, so their product is what counts: a hundred quotes in a thousand lines are let pass.
_QUOTE_START = re.compile(r"(?:^|\n)[ \t*+\-\d.)]*>[^\n]*(?:\n[ \t*+\-\d.)]*>[^\n]*)*")
_MOST_LOOKED_BACK = 150_000
_MARKUP = re.compile(r"[\[\]!`*_<>&\\|~]")


@dataclass(frozen=True)
class Budget:
    length: int
    markup: int
    lines: int
    link_hints: int
    weight: int  # of the HTML: tags and entities

    def allows_source(self, source: str) -> bool:
        return (
            len(source) <= self.length
            and source.count("\n") <= self.lines
            and len(_MARKUP.findall(source)) <= self.markup
            and len(_QUOTE_START.findall(source)) * (source.count("\n") + 1) <= _MOST_LOOKED_BACK
        )

    def allows_linkify(self, source: str) -> bool:
        """Addresses are guessed from dots, at signs and colons.

        For each `://` markdown-it looks back over the whole line, hence the lower limit.
        """
        hints = source.count(".") + source.count("@") + source.count(":")
        return hints <= self.link_hints and source.count("://") <= _MOST_SCHEMES


_MOST_SCHEMES = 500
_COMMENT = Budget(length=40_000, markup=4_000, lines=2_500, link_hints=1_200, weight=4_500)
_ARTICLE = Budget(length=200_000, markup=5_000, lines=3_500, link_hints=1_500, weight=5_500)


def of(profile: ProfileName) -> Budget:
    return _COMMENT if profile == "comment" else _ARTICLE
