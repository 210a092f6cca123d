"""What the elements in templates/elements/ need to draw themselves."""

from typing import Any

from django import template

from foundation.branding import avatars
from foundation.branding.badges import BADGES, PLAIN

register = template.Library()

register.filter("initials", avatars.initials)
register.filter("hue", avatars.hue)


@register.filter
def badge_label(kind: str) -> Any:
    return BADGES.get(kind, PLAIN).label or kind


@register.filter
def badge_icon(kind: str) -> str:
    return BADGES.get(kind, PLAIN).icon


@register.filter
def stars_of(average: float | None) -> list[bool]:
    """Five stars, full up to the rounded average."""
    full = round(float(average or 0))
    return [place <= full for place in range(1, 6)]
