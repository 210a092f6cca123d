"""The few words around what was found, with the found ones marked, made of escaped pieces."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from foundation.search.words import rough_stem, spans

_LENGTH = 220
# Long enough for any answer; an article is not read to its end for two lines.
_LOOKED_AT = 20_000


def snippet(text: str, words: frozenset[str]) -> SafeString:
    """The passage of a plain text that holds most of the words."""
    text = " ".join(text[:_LOOKED_AT].split())
    stems = {rough_stem(word) for word in words}
    found = [(start, end) for word, start, end in spans(text) if rough_stem(word) in stems]
    begin, stop = _passage(text, [start for start, _ in found])
    pieces: list[str] = ["\u2026 "] if begin else []
    at = begin
    for start, end in found:
        if start >= at and end <= stop:
            pieces += [text[at:start], format_html("<mark>{}</mark>", text[start:end])]
            at = end
    pieces.append(text[at:stop] + (" \u2026" if stop < len(text) else ""))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _passage(text: str, starts: list[int]) -> tuple[int, int]:
    best, most, first = 0, 0, 0
    for last, start in enumerate(starts):
        while start - starts[first] > _LENGTH * 3 // 4:
            first += 1
        if last - first + 1 > most:
            best, most = starts[first], last - first + 1
    begin = max(0, min(best - _LENGTH // 4, len(text) - _LENGTH))
    stop = min(len(text), begin + _LENGTH)
    # Whole words at both ends, where the script has spaces.
    if begin and (space := text.find(" ", begin, begin + 25)) >= 0 and space < best:
        begin = space + 1
    if stop < len(text) and (space := text.rfind(" ", stop - 25, stop)) > best:
        stop = space
    return begin, stop
