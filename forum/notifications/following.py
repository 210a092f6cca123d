"""What somebody follows, as rows of their list."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from forum.comments.models import Discussion
from forum.comments.models.discussion import audience_kinds_of
from forum.notifications import hosts
from forum.notifications.models import Subscription
from forum.notifications.recipients import Person, viewer_of
from forum.notifications.services.follow import key_of

PAGE: Final = 30


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    title: str
    url: str
    kind: str
    origin: str
    level: str


def page_of(person: Person, before: int | None) -> tuple[list[Row], int | None]:
    """A page, the last first, and what the next begins before. What they may not see any more
    is not named; it is left out."""
    found = Subscription.objects.filter(**key_of(person))
    if before:
        found = found.filter(pk__lt=before)
    page = list(
        found.select_related(
            "channel__audience", "channel__discussion", "channel__branch__discussion"
        )
        .defer(
            *(f"channel__branch__{name}" for name in ("body_source", "body_html")),
        )
        .order_by("-pk")[: PAGE + 1]
    )
    visible = _visible(person, page)
    rows = [row for one in page[:PAGE] if (row := _row(one, visible, person)) is not None]
    return rows, page[PAGE - 1].pk if len(page) > PAGE else None


def _visible(person: Person, page: list[Subscription]) -> set[int]:
    asked = {one.channel.discussion_id for one in page} | {
        one.channel.branch.discussion_id for one in page if one.channel.branch is not None
    }
    found = Discussion.objects.visible_to(viewer_of(person)).filter(Q(pk__in=asked - {None}))
    return set(found.values_list("pk", flat=True))


def _row(one: Subscription, visible: set[int], person: Person) -> Row | None:
    channel = one.channel
    branch = channel.branch
    place = channel.discussion or (branch.discussion if branch is not None else None)
    if place is not None:
        if place.pk not in visible:
            return None
        title, url = place.title, branch.get_absolute_url() if branch else place.url
    else:
        audience = channel.audience
        if audience is not None and audience.kind not in audience_kinds_of(viewer_of(person)):
            return None
        title, url = channel.title, channel.url
    return Row(
        one.pk,
        title,
        url,
        _label(channel.kind),
        one.get_origin_display(),
        one.level,
    )


def _label(kind: str) -> str:
    return str(hosts.kind_of(kind).label)
