"""From one comment to others like it: the same text, links, hand or network within a week."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.comments.models import Comment, Origin, Status
from forum.moderation import sketch
from forum.moderation.models import TextPrint
from forum.moderation.rules.copies import LONG_ENOUGH
from forum.moderation.rules.links import strange_links
from foundation.text.links import host_of

WITHIN: Final = timedelta(days=7)
MOST: Final = 200
COMPARED: Final = 500  # texts of those who left a print like this one's
LATEST: Final = 5_000  # comments in which links are looked for
HOSTS: Final = 5

TEXT: Final = _("Nearly the same text")
LINKS: Final = _("The same link")
WRITER: Final = _("The same writer")
NETWORK: Final = _("The same network")
KNOWN: Final = _("Wrote here before that week, and was published")


@dataclass(slots=True)
class Likeness:
    """What two comments have in common. The network alone says little: many share one."""

    why: list[str | Promise] = field(default_factory=list)
    is_strong: bool = False


def similar_to(comment: Comment) -> dict[int, Likeness]:
    """
    By comment, what is most alike first: what stands or waits and was written within a week. Who
    was welcome here before is among them, and not taken for part of a wave.
    """
    since = timezone.now() - WITHIN
    found: dict[int, Likeness] = {}
    for why, ids in (
        (TEXT, _of_text(comment, since)),
        (LINKS, _of_links(comment, since)),
        (WRITER, _of_writer(comment, since)),
        (NETWORK, _of_network(comment, since)),
    ):
        for pk in ids:
            likeness = found.setdefault(pk, Likeness())
            likeness.why.append(why)
            likeness.is_strong |= why is not NETWORK
    found = dict(list(found.items())[:MOST])
    for pk in _of_known(found, since):
        found[pk].why.append(KNOWN)
        found[pk].is_strong = False
    return found


def _recent(since: datetime) -> QuerySet[Comment]:
    found = Comment.objects.filter(status__in=(Status.PUBLISHED, Status.HELD))
    return found.filter(created_at__gt=since)


def _of_text(comment: Comment, since: datetime) -> Iterable[int]:
    """The prints lead to those who wrote nearly this; their texts are compared themselves."""
    words = sketch.words_of(comment.body_source)
    if len(words) < LONG_ENOUGH:
        return []
    drawn = sketch.draw(words)
    one, two, three, four = drawn.bands
    alike = Q(band_one=one) | Q(band_two=two) | Q(band_three=three) | Q(band_four=four)
    prints = TextPrint.objects.filter(alike, at__gt=since).order_by("-at")
    keys = [
        key.partition(":")[::2]
        for key, other in prints.values_list("author_key", "sketch")[:COMPARED]
        if sketch.is_alike(drawn.text, other)
    ]
    users = {int(pk) for kind, pk in keys if kind == "user" and pk}
    guests = {int(pk) for kind, pk in keys if kind == "guest" and pk}
    theirs = _recent(since).filter(Q(author__in=users) | Q(guest__in=guests))
    rows = theirs.exclude(pk=comment.pk).order_by("-id").values_list("pk", "body_source")
    return [
        pk
        for pk, body in rows[:COMPARED]
        if sketch.is_alike(drawn.text, sketch.draw(sketch.words_of(body)).text)
    ]


def _of_links(comment: Comment, since: datetime) -> Iterable[int]:
    hosts = list(_hosts(comment))[:HOSTS]
    if not hosts:
        return []
    holds = Q()
    for host in hosts:
        holds |= Q(body_source__icontains=host) | Q(guest__website__icontains=host)
    newest = Comment.objects.order_by("-id").values_list("pk", flat=True)
    first = next(iter(newest[LATEST : LATEST + 1]), 0)
    rows = _recent(since).filter(holds, pk__gte=first).exclude(pk=comment.pk)
    others = rows.select_related("guest").order_by("-id")[:MOST]
    return [other.pk for other in others if not _hosts(other).isdisjoint(hosts)]


def _hosts(comment: Comment) -> set[str]:
    """The sites it leads to, without this one and those that may be linked."""
    website = comment.guest.website if comment.guest is not None else ""
    links = (*strange_links(comment.body_source), *strange_links(website))
    return {host_of(link) for link in links} - {""}


def _of_writer(comment: Comment, since: datetime) -> Iterable[int]:
    own = _recent(since).exclude(pk=comment.pk)
    if comment.author_id is not None:
        own = own.filter(author=comment.author_id)
    else:
        own = own.filter(guest=comment.guest_id)
    return list(own.order_by("-id").values_list("pk", flat=True)[:MOST])


def _of_network(comment: Comment, since: datetime) -> Iterable[int]:
    block = Origin.objects.filter(comment=comment).values_list("block", flat=True).first()
    if not block:
        return []
    near = Origin.objects.filter(
        block=block,
        created_at__gt=since,
        comment__status__in=(Status.PUBLISHED, Status.HELD),
        comment__created_at__gt=since,
    ).exclude(comment=comment)
    return list(near.order_by("-created_at").values_list("comment_id", flat=True)[:MOST])


def _of_known(ids: Iterable[int], since: datetime) -> Iterable[int]:
    """Those whose writer was published before."""
    rows = Comment.objects.filter(pk__in=list(ids)).values_list("pk", "author_id", "guest_id")
    people = list(rows)
    before = Comment.objects.filter(status=Status.PUBLISHED, created_at__lte=since).order_by()
    users = {user for _pk, user, _guest in people if user}
    guests = {guest for _pk, _user, guest in people if guest}
    known = set(before.filter(author__in=users).values_list("author_id", flat=True).distinct())
    seen = set(before.filter(guest__in=guests).values_list("guest_id", flat=True).distinct())
    return [pk for pk, user, guest in people if user in known or guest in seen]
