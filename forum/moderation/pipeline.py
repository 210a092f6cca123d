"""
The rules a text passes. Each is one small module in `rules/`, registered here with an id.

A rule looks at a draft and says what it found, with a reason the author can read, or nothing. It
may refuse (`Refused`) where waiting is the answer: too fast, the same text again. Each rule is on,
observes (what it would have held is kept and shown to moderators, and nothing waits), or is off.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.viewer import Viewer
from forum.comments import policies as comment_policies
from forum.comments.gate import Draft, Effect, Hold, Nudged
from forum.comments.models import Discussion
from forum.comments.refusal import Refused
from foundation.branding import settings

Ask = Callable[[Draft], Hold | None]
Text = str | Promise

# What a rule reads. Most need to know where a comment stands; those that look at the words alone
# can read private notes (to the editors, with a report), and what people say of themselves.
COMMENTS: Final = frozenset({"comment"})
NOTES: Final = frozenset({"note"})
PROFILES: Final = frozenset({"profile"})
SIGN_UPS: Final = frozenset({"signup"})  # who just joined, with their address
ALL: Final = COMMENTS | NOTES | PROFILES

GROUP = _("Rules of moderation")


class Stage(IntEnum):
    """In this order rules are asked: what asks the author, what refuses, what holds."""

    NUDGE = 1
    LIMIT = 2
    PERSON = 3
    FORM = 4
    TEXT = 5
    LINK = 6
    LEARNED = 7


class Mode(StrEnum):
    ON = "on"
    OBSERVE = "observe"
    OFF = "off"


MODES = ((Mode.ON, _("On")), (Mode.OBSERVE, _("Observes only")), (Mode.OFF, _("Off")))


class Rule(NamedTuple):
    id: str
    label: Text  # on the chip that moderators see
    ask: Ask
    stage: Stage
    mode: Mode  # until the owner chooses
    reads: frozenset[str]  # the kinds of text it is asked about

    @property
    def setting(self) -> str:
        return f"rule_{self.id}"

    @property
    def mode_now(self) -> Mode:
        return Mode(settings.get(self.setting))


_rules: dict[str, Rule] = {}


def rule(
    id: str,
    *,
    label: Text,
    stage: Stage = Stage.TEXT,
    mode: Mode = Mode.ON,
    reads: frozenset[str] = COMMENTS,
) -> Callable[[Ask], Ask]:
    """
    Register a rule, with a setting for its mode. Rules are asked stage by stage, within a stage
    in the order of their registration.
    """

    def register(ask: Ask) -> Ask:
        if id in _rules:
            raise ValueError(f"There are two rules called {id}.")
        new = Rule(id, label, ask, stage, mode, reads)
        settings.declare(new.setting, str(mode), label=label, group=GROUP, choices=MODES)
        _rules[id] = new
        ordered = sorted(_rules.values(), key=lambda each: each.stage)
        _rules.clear()
        _rules.update({each.id: each for each in ordered})
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
    What the gate asks. The team passes: it is known, and what no one may write (active code, too
    long a text) is refused below the gate for everybody.
    """
    if comment_policies.is_team(draft.viewer, draft.discussion):
        return []
    rules = [rule for rule in _rules.values() if COMMENTS <= rule.reads]
    nudges = _found_by(draft, (rule for rule in rules if rule.stage == Stage.NUDGE))
    _nudge(draft, nudges)
    found = nudges + _found_by(draft, (rule for rule in rules if rule.stage != Stage.NUDGE))
    if any(hold.waits for hold in found):
        # A moderator sees the text anyway, so what asks for a look is one more reason.
        found = [
            replace(hold, effect=Effect.HOLD) if hold.effect == Effect.REPORT else hold
            for hold in found
        ]
    return found


def look(
    text: str, *, viewer: Viewer, reads: frozenset[str] = NOTES, email: str = ""
) -> list[Hold]:
    """
    What the rules that read one of these kinds of text find in one that is no comment. It holds
    and asks nothing by itself.
    """
    if viewer.is_staff:
        return []
    draft = Draft(
        discussion=Discussion(), viewer=viewer, body=text, author=viewer.user, email=email
    )
    found = _found_by(draft, (rule for rule in _rules.values() if reads & rule.reads))
    return [hold for hold in found if hold.effect != Effect.NOTE]


def _found_by(draft: Draft, rules: Iterable[Rule]) -> list[Hold]:
    return [hold for rule in rules if (hold := _ask(rule, draft)) is not None]


def _ask(rule: Rule, draft: Draft) -> Hold | None:
    mode = rule.mode_now
    if mode == Mode.OFF:
        return None
    try:
        hold = rule.ask(draft)
    except Refused as refused:
        if mode != Mode.OBSERVE:
            raise
        hold = Hold(rule.id, refused.sentence)
    if hold is None:
        return None
    effect = Effect.NOTE if mode == Mode.OBSERVE else hold.effect
    return replace(hold, effect=effect, stage=rule.stage.name.lower())


def _nudge(draft: Draft, found: Iterable[Hold]) -> None:
    """Ask the author once, where the form can come back to them; never a second time."""
    asked = [hold for hold in found if hold.effect == Effect.NUDGE]
    if asked and draft.form.get("nudged", "1") == "":
        raise Nudged(asked)
