"""
The words of the site itself: what its articles and tags say is never a sign of spam here. Floors
above bring them, so the list grows with the site.
"""

from collections.abc import Callable, Iterable

from forum.moderation import learner

Source = Callable[[], Iterable[str]]

_sources: list[Source] = []


def bring(source: Source) -> None:
    """Join at start. Asked when the filter learns, never while somebody posts."""
    _sources.append(source)


def collect() -> set[str]:
    """Every word, and pair of words, of what the site itself has published."""
    return {
        token
        for source in _sources
        for text in source()
        for token in learner.tokens(text, longest=len(text))
    }
