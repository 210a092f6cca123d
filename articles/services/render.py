"""From what an editor wrote to what is stored and shown."""

import math
from dataclasses import dataclass
from typing import Final

from articles.models import BodyFormat
from foundation.text.markdown import RENDER_VERSION, render_markdown
from foundation.text.plain import strip_to_text
from foundation.text.sanitize import clean_html

__all__ = ["RENDER_VERSION", "Rendered", "render", "render_short"]

# A calm pace; many readers here are tired or read in a second language.
WORDS_A_MINUTE: Final = 200


@dataclass(frozen=True, slots=True)
class Rendered:
    html: str
    word_count: int
    reading_minutes: int


def render(source: str, body_format: str = BodyFormat.MARKDOWN) -> Rendered:
    """The body of an article: the one renderer of page, preview and import."""
    if body_format == BodyFormat.HTML:
        html = clean_html(source, "import")
    else:
        html = render_markdown(source, "article")
    words = len(strip_to_text(html).split())
    return Rendered(html, words, max(1, math.ceil(words / WORDS_A_MINUTE)))


def render_short(source: str) -> str:
    """The description of a series, the words about an author."""
    return render_markdown(source, "article") if source.strip() else ""
