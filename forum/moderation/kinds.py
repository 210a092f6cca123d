"""
The kinds of cases. A floor above registers its own: its words, how its cards are read, and what
can be decided about it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.viewer import Viewer
from forum.moderation.models import CHANGED, HELD, REPORTED, Case


def nothing(_case: Case, _by: User) -> tuple[str, str]:
    """Nothing but closing the case."""
    return "", ""


@dataclass(frozen=True, slots=True)
class Verb:
    """
    What can be decided about a case of this kind. `run(case, by)` does it, inside the
    transaction that closes the case, and returns the status words before and after. `undo(case,
    by)` puts it back; a verb that does nothing beside closing the case needs none.
    """

    id: str
    label: str | Promise
    run: Callable[[Case, User], tuple[str, str]] = nothing
    tone: str = ""  # of the button: "" quiet danger
    icon: str = ""
    undo: Callable[[Case, User], None] | None = None

    @property
    def may_be_undone(self) -> bool:
        return self.undo is not None or self.run is nothing


@dataclass(slots=True)
class CaseCard:
    """
    What a floor above shows of one case: plain values, escaped by the template. `text` is what a
    person wrote; `facts` are pairs of a label and a value.
    """

    title: str
    url: str = ""
    text: str = ""
    facts: Sequence[tuple[str, str]] = ()
    by: str = ""
    at: datetime | None = None


Load = Callable[[Viewer, Sequence[int]], dict[int, CaseCard]]


@dataclass(frozen=True, slots=True)
class Kind:
    id: str
    label: str | Promise  # of the tab
    load: Load | None = None  # None: a case about a comment, drawn by this app
    verbs: Mapping[str, Verb] = field(default_factory=dict)
    for_editors: bool = False
    order: int = 50  # among the tabs

    @property
    def is_ours(self) -> bool:
        """About a comment, of which a moderator of its board may decide."""
        return self.id in (REPORTED, HELD, CHANGED)


_kinds: dict[str, Kind] = {}


def register(
    kind: str,
    *,
    label: str | Promise,
    load: Load | None = None,
    verbs: Sequence[Verb] = (),
    for_editors: bool = False,
    order: int = 50,
) -> None:
    """Join at start, once for each kind."""
    _kinds[kind] = Kind(kind, label, load, {verb.id: verb for verb in verbs}, for_editors, order)


def registered() -> Mapping[str, Kind]:
    return MappingProxyType(_kinds)


def get(kind: str) -> Kind:
    """The kind; one whose floor is gone has no card and no verbs."""
    return _kinds.get(kind) or Kind(kind, kind)


register(REPORTED, label=_("Reported"), order=10)
register(HELD, label=_("Held"), order=20)
register(CHANGED, label=_("Edited after approval"), order=30)
