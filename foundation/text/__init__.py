"""Floor 1. Markdown in, clean HTML out. The only place that calls bleach and nh3."""

from foundation.text.links import find_links, host_of
from foundation.text.markdown import (
    RENDER_VERSION,
    handles_named,
    pictures_without_description,
    render_markdown,
)
from foundation.text.names import clean_name, is_reserved_name, skeleton
from foundation.text.numbers import whole_number
from foundation.text.plain import excerpt, strip_to_text, tidy, tidy_line
from foundation.text.sanitize import ProfileName, clean_html
from foundation.text.slugs import slugify_unicode

__all__ = [
    "RENDER_VERSION",
    "ProfileName",
    "clean_html",
    "clean_name",
    "excerpt",
    "find_links",
    "handles_named",
    "host_of",
    "is_reserved_name",
    "pictures_without_description",
    "render_markdown",
    "skeleton",
    "slugify_unicode",
    "strip_to_text",
    "tidy",
    "tidy_line",
    "whole_number",
]
