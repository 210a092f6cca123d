"""The one door through which stored HTML reaches a template unescaped."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from foundation.text import excerpt, strip_to_text

register = template.Library()


@register.filter
def trusted_body(html: str) -> SafeString:
    """For stored HTML that `render_markdown` or `clean_html` made, and for nothing else."""
    return mark_safe(html)  # noqa: S308 - cleaned before it was stored


@register.filter
def excerpt_of(html: str, length: int = 160) -> str:
    """The first words of stored HTML as plain text, which the template escapes."""
    return excerpt(strip_to_text(html), length)
