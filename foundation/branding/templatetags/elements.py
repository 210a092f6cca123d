"""What the elements in templates/elements/ need to draw themselves."""

from typing import Any, Final

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from foundation.branding import avatars, kept
from foundation.branding.badges import BADGES, PLAIN

_BADGE: Final = "elements/badge.html"

register = template.Library()

register.filter("initials", avatars.initials)
register.filter("hue", avatars.hue)


@register.filter
def badge_label(kind: str) -> Any:
    return BADGES.get(kind, PLAIN).label or kind


@register.filter
def badge_icon(kind: str) -> str:
    return BADGES.get(kind, PLAIN).icon


@register.simple_tag
def badge(kind: str) -> SafeString:
    """`{% badge "pinned" %}`: elements/badge.html, drawn once in a process for each kind."""
    return kept.piece("badge", [kind], lambda: render_to_string(_BADGE, {"kind": kind}))


@register.filter
def stars_of(average: float | None) -> list[bool]:
    """Five stars, full up to the rounded average."""
    full = round(float(average or 0))
    return [place <= full for place in range(1, 6)]


class ModuleNode(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        name = self.nodelist.render(context).strip()
        return format_html('<script type="module" src="{}"></script>', static(name))


@register.tag
def module(parser: Parser, _token: Token) -> ModuleNode:
    """`{% module %}reader.js{% endmodule %}`: the one module, named by a block in between."""
    nodelist = parser.parse(("endmodule",))
    parser.delete_first_token()
    return ModuleNode(nodelist)
