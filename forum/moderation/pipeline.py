"""
The rules a text passes. Each is one small module in `rules/`, registered here with an id.

A rule looks at a draft and holds it, with a reason the author can read, or says nothing. It may
refuse (`Refused`) where waiting is the answer: too fast, the same text again.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.comments.gate import Draft, Hold

Ask = Callable[[Draft], Hold | None]


class Rule(NamedTuple):
    id: str
    label: str | Promise  # on the chip that moderators see
    ask: Ask


_rules: dict[str, Rule] = {}


def rule(id: str, *, label: str | Promise) -> Callable[[Ask], Ask]:
    """Register a rule. Rules are asked in the order of their registration."""

    def register(ask: Ask) -> Ask:
        if id in _rules:
            raise ValueError(f"There are two rules called {id}.")
        _rules[id] = Rule(id, label, ask)
        return ask

    return register


def registered() -> Mapping[str, Rule]:
    return MappingProxyType(_rules)


def label_of(id: str) -> str:
    """The words on a rule's chip; a rule that is gone keeps its id."""
    found = _rules.get(id)
    return str(found.label) if found else id or str(_("Rule"))


def check(draft: Draft) -> list[Hold]:
    """
    What the gate asks. Staff pass: they are known, and what no one may write (active code, too
    long a text) is refused below the gate for everybody.
    """
    if draft.viewer.is_staff:
        return []
    return [hold for rule in _rules.values() if (hold := rule.ask(draft)) is not None]
