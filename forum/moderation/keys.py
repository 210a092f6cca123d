"""The keys of the queue: what each does, and which a moderator chose for it."""

from collections.abc import Mapping
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.services import choices

CHOICE: Final = "keys of the queue"
HELP: Final = "?"  # shows the others, so it is always the same

ACTIONS: Final[Mapping[str, tuple[str | Promise, str]]] = {
    "next": (gettext_lazy("Next case"), "j"),
    "previous": (gettext_lazy("Previous case"), "k"),
    "approve": (gettext_lazy("Approve, or leave in place"), "a"),
    "reject": (gettext_lazy("Give a reason, to reject or remove"), "r"),
    "spam": (gettext_lazy("Spam"), "s"),
    "tick": (gettext_lazy("Tick, to decide about several"), "x"),
    "undo": (gettext_lazy("Undo the last decision"), "u"),
}
DEFAULT: Final = {action: key for action, (_label, key) in ACTIONS.items()}


def of(user: User | None) -> dict[str, str]:
    """By action. An action that is new since they chose has its usual key, or none where they
    use that for another."""
    chosen = dict.fromkeys(ACTIONS, "")
    stored = (user.choices.get(CHOICE, "") if user is not None else "").split()
    chosen |= {
        action: key
        for action, _equals, key in (pair.partition("=") for pair in stored)
        if action in ACTIONS
    }
    taken = set(chosen.values())
    named = {pair.partition("=")[0] for pair in stored}
    for action, key in DEFAULT.items():
        if action not in named and key not in taken:
            chosen[action] = key
    return chosen


def shown(user: User | None) -> list[tuple[str, str | Promise, str]]:
    """Action, what it does, and its key."""
    return [(action, ACTIONS[action][0], key) for action, key in of(user).items()]


def choose(user: User, given: Mapping[str, str]) -> bool:
    """Keep these keys; an empty one switches its action off. Raises ValidationError by action
    where two would do different things, or one is no key."""
    chosen = {action: given.get(action, "").strip().lower() for action in ACTIONS}
    wrong: dict[str, str] = {}
    for action, key in chosen.items():
        others = [other for other, used in chosen.items() if used == key and other != action]
        if not key:
            continue
        if len(key) != 1 or not key.isprintable() or key.isspace():
            wrong[action] = _("Please give one letter, digit or sign.")
        elif key == HELP:
            wrong[action] = _("The question mark always shows the list of keys.")
        elif others:
            wrong[action] = _("This key would do two things: %(other)s too.") % {
                "other": ACTIONS[others[0]][0]
            }
    if wrong:
        raise ValidationError(wrong)
    stored = " ".join(f"{action}={key}" for action, key in chosen.items())
    return choices.keep(user, CHOICE, "" if chosen == DEFAULT else stored)
