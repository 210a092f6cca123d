"""
The gate a text passes before it is published. A floor above joins it; nothing below knows how.

`join` is called once, at start, by whoever moderates. Without a gate everything is published.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from accounts.models import Guest, User
from accounts.viewer import Viewer
from forum.comments.models import Comment, Discussion, Revision
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
    form: dict[str, str] = field(default_factory=dict)  # what the traps of the form brought


@dataclass(frozen=True, slots=True)
class Hold:
    """
    One rule's reason to hold. `reason` is a sentence the author reads; `evidence` is the span
    of the body it rests on, as (start, end) in characters.
    """

    rule: str
    reason: str
    evidence: tuple[int, int] | None = None
    spam: bool = False  # so clear that it goes to the spam tab at once


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
_on_status: list[OnStatus] = []
_on_change_held: list[OnHeld] = []
_on_change_gone: list[OnChangeGone] = []
_evidence: list[AskEvidence] = []


def join(
    *,
    check: Check,
    on_held: OnHeld,
    on_status: OnStatus,
    on_change_held: OnHeld,
    on_change_gone: OnChangeGone,
    evidence: AskEvidence,
) -> None:
    """
    Join the gate: `check` is asked before a text is stored and may raise Refused or
    ValidationError; `on_held` and `on_status(comment, before, after)` run in the transaction
    that holds a comment or changes its status, `on_change_held` and `on_change_gone` in the one
    that makes a published comment's change wait, or takes such a change back. `evidence` is asked
    before an author deletes earlier texts.
    """
    _checks.append(check)
    _on_held.append(on_held)
    _on_status.append(on_status)
    _on_change_held.append(on_change_held)
    _on_change_gone.append(on_change_gone)
    _evidence.append(evidence)


def check(draft: Draft) -> list[Hold]:
    return [hold for ask in _checks for hold in ask(draft)]


def held(comment: Comment, holds: Sequence[Hold]) -> None:
    for tell in _on_held:
        tell(comment, holds)


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
