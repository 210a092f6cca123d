"""What a moderator wants to see of a tab: by reason, place, person and age."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.comments.models import Comment
from forum.moderation import pipeline, places
from forum.moderation.models import Firing, ProfileText, Report
from forum.moderation.texts import report_choices

AGES: Final = {
    "hour": (_("Longer than an hour"), timedelta(hours=1)),
    "day": (_("Longer than a day"), timedelta(days=1)),
    "week": (_("Longer than a week"), timedelta(days=7)),
    "today": (_("Since less than a day"), timedelta(days=-1)),
}
NAMES: Final = ("reason", "place", "person", "age")
LONGEST: Final = 80
LONGEST_NUMBER: Final = 18


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty texts ask nothing. What cannot be understood finds nothing, and is said."""

    reason: str = ""  # "rule-ID" or "report-REASON"
    place: str = ""  # see forum.moderation.places
    person: str = ""  # a handle, or "guest-NUMBER"
    age: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Filters":
        return cls(**{name: given.get(name, "").strip()[:LONGEST] for name in NAMES})

    @property
    def query(self) -> str:
        """As part of an address, always in the same order."""
        given = {name: getattr(self, name) for name in NAMES}
        return urlencode({name: value for name, value in given.items() if value})

    def __bool__(self) -> bool:
        return bool(self.query)

    def as_q(self) -> Q:
        """
        What the open cases have to fulfil. Each set is found once and held against the index of
        the queue, which is walked in its order: so it costs the same wherever the matches stand.
        """
        found = Q()
        if self.reason:
            found &= _with_reason(self.reason)
        if self.place:
            inside = places.within(self.place)
            found &= Q(discussion__in=inside.values("pk")) if inside is not None else NONE
        if self.person:
            found &= _of_person(self.person)
        if self.age:
            found &= _as_old_as(self.age)
        return found


NONE: Final = Q(pk__in=[])


def filter_reasons() -> list[tuple[str, list[tuple[str, str]]]]:
    rules = [(f"rule-{rule.id}", str(rule.label)) for rule in pipeline.registered().values()]
    reports = [(f"report-{value}", str(label)) for value, label in report_choices()]
    return [(str(_("Reported as")), reports), (str(_("Held by a rule")), rules)]


def age_choices() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, (label, _span) in AGES.items()]


def place_name(value: str) -> str:
    """The name of a discussion that was chosen from a card and stands in no list."""
    if not value.startswith(f"{places.DISCUSSION}-"):
        return ""
    inside = places.within(value)
    names = inside.values_list("title", flat=True)[:1] if inside is not None else []
    return next(iter(names), "")


def _with_reason(reason: str) -> Q:
    kind, _dash, code = reason.partition("-")
    if kind == "rule":
        return Q(pk__in=Firing.objects.filter(rule=code).values("case_id"))
    if kind == "report":
        return Q(pk__in=Report.objects.filter(reason=code).values("case_id"))
    return NONE


def _of_person(person: str) -> Q:
    """What they wrote, or say of themselves."""
    said = ProfileText.objects.filter(user__handle=person.lower()).values("case_id")
    return Q(comment__in=_by(person).order_by().values("pk")) | Q(pk__in=said)


def _by(person: str) -> QuerySet[Comment]:
    kind, _dash, number = person.partition("-")
    if kind == "guest" and number.isascii() and number.isdigit() and len(number) < LONGEST_NUMBER:
        return Comment.objects.filter(guest_id=int(number))
    return Comment.objects.filter(
        author__in=User.objects.filter(handle=person.lower()).values("pk")
    )


def _as_old_as(age: str) -> Q:
    if age not in AGES:
        return NONE
    _label, span = AGES[age]
    if span < timedelta(0):
        return Q(waiting_since__gt=timezone.now() + span)
    return Q(waiting_since__lte=timezone.now() - span)
