"""
A small naive Bayes: which words, pairs of words and linked sites stand in spam and which in what
was published. It knows nothing but this site's own decisions, and can say what it rests on.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from forum.moderation.fold import fold
from foundation.text.links import find_links, host_of

# Fewer examples teach chance (comments-and-editorial.md G7).
LEAST_SPAM: Final = 50
LEAST_HAM: Final = 200
MOST_TOKENS: Final = 20_000
LONGEST: Final = 4_000  # characters looked at
SMOOTHING: Final = 0.5
# So sure it must be, in the share of texts like this that were spam.
THRESHOLD: Final = 0.99
STRONGEST: Final = 5
EVERY_FIFTH: Final = 5  # is held out to measure by


@dataclass(frozen=True, slots=True)
class Verdict:
    probability: float
    words: tuple[str, ...]  # the strongest signs of spam

    @property
    def is_spam(self) -> bool:
        return self.probability >= THRESHOLD


@dataclass(frozen=True, slots=True)
class Model:
    weights: Mapping[str, float]  # how much likelier in spam, as a logarithm
    bias: float

    def judge(self, text: str) -> Verdict:
        found = [(self.weights[token], token) for token in tokens(text) if token in self.weights]
        total = self.bias + sum(weight for weight, _token in found)
        strongest = sorted((pair for pair in found if pair[0] > 0), reverse=True)[:STRONGEST]
        probability = 1 / (1 + math.exp(-max(min(total, 50), -50)))
        return Verdict(probability, tuple(token for _weight, token in strongest))

    def as_json(self) -> dict[str, Any]:
        weights = {token: round(weight, 3) for token, weight in self.weights.items()}
        return {"weights": weights, "bias": round(self.bias, 3)}


@dataclass(frozen=True, slots=True)
class Measured:
    """On texts the model had not seen."""

    right: int = 0  # spam that was called spam
    wrong: int = 0  # called spam, and was none
    missed: int = 0

    @property
    def precision(self) -> float:
        called = self.right + self.wrong
        return self.right / called if called else 0.0

    @property
    def recall(self) -> float:
        spam = self.right + self.missed
        return self.right / spam if spam else 0.0


def from_json(found: Mapping[str, Any]) -> Model:
    return Model(dict(found["weights"]), float(found["bias"]))


def tokens(text: str, *, longest: int = LONGEST) -> set[str]:
    """What is counted of a text, each once: its words, pairs of neighbours, linked sites."""
    text = text[:longest]
    links = find_links(text)
    found = {f"→{host_of(link)}" for link in links} | ({"→"} if links else set())
    words = [word.text for word in fold(text).words() if len(word.text) <= 40]
    found.update(words)
    found.update(f"{one} {two}" for one, two in pairwise(words))
    return found


def train(
    spam: Collection[str], ham: Collection[str], *, innocent: Collection[str] = frozenset()
) -> Model:
    """
    Learn from both. A word of `innocent` (what the site itself writes about) never speaks for
    spam, however often spam used it.
    """
    in_spam, in_ham = _count(spam), _count(ham)
    common = Counter({token: in_spam[token] + in_ham[token] for token in in_spam | in_ham})
    weights = {}
    for token, number in common.most_common(MOST_TOKENS):
        if number < 2:
            break
        share = (in_spam[token] + SMOOTHING) / (len(spam) + 2 * SMOOTHING)
        other = (in_ham[token] + SMOOTHING) / (len(ham) + 2 * SMOOTHING)
        weight = math.log(share / other)
        if weight > 0 and token in innocent:
            continue
        weights[token] = weight
    # As if both were equally frequent: how much spam a site gets says nothing of one text.
    return Model(weights, 0.0)


def measure(
    spam: Collection[str], ham: Collection[str], *, innocent: Collection[str] = frozenset()
) -> Measured:
    """Learn from four fifths, and judge the fifth that was held out."""
    model = train(_rest(spam), _rest(ham), innocent=innocent)
    caught = [model.judge(text).is_spam for text in _fifth(spam)]
    wrong = sum(model.judge(text).is_spam for text in _fifth(ham))
    return Measured(sum(caught), wrong, len(caught) - sum(caught))


def _count(texts: Iterable[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for text in texts:
        found.update(tokens(text))
    return found


def _fifth(texts: Iterable[str]) -> list[str]:
    return [text for place, text in enumerate(texts) if place % EVERY_FIFTH == 0]


def _rest(texts: Iterable[str]) -> list[str]:
    return [text for place, text in enumerate(texts) if place % EVERY_FIFTH]
