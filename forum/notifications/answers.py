"""Answering a mail by mail, where something on a floor above takes answers in."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments import policies
from forum.comments.models import Comment, Discussion
from forum.notifications.recipients import Person


@dataclass(frozen=True, slots=True)
class Way:
    """`address` becomes the Reply-To; the line above which one answers begins with `mark`."""

    address: str
    mark: str


Offer = Callable[[User, Discussion, Comment | None], Way | None]

_offers: list[Offer] = []


def join(offer: Offer) -> None:
    """Join at start. Asked for each mail about one discussion, with the comment it is about."""
    _offers.append(offer)


def way_of(person: Person, discussion: Discussion, answered: Comment | None) -> Way | None:
    """None where nobody takes answers in, or the person may not write there."""
    if not isinstance(person, User):
        return None
    if policies.posting_refusal(Viewer(user=person), discussion) is not None:
        return None
    found = (offer(person, discussion, answered) for offer in _offers)
    return next((way for way in found if way is not None), None)
