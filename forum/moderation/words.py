"""Watched words, compiled once; looking them up costs the text's length, not the list's."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, NamedTuple

from django.db.models import Count, Max

from forum.moderation.fold import Folded, Word, fold
from forum.moderation.models import WatchedWord, WordMode


class Match(NamedTuple):
    word: str  # as the moderator wrote it
    start: int
    end: int


@dataclass(slots=True)
class _Ends:
    """Beginnings or endings by their length, so that a word asks once per length."""

    by_length: dict[int, dict[str, str]] = field(default_factory=dict)

    def add(self, part: str, entry: str) -> None:
        self.by_length.setdefault(len(part), {})[part] = entry


@dataclass(slots=True)
class Lexicon:
    """
    The list in a form that answers fast. An entry never matches inside a longer word unless it
    says so with a star: "press" is not in "depressed".
    """

    whole: dict[str, str] = field(default_factory=dict)
    # By their first word and their length, so that many that begin alike cost one look.
    phrases: dict[str, dict[int, dict[tuple[str, ...], str]]] = field(default_factory=dict)
    beginnings: _Ends = field(default_factory=_Ends)
    endings: _Ends = field(default_factory=_Ends)
    inside: _Ends = field(default_factory=_Ends)
    patterns: list[tuple["re.Pattern[str]", str]] = field(default_factory=list)

    def add(self, entry: str, mode: str) -> None:
        if mode == WordMode.WILDCARD:
            self._add_wildcard(entry)
            return
        words = tuple(word.text for word in fold(entry).words())
        if len(words) == 1:
            self.whole[words[0]] = entry
        elif words:
            alike = self.phrases.setdefault(words[0], {})
            alike.setdefault(len(words), {})[words] = entry

    def _add_wildcard(self, entry: str) -> None:
        text = fold(entry).text.strip()
        core = text.strip("*")
        if not core:
            return
        if "*" in core:
            parts = [re.escape(part) for part in text.split("*")]
            self.patterns.append((re.compile(".*".join(parts)), entry))
        elif text.startswith("*") and text.endswith("*"):
            self.inside.add(core, entry)
        elif text.startswith("*"):
            self.endings.add(core, entry)
        elif text.endswith("*"):
            self.beginnings.add(core, entry)
        else:
            self.whole[core] = entry

    def find(self, text: str) -> Iterator[Match]:
        """Every watched word of the text, with its span in the text as written."""
        source = fold(text)
        words = list(source.words())
        known: dict[str, str | None] = {}
        for place, word in enumerate(words):
            if word.text not in known:
                known[word.text] = self._entry_of(word.text)
            entry = known[word.text]
            if entry is not None:
                yield Match(entry, *source.span(word.start, word.end))
            yield from self._phrases_at(words, place, source)

    def _entry_of(self, word: str) -> str | None:
        if word in self.whole:
            return self.whole[word]
        for length, parts in self.beginnings.by_length.items():
            if word[:length] in parts:
                return parts[word[:length]]
        for length, parts in self.endings.by_length.items():
            if word[-length:] in parts:
                return parts[word[-length:]]
        for length, parts in self.inside.by_length.items():
            for start in range(len(word) - length + 1):
                if word[start : start + length] in parts:
                    return parts[word[start : start + length]]
        for pattern, entry in self.patterns:
            if pattern.fullmatch(word):
                return entry
        return None

    def _phrases_at(self, words: list[Word], place: int, source: Folded) -> Iterator[Match]:
        for length, phrases in self.phrases.get(words[place].text, {}).items():
            part = words[place : place + length]
            entry = phrases.get(tuple(word.text for word in part))
            if entry is not None:
                yield Match(entry, *source.span(part[0].start, part[-1].end))


def compile_words(entries: Iterable[tuple[str, str]]) -> Lexicon:
    lexicon = Lexicon()
    for entry, mode in entries:
        lexicon.add(entry, mode)
    return lexicon


_lock = Lock()
_kept: tuple[Any, Lexicon] = (None, Lexicon())


def lexicon() -> Lexicon:
    """The list of this site, compiled again only when it changed. Words are added and removed,
    never edited, so number, last id and last time tell every change."""
    global _kept  # noqa: PLW0603 - one per process, on purpose
    state = WatchedWord.objects.aggregate(
        number=Count("id"), last=Max("id"), newest=Max("added_at")
    )
    with _lock:
        if _kept[0] != state:
            _kept = (state, compile_words(WatchedWord.objects.values_list("word", "mode")))
        return _kept[1]
