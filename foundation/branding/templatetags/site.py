"""`{% load site %}`: moments, icons and settings in any template, whatever its context."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from foundation.branding import moments, settings

register = template.Library()


@register.simple_tag
def moment(value: datetime | None, style: str = "full") -> SafeString | str:
    """`{% moment comment.created_at %}` or `{% moment article.published_at "date" %}`."""
    return moments.moment_html(value, style) if value else ""


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A picture beside words; give it a label only where it stands alone."""
    sprite = f"{static('icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon icon-{}" role="img" aria-label="{}"><use href="{}"/></svg>',
            name, label, sprite,
        )  # fmt: skip
    return format_html(
        '<svg class="icon icon-{}" aria-hidden="true"><use href="{}"/></svg>', name, sprite
    )


@register.simple_tag
def site_setting(key: str) -> Any:
    """What the owner set, escaped as any other value."""
    return settings.get(key)
