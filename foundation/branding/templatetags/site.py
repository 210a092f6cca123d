"""`{% load site %}`: moments, icons and settings in any template, whatever its context."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.base import FilterExpression, Parser, Token
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from foundation.branding import kept, moments, settings

register = template.Library()


@register.simple_tag
def moment(value: datetime | None, style: str = "full") -> SafeString | str:
    """`{% moment comment.created_at %}` or `{% moment article.published_at "date" %}`."""
    return moments.moment_html(value, style) if value else ""


@register.simple_tag
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """A picture beside words; give it a label only where it stands alone, `extra` is a class."""
    return _icon(f"{name} {extra}".strip(), name, label)


@lru_cache(maxsize=512)
def _icon(classes: str, name: str, label: str) -> SafeString:
    sprite = f"{static('icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon icon-{}" role="img" aria-label="{}"><use href="{}"/></svg>',
            classes, label, sprite,
        )  # fmt: skip
    return format_html(
        '<svg class="icon icon-{}" aria-hidden="true"><use href="{}"/></svg>', classes, sprite
    )


@register.simple_tag
def site_setting(key: str) -> Any:
    """What the owner set, escaped as any other value."""
    return settings.get(key)


class KeptNode(template.Node):
    def __init__(self, name: str, facts: list[FilterExpression], nodes: template.NodeList) -> None:
        self.name = name
        self.facts = facts
        self.nodelist = nodes

    def render(self, context: template.Context) -> SafeString:
        facts = [fact.resolve(context, ignore_failures=True) for fact in self.facts]
        if None in facts:
            return self.nodelist.render(context)
        return kept.piece(self.name, facts, lambda: self.nodelist.render(context))


@register.tag("kept")
def do_kept(parser: Parser, token: Token) -> KeptNode:
    """
    `{% kept "nav" nav viewer.is_member %}…{% endkept %}`: drawn once in a process for each name,
    language, zone and set of facts, until a setting of the site changes.

    Everything that the piece depends on stands in the tag, and nothing personal stands in the
    piece. A fact that is None keeps nothing.
    """
    _tag, name, *facts = token.split_contents()
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(name.strip('"'), [parser.compile_filter(fact) for fact in facts], nodes)
