"""From what an editor wrote to what is stored and shown."""

import math
from dataclasses import dataclass
from typing import Final

from articles.models import BodyFormat
from foundation.text import RENDER_VERSION, clean_html, render_markdown, strip_to_text

__all__ = ["RENDER_VERSION", "Rendered", "render", "render_short"]

# A calm pace; many readers here are tired or read in a second language.
WORDS_A_MINUTE: Final = 200


@dataclass(frozen=True, slots=True)
class Rendered:
    html: str
    word_count: int
    reading_minutes: int


def render(
    source: str, body_format: str = BodyFormat.MARKDOWN, *, html: str | None = None
) -> Rendered:
    """
    The body of an article: the one renderer of page, preview and import.

    `html` is an imported source whose shape the importer has already made ours.
    """
    if body_format == BodyFormat.HTML:
        html = clean_html(html, "import") if html is not None else render_markdown(source, "import")
    else:
        html = render_markdown(source, "article")
    words = len(strip_to_text(html).split())
    # A small integer in the table; an import may be of any length.
    minutes = min(max(1, math.ceil(words / WORDS_A_MINUTE)), 32_767)
    return Rendered(html, words, minutes)


def render_short(source: str) -> str:
    """The description of a series, the words about an author."""
    return render_markdown(source, "article") if source.strip() else ""
