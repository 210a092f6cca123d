"""Watched words, compiled once; looking them up costs the text's length, not the list's."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from forum.moderation.fold import Folded, Word, fold
from forum.moderation.models import WatchedWord, WordAction, WordMode
from foundation.branding.marked import Marked

WORDS: Final = "moderation.words"  # the mark that moves with the list


class Entry(NamedTuple):
    word: str  # as the moderator wrote it
    action: str


class Match(NamedTuple):
    word: str
    start: int
    end: int
    action: str = WordAction.HOLD


@dataclass(slots=True)
class _Ends:
    """Beginnings or endings by their length, so that a word asks once per length."""

    by_length: dict[int, dict[str, Entry]] = field(default_factory=dict)

    def add(self, part: str, entry: Entry) -> None:
        self.by_length.setdefault(len(part), {})[part] = entry


@dataclass(slots=True)
class _Patterns:
    """Stars inside a word, by what stands before the first: few are tried on one word."""

    by_length: dict[int, dict[str, list[tuple["re.Pattern[str]", Entry]]]] = field(
        default_factory=dict
    )

    def add(self, text: str, entry: Entry) -> None:
        parts = text.split("*")
        pattern = re.compile(".*".join(re.escape(part) for part in parts))
        alike = self.by_length.setdefault(len(parts[0]), {})
        alike.setdefault(parts[0], []).append((pattern, entry))

    def find(self, word: str) -> Entry | None:
        for length, alike in self.by_length.items():
            for pattern, entry in alike.get(word[:length], ()):
                if pattern.fullmatch(word):
                    return entry
        return None


@dataclass(slots=True)
class Lexicon:
    """
    The list in a form that answers fast. An entry never matches inside a longer word unless it
    says so with a star: "press" is not in "depressed".
    """

    whole: dict[str, Entry] = field(default_factory=dict)
    # By their first word and their length, so that many that begin alike cost one look.
    phrases: dict[str, dict[int, dict[tuple[str, ...], Entry]]] = field(default_factory=dict)
    beginnings: _Ends = field(default_factory=_Ends)
    endings: _Ends = field(default_factory=_Ends)
    inside: _Ends = field(default_factory=_Ends)
    patterns: _Patterns = field(default_factory=_Patterns)

    def add(self, word: str, mode: str, action: str = WordAction.HOLD) -> None:
        entry = Entry(word, action)
        if mode == WordMode.WILDCARD:
            self._add_wildcard(entry)
            return
        words = tuple(part.text for part in fold(word).words())
        if len(words) == 1:
            self.whole[words[0]] = entry
        elif words:
            alike = self.phrases.setdefault(words[0], {})
            alike.setdefault(len(words), {})[words] = entry

    def _add_wildcard(self, entry: Entry) -> None:
        text = fold(entry.word).text.strip()
        core = text.strip("*")
        if not core:
            return
        if "*" in core:
            self.patterns.add(text, entry)
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
        words = source.words()
        known: dict[str, Entry | None] = {}
        for place, word in enumerate(words):
            if word.text not in known:
                known[word.text] = self._entry_of(word.text)
            entry = known[word.text]
            if entry is not None:
                yield Match(entry.word, *source.span(word.start, word.end), entry.action)
            yield from self._phrases_at(words, place, source)

    def _entry_of(self, word: str) -> Entry | None:
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
        return self.patterns.find(word)

    def _phrases_at(self, words: Sequence[Word], place: int, source: Folded) -> Iterator[Match]:
        for length, phrases in self.phrases.get(words[place].text, {}).items():
            part = words[place : place + length]
            entry = phrases.get(tuple(word.text for word in part))
            if entry is not None:
                span = source.span(part[0].start, part[-1].end)
                yield Match(entry.word, *span, entry.action)


def compile_words(entries: Iterable[tuple[str, ...]]) -> Lexicon:
    """From words, each with how it is found and, if it is not to be held, what happens."""
    lexicon = Lexicon()
    for entry in entries:
        lexicon.add(*entry)
    return lexicon


_kept = Marked(
    WORDS, lambda: compile_words(WatchedWord.objects.values_list("word", "mode", "action"))
)


def lexicon() -> Lexicon:
    """The list of this site, compiled again only when it changed."""
    return _kept()
