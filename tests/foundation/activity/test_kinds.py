"""The table of kinds against the code."""

from __future__ import annotations

import re

from django.conf import settings

from foundation.activity import events
from foundation.activity.registry import subscribed_kinds

FLOORS = ("gateways", "articles", "forum", "accounts", "foundation")


def recorded_kinds() -> set[str]:
    """Kinds written out where they are recorded."""
    written = re.compile(r"events\.record\(\s*\"([a-z_.]+)\"")
    return {
        kind
        for floor in FLOORS
        for file in (settings.BASE_DIR / floor).rglob("*.py")
        for kind in written.findall(file.read_text())
    }


def test_every_kind_has_a_sentence() -> None:
    for kind, sentence in events.sentences().items():
        assert len(str(sentence)) > 8, kind


def test_every_recorded_kind_is_declared() -> None:
    assert recorded_kinds() <= set(events.sentences())


def test_nobody_waits_for_a_kind_that_is_not_declared() -> None:
    assert subscribed_kinds() <= set(events.sentences())
