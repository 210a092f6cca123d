"""Laying the sample in: one transaction, so that there is all of it or none."""

import io
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import formats, timezone

from accounts.models import User
from accounts.services import names
from accounts.viewer import Viewer
from articles.models import Article, Picture, Rating, Series
from articles.models.series import SeriesDisclaimer
from articles.services import feedback as article_feedback
from articles.services import pictures as article_pictures
from articles.services import publish, rate, taxonomy, write
from articles.services.rate import Voter, hash_key, new_key
from articles.services.recount import recount as recount_ratings
from forum.comments.models import Comment, Discussion
from forum.comments.services import discussions
from forum.moderation.services import sanctions
from forum.moderation.services.decide import decide
from forum.moderation.services.discussions import lock, pin
from forum.moderation.services.report import report
from forum.topics.models import Board, Tag, Topic, TopicKind
from forum.topics.models.topic import KIND
from forum.topics.services import boards as board_services
from forum.topics.services.ask import slug_of
from forum.topics.services.tags import put_tags
from gateways.portability.models import SampleItem
from gateways.portability.sample import content as sample_content
from gateways.portability.sample import conversations, people, pictures
from gateways.portability.sample.content import Content
from gateways.portability.sample.people import Account, Cast


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
    # Drawn before the transaction, which would keep everybody else waiting meanwhile.
    drawn = {article.picture: pictures.draw(article.picture) for article in content.articles}
    with transaction.atomic():
        had_tags = set(Tag.objects.values_list("pk", flat=True))
        cast = people.make(content, now=now)
        labels = _make_forum(content, cast, now)
        _make_articles(content, cast, drawn, labels, now)
        _make_decisions(content, cast, labels, now)
        for tag in Tag.objects.exclude(pk__in=had_tags):
            SampleItem.objects.create(tag=tag)
        board_services.count()
    return Loaded(cast.accounts, _counts())


def _refuse_clashes(content: Content) -> None:
    taken: list[str] = []
    for person in content.people:
        same = User.objects.filter(handle=person.handle)
        if same.exists() or User.objects.filter(email__iexact=people.email_of(person.handle)):
            taken.append(person.handle)
            continue
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
