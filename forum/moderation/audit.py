"""The history of decisions as somebody asks for it: by whom, what, about whom, where and when."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import Role, User
from accounts.viewer import Viewer
from forum.moderation import kinds, places
from forum.moderation.filters import LONGEST, LONGEST_NUMBER, NONE
from forum.moderation.models import Action


@dataclass(frozen=True, slots=True)
class Asked:
    """Empty texts ask nothing. What cannot be understood finds nothing, and is shown as it came."""

    by: str = ""  # a handle
    action: str = ""
    person: str = ""  # a handle, or "guest-NUMBER"
    place: str = ""
    since: str = ""  # days, both included
    until: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str], *, limited: bool = False) -> "Asked":
        """Who hides personal data cannot ask about one person either."""
        names = [one.name for one in fields(cls) if not (limited and one.name == "person")]
        return cls(**{name: given.get(name, "").strip()[:LONGEST] for name in names})

    @property
    def query(self) -> str:
        given = {one.name: getattr(self, one.name) for one in fields(self)}
        return urlencode({name: value for name, value in given.items() if value})

    def __bool__(self) -> bool:
        return bool(self.query)

    def as_q(self) -> Q:
        found = Q()
        if self.by:
            found &= Q(by__in=_called(self.by))
        if self.action:
            found &= Q(action=self.action)
        if self.person:
            found &= _about(self.person)
        if self.place:
            inside = places.within(self.place)
            found &= Q(discussion__in=inside.values("pk")) if inside is not None else NONE
        if self.since:
            found &= _from(self.since)
        if self.until:
            found &= _from(self.until, days=1, negated=True)
        return found


def action_choices() -> list[tuple[str, str]]:
    """What people of the team do: to comments and people, and to cases of other kinds."""
    own = [(str(value), str(label)) for value, label in Action.choices]
    others = {
        verb.id: str(verb.label)
        for kind in kinds.registered().values()
        for verb in kind.verbs.values()
        if verb.id not in Action.values
    }
    return [*own, *others.items()]


def team_choices() -> list[tuple[str, str]]:
    staff = (Role.MODERATOR, Role.EDITOR, Role.ADMINISTRATOR)
    # Both conditions: the first one is that of the index over the team.
    team = User.objects.exclude(role=Role.MEMBER).filter(role__in=staff).order_by("name")
    return list(team.values_list("handle", "name"))


def field_choices(asked: Asked, viewer: Viewer) -> list[dict[str, Any]]:
    """The lists to choose from, for the template."""
    where = [(label, [tuple(place) for place in group]) for label, group in places.choices(viewer)]
    return [
        {"name": "by", "label": _("By whom"), "groups": [("", team_choices())], "now": asked.by},
        {"name": "action", "label": _("What"), "groups": [("", action_choices())],
         "now": asked.action},
        {"name": "place", "label": _("Place"), "groups": where, "now": asked.place},
    ]  # fmt: skip


def _called(handle: str) -> Any:
    return User.objects.filter(handle=handle.lower()).values("pk")


def _about(person: str) -> Q:
    kind, _dash, number = person.partition("-")
    if kind == "guest" and number.isascii() and number.isdigit() and len(number) < LONGEST_NUMBER:
        return Q(guest=int(number))
    return Q(person__in=_called(person))


def _from(day: str, *, days: int = 0, negated: bool = False) -> Q:
    """Since the beginning of the day in the zone of the one who asks, or until so many later."""
    try:
        found = parse_date(day)
        moment = _beginning(found + timedelta(days=days)) if found else None
    except (OverflowError, ValueError):
        moment = None
    if moment is None:
        return NONE
    return Q(at__lt=moment) if negated else Q(at__gte=moment)


def _beginning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
