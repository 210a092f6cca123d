"""What can be followed. Floors above bring their own kinds, and say where a discussion stands."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.viewer import Viewer
from forum.comments.models import Comment, Discussion
from forum.notifications.models import BRANCH, DISCUSSION, Channel
from forum.notifications.services import channels

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Kind:
    """`label` is "Board", `name` "this board" in a sentence, `everything` what All brings."""

    label: Text
    name: Text
    everything: Text


@dataclass(frozen=True, slots=True)
class Host:
    """One thing that can be followed, as the viewer sees it. `make` gives its channel a row."""

    title: str
    url: str
    channel_id: int | None
    make: Callable[[], Channel]


Find = Callable[[Viewer, int], Host | None]
Places = Callable[[Discussion], list[int]]

Sensitive = Callable[[Collection[int]], set[int]]

_kinds: dict[str, Kind] = {}
_finders: dict[str, Find] = {}
_places: list[Places] = []
_sensitive: list[Sensitive] = []


def register(kind: str, words: Kind, find: Find) -> None:
    """Join at start. `find` gives the thing of that number only where the viewer may see it."""
    _kinds[kind], _finders[kind] = words, find


def add_places(source: Places) -> None:
    """Join at start: the channels of what a discussion stands in, such as its board and tags."""
    _places.append(source)


def add_sensitive(source: Sensitive) -> None:
    """Join at start: which of these discussions are such that mail about them is discreet."""
    _sensitive.append(source)


def kind_of(kind: str) -> Kind:
    return _kinds[kind]


def find(viewer: Viewer, kind: str, pk: int) -> Host | None:
    ask = _finders.get(kind)
    return ask(viewer, pk) if ask is not None else None


def places_of(discussion: Discussion) -> list[int]:
    return [channel for ask in _places for channel in ask(discussion)]


def is_any_sensitive(discussion_ids: Collection[int]) -> bool:
    return bool(discussion_ids) and any(ask(discussion_ids) for ask in _sensitive)


# --- What lies below -----------------------------------------------------------------------


def _discussion(viewer: Viewer, pk: int) -> Host | None:
    found = Discussion.objects.visible_to(viewer).filter(pk=pk).select_related("channel").first()
    if found is None:
        return None
    channel = getattr(found, "channel", None)
    return Host(
        found.title, found.url, channel.pk if channel else None, lambda: channels.of_discussion(pk)
    )


def _branch(viewer: Viewer, pk: int) -> Host | None:
    found = (
        Comment.objects.visible_to(viewer)
        .filter(pk=pk, parent=None)
        .select_related("discussion", "channel")
        .first()
    )
    if found is None:
        return None
    channel = getattr(found, "channel", None)
    return Host(
        found.discussion.title,
        found.get_absolute_url(),
        channel.pk if channel else None,
        lambda: channels.of_branch(pk),
    )


BELOW: Final = {
    DISCUSSION: (Kind(_("Discussion"), _("this discussion"), _("Every new comment")), _discussion),
    BRANCH: (Kind(_("Branch"), _("this branch"), _("Every new reply in this branch")), _branch),
}
for _name, (_words, _find) in BELOW.items():
    register(_name, _words, _find)
