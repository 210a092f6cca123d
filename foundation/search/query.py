"""What a person typed into the search box, understood without ever failing."""

import re
from dataclasses import dataclass
from typing import Literal

from foundation.search.words import STOP_WORDS, significant, words

_LONGEST = 300
_MOST_TERMS = 12
_PART = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')

# A term is a phrase: one word, or several that stand next to each other.
type Term = tuple[str, ...]


@dataclass(frozen=True)
class Query:
    """Terms that must be there (all of them, or any), and terms that must not."""

    terms: tuple[Term, ...]
    without: tuple[Term, ...] = ()
    join: Literal["all", "any"] = "all"

    @property
    def is_empty(self) -> bool:
        return not self.terms

    @property
    def words(self) -> frozenset[str]:
        return frozenset(word for term in self.terms for word in term)


def parse(text: str) -> Query:
    """Words are wanted all, `"a phrase"` as it stands, `-word` is not wanted.

    The small words of a whole sentence are not asked for, unless there are no others.
    """
    terms: list[Term] = []
    small: list[Term] = []
    without: list[Term] = []
    for part in _PART.finditer(text[:_LONGEST]):
        term = tuple(words(part["phrase"] or part["word"] or ""))[:_MOST_TERMS]
        if not term:
            continue
        if part["minus"]:
            without.append(term)
        elif part["phrase"] is None and len(term) == 1 and term[0] in STOP_WORDS:
            small.append(term)
        else:
            terms.append(term)
    wanted = dict.fromkeys(terms or small)
    return Query(tuple(wanted)[:_MOST_TERMS], tuple(dict.fromkeys(without))[:_MOST_TERMS])


def likeness(text: str) -> Query:
    """Any of the words a text is about."""
    return Query(tuple((word,) for word in significant(text)), join="any")
