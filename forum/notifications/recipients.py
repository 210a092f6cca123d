"""
Who hears of what, how much, and why. Everybody who tells somebody something asks here.

- A *comment* is heard by whom it answers, by whom it names, and by whom follows its branch or
  discussion with All.
- An *opening* is heard by whom it names; it and an *article* by whom follows a place they stand in
  (board, tag, series, author) with All.
- The nearest choice counts: that for the branch, else that for the discussion, else that for the
  places, among which Off is stronger than All. Who chose nothing hears what is said to them.
- Nobody hears of their own, of what they may not see, or after they have left; a guest hears
  when their address is confirmed.

Asked in the worker, from the event; a post asks nothing. Followers come in steps of STEP, so that
ten thousand of them are no long transaction.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.db.models import Q

from accounts import mentions
from accounts.models import Guest, User
from accounts.models.guest import GuestKind
from accounts.models.user import Kind as PersonKind
from accounts.viewer import Viewer
from forum.comments.models import Comment, CommentKind, Discussion
from forum.comments.models.discussion import may_see
from forum.notifications import hosts, kinds
from forum.notifications.models import Channel, Level, Subscription

STEP: Final = 500

Person = User | Guest


class Key(NamedTuple):
    """Who somebody is, in one value."""

    is_guest: bool
    pk: int


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who hears, as what kind of notice, and which channel is why; None: they are
    answered."""

    person: Person
    kind: str
    channel_id: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """Some of the recipients, and where the next step goes on; None when all were found."""

    recipients: list[Recipient]
    after: int | None


def of_comment(comment: Comment, *, after: int = 0, only_named: bool = False) -> Step:
    """Who hears of a reply, or only whom it names. Pass it with its parent and discussion."""
    near = _near(comment)
    followers, following = (
        ([], None) if only_named else _followers([channel.pk for channel in near], after)
    )
    people = {key_of(row.user or row.guest): row.user or row.guest for row in followers}
    answered = _answered(comment) if after == 0 and not only_named else None
    if answered is not None:
        people[key_of(answered)] = answered
    named = _named(comment.body_source) if after == 0 else {}
    people |= named
    places = hosts.places_of(comment.discussion)
    levels = _levels(people, [*(channel.pk for channel in near), *places])
    found = []
    for key, person in people.items():
        if person is None or not _may_hear(person, comment.discussion, but=_writer(comment)):
            continue
        chosen, channel_id = _nearest(levels.get(key, {}), near)
        is_answered = answered is not None and key == key_of(answered)
        is_said_to = is_answered or key in named
        if chosen is None:
            chosen = Level.OFF if _is_off(levels.get(key, {}), places) else Level.REPLIES
        if chosen == Level.OFF or (chosen == Level.REPLIES and not is_said_to):
            continue
        if is_said_to:
            found.append(Recipient(person, kinds.REPLY if is_answered else kinds.NAMED, None))
        else:
            found.append(Recipient(person, kinds.FOLLOWED, channel_id))
    return Step(found, following)


def of_beginning(
    discussion: Discussion, *, kind: str, by: Person | None, text: str = "", after: int = 0
) -> Step:
    """
    Who hears that there is something new to read: a topic, an article. `by` hears nothing; who is
    named in `text` hears that.
    """
    places = hosts.places_of(discussion)
    followers, following = _followers(places, after)
    people = {key_of(row.user or row.guest): row.user or row.guest for row in followers}
    named = _named(text) if after == 0 else {}
    people |= named
    own = Channel.objects.filter(discussion=discussion)
    levels = _levels(people, [*places, *(channel.pk for channel in own)])
    found = []
    for key, person in people.items():
        if person is None or not _may_hear(person, discussion, but=by):
            continue
        chosen = levels.get(key, {})
        off, _channel = _nearest(chosen, own)
        if _is_off(chosen, places) or off == Level.OFF:
            continue
        if key in named:
            found.append(Recipient(person, kinds.NAMED, None))
            continue
        channel_id = next(place for place in places if chosen.get(place) == Level.ALL)
        found.append(Recipient(person, kind, channel_id))
    return Step(found, following)


def may_hear(person: Person, discussion: Discussion) -> bool:
    """Asked when a notice is written, and again when it is mailed."""
    return _may_hear(person, discussion, but=None)


def key_of(person: Person | None) -> Key:
    return Key(isinstance(person, Guest), person.pk if person is not None else 0)


def viewer_of(person: Person) -> Viewer:
    return Viewer(user=person) if isinstance(person, User) else Viewer(guest=person)


# --- The parts -----------------------------------------------------------------------------


def _may_hear(person: Person, discussion: Discussion, *, but: Person | None) -> bool:
    if but is not None and key_of(person) == key_of(but):
        return False
    return is_here(person) and may_see(viewer_of(person), discussion)


def is_here(person: Person) -> bool:
    """Has not left, and is nobody the site made up; a guest has proven their address."""
    if isinstance(person, User):
        return person.kind == PersonKind.PERSON and person.is_active
    address = getattr(person, "address", None)
    return (
        person.kind != GuestKind.ERASED and address is not None and address.confirmed_at is not None
    )


def _named(text: str) -> dict[Key, Person | None]:
    return {key_of(person): person for person in mentions.named_in(text)}


def _writer(comment: Comment) -> Person | None:
    return comment.author or comment.guest


def _answered(comment: Comment) -> Person | None:
    if comment.kind == CommentKind.OPENING:
        return None
    if comment.parent is not None:
        return comment.parent.author or comment.parent.guest
    return comment.discussion.started_by


def _near(comment: Comment) -> list[Channel]:
    """The channels of the branch and of the discussion, the nearest first, where there are any."""
    found = Channel.objects.filter(
        Q(discussion=comment.discussion_id) | Q(branch=comment.root_id or comment.pk)
    )
    return sorted(found, key=lambda channel: channel.branch_id is None)


def _followers(channel_ids: Collection[int], after: int) -> tuple[list[Subscription], int | None]:
    if not channel_ids:
        return [], None
    rows = list(
        Subscription.objects.filter(channel__in=channel_ids, level=Level.ALL, pk__gt=after)
        .select_related("user", "guest__address")
        .order_by("pk")[:STEP]
    )
    return rows, rows[-1].pk if len(rows) == STEP else None


def _levels(people: Iterable[Key], channel_ids: Collection[int]) -> dict[Key, dict[int, str]]:
    """What each of them chose for each of these channels."""
    keys = list(people)
    found: dict[Key, dict[int, str]] = {}
    if not keys or not channel_ids:
        return found
    rows = Subscription.objects.filter(
        Q(user__in=[key.pk for key in keys if not key.is_guest])
        | Q(guest__in=[key.pk for key in keys if key.is_guest]),
        channel__in=channel_ids,
    )
    for user_id, guest_id, channel_id, level in rows.values_list(
        "user", "guest", "channel", "level"
    ):
        key = Key(user_id is None, user_id or guest_id or 0)
        found.setdefault(key, {})[channel_id] = level
    return found


def _nearest(levels: dict[int, str], channels: Iterable[Channel]) -> tuple[str | None, int | None]:
    for channel in channels:
        if channel.pk in levels:
            return levels[channel.pk], channel.pk
    return None, None


def _is_off(levels: dict[int, str], places: Collection[int]) -> bool:
    return any(levels.get(place) == Level.OFF for place in places)
