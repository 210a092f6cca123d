"""Invented talk: sentences that say nothing, in lengths and with words as in real talk."""

from __future__ import annotations

import random
from itertools import accumulate
from typing import Final

SEED: Final = 20261122
# How many comments of a thousand stand on each level of a lively tree.
LEVELS: Final = (413, 288, 162, 88, 49)
WORDS = (
    "the and to I it of a my in that is for was on with but have not this so at be you as when "
    "had if they are or me an all day week month year morning evening night walk walking rest "
    "sleep heat cold water stairs shop garden train work desk meeting friend family daughter son "
    "husband wife doctor nurse clinic letter appointment question answer tired better worse slow "
    "quick careful early late left right hand foot leg eye balance step cane chair bus ticket "
    "kitchen table window book radio music phone list plan pause breath shower towel fan shade "
    "summer winter rain sun spring autumn holiday weekend birthday dinner coffee tea soup bread "
    "apple market bench park river hill bridge street house door key bag coat shoe glove blanket "
    "started stopped tried learned asked told found helped noticed changed moved carried waited "
    "usually often sometimes never always maybe perhaps almost enough little more less again"
).split()

# Words nobody knows, so that the index meets as many different ones as in real talk.
SYLLABLES = "ba ce di fo gu ha ke li mo nu pa re si to vu za len mar tin sol".split()
VOCABULARY = (
    *WORDS,
    *(a + b + c for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES[:10]),
)


class Writer:
    """Sentences in which some words are common and most are rare, as in any language."""

    def __init__(self, seed: int = SEED) -> None:
        self.dice = random.Random(seed)  # noqa: S311  content, not a secret
        self.weights = list(accumulate(1 / (place + 3) for place in range(len(VOCABULARY))))

    def sentence(self, words: int) -> str:
        chosen = self.dice.choices(VOCABULARY, cum_weights=self.weights, k=words)
        return " ".join(chosen).capitalize() + self.dice.choice("....?")

    def text(self, words: int) -> str:
        """Paragraphs of a few sentences, now and then with emphasis or a list."""
        parts: list[str] = []
        sentences: list[str] = []
        while words > 0:
            length = min(words, self.dice.randint(6, 18))
            words -= length
            sentences.append(self.sentence(length))
            if len(sentences) == 4 or words <= 0:
                parts.append(" ".join(sentences))
                sentences = []
        if len(parts) > 1 and self.dice.random() < 0.2:
            parts.append("\n".join(f"- {self.sentence(4)}" for _ in range(3)))
        if self.dice.random() < 0.2:
            parts[0] += f" **{self.sentence(3)}**"
        return "\n\n".join(parts)

    def title(self) -> str:
        return self.sentence(self.dice.randint(4, 10)).rstrip(".")
