"""The way out of mail that works without signing in: a signed address for one person and one
thing. It stops mail, or brings it back, and shows nothing but what it stops."""

from dataclasses import dataclass
from typing import Final

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from accounts.models import Guest, User
from forum.notifications import kinds
from forum.notifications.models import Notice
from forum.notifications.recipients import Person

ALL: Final = "all"
SUMMARY: Final = "summary"

_signer = Signer(sep=".", salt="notifications.unsubscribe")


@dataclass(frozen=True, slots=True)
class Stop:
    """What a token stands for. `target` is ALL, SUMMARY, or `d7` and `c7` for a discussion and
    a channel. What a notice told of (`n7`) is looked up when the token is read."""

    person: Person
    target: str

    @property
    def discussion_id(self) -> int | None:
        return int(self.target[1:]) if self.target.startswith("d") else None

    @property
    def channel_id(self) -> int | None:
        return int(self.target[1:]) if self.target.startswith("c") else None


def of_discussion(pk: int) -> str:
    return f"d{pk}"


def of_channel(pk: int) -> str:
    return f"c{pk}"


def of_notice(pk: int) -> str:
    return f"n{pk}"


def token_of(person: Person, target: str) -> str:
    who = "u" if isinstance(person, User) else "g"
    return _signer.sign(f"{who}{person.pk}-{target}")


def url_of(token: str) -> str:
    return reverse("unsubscribe", args=[token])


def read(token: str) -> Stop | None:
    """None for a token that this site did not make, or whose person is gone."""
    try:
        who, _, target = _signer.unsign(token).partition("-")
    except BadSignature:
        return None
    pk = int(who[1:])
    person: Person | None
    if who.startswith("u"):
        person = User.objects.filter(pk=pk).first()
    else:
        person = Guest.objects.filter(pk=pk).first()
    if person is None:
        return None
    return Stop(person, _of_notice(int(target[1:])) if target.startswith("n") else target)


def _of_notice(pk: int) -> str:
    """What is behind it; where it is gone all mail, for a press of the button has to help."""
    notice = Notice.objects.select_related("comment").filter(pk=pk).first()
    if notice is not None and notice.comment is not None and notice.kind in kinds.OF_A_DISCUSSION:
        return of_discussion(notice.comment.discussion_id)
    if notice is not None and notice.channel_id is not None:
        return of_channel(notice.channel_id)
    return ALL
