"""
The gate a text passes before it is published. A floor above joins it; nothing below knows how.

`join` is called once, at start, by whoever moderates. Without a gate everything is published.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from accounts.models import Guest, User
from accounts.viewer import Viewer
from forum.comments.models import Comment, Discussion, Revision
from forum.comments.refusal import Refused
from foundation.limits.network import Network


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that somebody wants to publish, with all a rule may look at."""

    discussion: Discussion
    viewer: Viewer
    body: str
    parent: Comment | None = None
    author: User | None = None
    guest: Guest | None = None
    email: str = ""
    website: str = ""
    title: str = ""  # of a new topic
    network: Network | None = None
    comment: Comment | None = None  # the comment being edited
    # What the form brought for the rules: its traps, and whether its nudge was seen. A text that
    # came by no form has none.
    form: dict[str, str] = field(default_factory=dict)
    # What one rule found out and others ask too, so that it is found out once.
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


class Effect(StrEnum):
    """What comes of what a rule found."""

    HOLD = "hold"  # the text waits for a moderator
    SPAM = "spam"  # so clear that it goes to the spam tab at once
    REPORT = "report"  # the text is published, and a moderator looks at it
    NUDGE = "nudge"  # its author was asked to look again, and sent it
    NOTE = "note"  # nothing: the rule observes, and would have held it


@dataclass(frozen=True, slots=True)
class Hold:
    """
    What one rule found. `reason` is a sentence the author reads, `detail` one for moderators;
    `evidence` is the span of the body it rests on, as (start, end) in characters.
    """

    rule: str
    reason: str
    evidence: tuple[int, int] | None = None
    effect: Effect = Effect.HOLD
    detail: str = ""
    stage: str = ""  # where in the pipeline its rule stands
    words: str = ""  # of the text, shown to the author who is asked to look again

    @property
    def spam(self) -> bool:
        return self.effect == Effect.SPAM

    @property
    def waits(self) -> bool:
        """Whether the text waits because of it."""
        return self.effect in (Effect.HOLD, Effect.SPAM)


class Nudged(Refused):
    """
    The author is asked to look again before publishing. Raised once for each form: its second
    press, with `nudged` in the draft's form, publishes.
    """

    def __init__(self, found: Sequence[Hold]) -> None:
        super().__init__(" ".join(hold.reason for hold in found), code="nudge")
        self.found = tuple(found)


Check = Callable[[Draft], Sequence[Hold]]
OnHeld = Callable[[Comment, Sequence[Hold]], None]
OnStatus = Callable[[Comment, str, str], None]
OnChangeGone = Callable[[Comment], None]


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    What must stay of a comment's earlier texts because somebody decided, or has to decide, about
    them: a sentence that keeps them all for now, or the revisions that stay for good.
    """

    refusal: str = ""
    revisions: frozenset[int] = frozenset()


AskEvidence = Callable[[Comment, Sequence[Revision]], Evidence]

_checks: list[Check] = []
_on_held: list[OnHeld] = []
_on_noted: list[OnHeld] = []
_on_status: list[OnStatus] = []
_on_change_held: list[OnHeld] = []
_on_change_gone: list[OnChangeGone] = []
_evidence: list[AskEvidence] = []


def join(
    *,
    check: Check,
    on_held: OnHeld,
    on_noted: OnHeld,
    on_status: OnStatus,
    on_change_held: OnHeld,
    on_change_gone: OnChangeGone,
    evidence: AskEvidence,
) -> None:
    """
    Join the gate. `check` is asked before a text is stored and may raise Refused, Nudged or
    ValidationError. `on_held`, `on_status(comment, before, after)`, `on_change_held` and
    `on_change_gone` run in the transaction that holds a comment, changes its status, makes a
    published comment's change wait, or takes such a change back; `on_noted` in the one that
    stores a text in which rules found anything, whether it waits or not. `evidence` is asked
    before an author deletes earlier texts.
    """
    _checks.append(check)
    _on_held.append(on_held)
    _on_noted.append(on_noted)
    _on_status.append(on_status)
    _on_change_held.append(on_change_held)
    _on_change_gone.append(on_change_gone)
    _evidence.append(evidence)


def check(draft: Draft) -> list[Hold]:
    """All that was found, what holds the text first. Raises Refused, Nudged, ValidationError."""
    found = [hold for ask in _checks for hold in ask(draft)]
    return sorted(found, key=lambda hold: not hold.waits)


def held(comment: Comment, holds: Sequence[Hold]) -> None:
    for tell in _on_held:
        tell(comment, holds)


def noted(comment: Comment, found: Sequence[Hold]) -> None:
    if found:
        for tell in _on_noted:
            tell(comment, found)


def status_changed(comment: Comment, before: str, after: str) -> None:
    for tell in _on_status:
        tell(comment, before, after)


def change_held(comment: Comment, holds: Sequence[Hold]) -> None:
    for tell in _on_change_held:
        tell(comment, holds)


def change_gone(comment: Comment) -> None:
    for tell in _on_change_gone:
        tell(comment)


def evidence(comment: Comment, revisions: Sequence[Revision]) -> Evidence:
    answers = [ask(comment, revisions) for ask in _evidence]
    refusal = next((answer.refusal for answer in answers if answer.refusal), "")
    return Evidence(refusal, frozenset().union(*(answer.revisions for answer in answers)))
