"""Laying the sample in: one transaction, so that there is all of it or none."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import names
from articles.models import Article, Series
from forum.comments.models import Comment
from forum.moderation.services import reply_desk
from forum.topics.models import Board, Tag
from forum.topics.services import boards
from gateways.portability.models import SampleItem
from gateways.portability.sample import articles, desk, people, pictures, topics
from gateways.portability.sample import content as sample_content
from gateways.portability.sample.people import Account
from gateways.portability.sample.shapes import Content


class Clash(Exception):
    """Something of the site already has a name that the sample needs; the message says which."""


@dataclass(frozen=True, slots=True)
class Loaded:
    accounts: list[Account]
    counts: dict[str, int]


def is_loaded() -> bool:
    return SampleItem.objects.exists()


def load(content: Content | None = None, *, now: datetime | None = None) -> Loaded | None:
    """
    Lay the sample in, dated backwards from now. None where it is in already.

    Raises Clash and ContentError; then nothing was written.
    """
    content = content or sample_content.read()
    now = now or timezone.now()
    if is_loaded():
        return None
    _refuse_clashes(content)
    accounts, drawn = _prepare(content)
    with transaction.atomic():
        had_tags = set(Tag.objects.values_list("pk", flat=True))
        cast = people.make(content, accounts=accounts, now=now)
        labels = topics.make(content, cast=cast, now=now)
        articles.make(content, cast=cast, drawn=drawn, labels=labels, now=now)
        desk.make(content, cast=cast, labels=labels, now=now)
        for tag in Tag.objects.exclude(pk__in=had_tags):
            SampleItem.objects.create(tag=tag)
        boards.count()
        reply_desk.recount()
    return Loaded(accounts, _counts())


def _prepare(content: Content) -> tuple[list[Account], dict[str, bytes]]:
    """
    What takes seconds, before the transaction that would keep everybody else waiting: hashing
    the passwords and drawing the pictures, on as many processors as there are.
    """
    sign_in = {person.key: person for person in content.people}
    wanted = [article.picture for article in content.articles]
    with ThreadPoolExecutor() as pool:
        accounts = pool.map(people.new_account, [sign_in[key] for key in people.SIGN_IN])
        drawn = pool.map(pictures.draw, wanted)
        return list(accounts), dict(zip(wanted, drawn, strict=True))


def _refuse_clashes(content: Content) -> None:
    taken: list[str] = []
    for person in content.people:
        if User.objects.filter(email__iexact=people.email_of(person.key)).exists():
            taken.append(people.email_of(person.key))
        try:
            names.check(person.name)
        except ValidationError:
            taken.append(person.name)
    for model, rows in (
        (Board, content.boards),
        (Article, content.articles),
        (Series, content.series),
    ):
        slugs = [row.slug for row in rows]
        taken += model._default_manager.filter(slug__in=slugs).values_list("slug", flat=True)
    if taken:
        raise Clash(", ".join(sorted(taken)))


def _counts() -> dict[str, int]:
    items = SampleItem.objects
    people_ids = items.filter(person__isnull=False).values("person")
    guest_ids = items.filter(guest__isnull=False).values("guest")
    return {
        "articles": items.filter(article__isnull=False).count(),
        "boards": items.filter(board__isnull=False).count(),
        "topics": items.filter(topic__isnull=False).count(),
        "comments": Comment.objects.filter(author__in=people_ids).count()
        + Comment.objects.filter(guest__in=guest_ids).count(),
        "people": len(people_ids) + len(guest_ids),
    }
