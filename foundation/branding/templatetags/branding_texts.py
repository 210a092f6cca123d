"""`{% load branding_texts %}`: the texts the owner words, in any template."""

from __future__ import annotations

from typing import Any

from django import template

from foundation.branding import texts

register = template.Library()


@register.simple_tag
def site_text(key: str, **values: Any) -> str:
    """`{% site_text "card.waiting" name=user.name %}`, escaped as any other value."""
    return texts.get(key, **values)
