"""What upper floors add to a comment: actions in its foot, and the reason its author reads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from accounts.viewer import Viewer
from forum.comments.fetch import Said
from forum.comments.models import BodyFormat, Comment


@dataclass(slots=True)  # not frozen: a page makes hundreds, and frozen ones cost three times
class Action:
    """
    One thing a viewer may do with a comment. A `post` is drawn as a form with one button, a
    plain one as a link to a page of its own. `main` ones stand first, the others behind "More".
    """

    label: str
    url: str
    icon: str
    post: bool = False
    main: bool = False
    pressed: bool | None = None
    description: str = ""  # for a screen reader: the label with the name of the author
    count: int = 0  # how many people did it
    until: datetime | None = None  # how long it can be done


class Reason(NamedTuple):
    """Why a comment is not shown. `rule` is the number of the guideline, where it rests on one."""

    sentence: str
    rule: str = ""


NO_REASON = Reason("")

AddActions = Callable[[Viewer, Sequence[Comment]], dict[int, list[Action]]]
Reasons = Callable[[Sequence[Comment]], dict[int, Reason]]
Anchors = Callable[[Sequence[int]], dict[int, str]]

Landing = Callable[[Comment, str], str]

_landings: list[Landing] = []
Objections = Callable[[Sequence[Comment]], dict[int, str]]

_objections: list[Objections] = []
_actions: list[AddActions] = []
_reasons: list[Reasons] = []
_anchors: list[Anchors] = []


def add_action(source: AddActions) -> None:
    """Join at start. The source is asked once for all comments of a page."""
    _actions.append(source)


def add_reasons(source: Reasons) -> None:
    """Join at start: why a comment was held, rejected or removed."""
    _reasons.append(source)


def add_anchors(source: Anchors) -> None:
    """Join at start: by what names comments from another site, by id, were found on its pages."""
    _anchors.append(source)


def add_landing(source: Landing) -> None:
    """Join at start: `source(comment, url)` says where its author goes after writing, in place of
    `url`, or "" to leave it."""
    _landings.append(source)


def landing(comment: Comment, url: str) -> str:
    return next((other for ask in _landings if (other := ask(comment, url))), url)


def add_objections(source: Objections) -> None:
    """Join at start: where the authors of comments object to what was decided about them."""
    _objections.append(source)


def objection(comment: Comment) -> str:
    """The address for its author alone, or nothing where there is nothing to object to."""
    return objections([comment]).get(comment.pk, "")


def objections(comments: Sequence[Comment]) -> dict[int, str]:
    """The same for several."""
    found: dict[int, str] = {}
    for ask in _objections if comments else ():
        found |= ask(comments)
    return found


def actions(viewer: Viewer, comments: Sequence[Comment]) -> dict[int, list[Action]]:
    found: dict[int, list[Action]] = {}
    for ask in _actions:
        for key, more in ask(viewer, comments).items():
            found.setdefault(key, []).extend(more)
    return found


def reasons(comments: Sequence[Comment]) -> dict[int, Reason]:
    found: dict[int, Reason] = {}
    for ask in _reasons if comments else ():
        found |= ask(comments)
    return found


def anchors(said: Sequence[Said]) -> dict[int, str]:
    """Asked only of comments that came as HTML, from elsewhere: a site of its own asks nothing."""
    foreign = [comment.id for comment in said if comment.body_format == BodyFormat.HTML]
    found: dict[int, str] = {}
    for ask in _anchors if foreign else ():
        found |= ask(foreign)
    return found
