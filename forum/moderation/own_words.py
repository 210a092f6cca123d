"""
The words of the site itself: what its articles and tags say is never a sign of spam here. Floors
above bring them, so the list grows with the site.
"""

from collections.abc import Callable, Iterable

from forum.moderation import learner
from forum.moderation.words import Lexicon

Source = Callable[[], Iterable[str]]

_sources: list[Source] = []


def bring(source: Source) -> None:
    """Join at start. Asked when the filter learns or a word is to be watched, never while
    somebody posts."""
    _sources.append(source)


def count_with(lexicon: Lexicon, *, core: str) -> int:
    """How many of the texts, each article and each tag one, hold a word of this list; `core` is a
    part without which there is none."""
    return sum(
        1
        for source in _sources
        for text in source()
        if core in text.casefold() and next(lexicon.find(text), None) is not None
    )


def collect() -> set[str]:
    """Every word, and pair of words, of what the site itself has published."""
    return {
        token
        for source in _sources
        for text in source()
        for token in learner.tokens(text, longest=len(text))
    }
