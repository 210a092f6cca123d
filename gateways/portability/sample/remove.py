"""Removing the sample and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Max, Q, QuerySet

from accounts.models import Guest, Role, User
from accounts.models.user import Kind
from articles.models import Article, Author, Byline, Picture, Series
from articles.services import pictures
from forum.comments.models import Audience, Comment, Discussion
from forum.comments.services.read import forget_reading
from forum.moderation.models import Case, Decision
from forum.topics.models import Board, Tag, Topic
from forum.topics.services import boards
from foundation.pagecache import versions
from foundation.search import api as search
from gateways.portability.models import SampleItem


class OthersWrote(Exception):
    """People who are not of the sample have written under it; `count` comments would go too."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


@dataclass(frozen=True, slots=True)
class Removed:
    """How many of each kind went, and what had to stay because something real stands on it."""

    counts: dict[str, int] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def remove(*, with_comments: bool = False) -> Removed:
    """
    Take the sample out again. Raises OthersWrote where real comments stand under sample articles
    or topics, unless `with_comments` says that they may go with them.

    What real people made on top of it stays: a board with their topics, a series with their
    articles. So does what somebody wrote elsewhere while signed in to a sample account, as the
    words of a former member; that account is closed.
    """
    found = _Found()
    others = found.comments().exclude(Q(author__in=found.people) | Q(guest__in=found.guests))
    if not with_comments and (count := others.count()):
        raise OthersWrote(count)
    removed = Removed({"comments": found.comments().count()})
    _remove_desk(found)
    _remove_texts(found, removed)
    _remove_places(removed)
    _remove_people(removed)
    SampleItem.objects.all().delete()
    boards.count()
    versions.bump(versions.SITE)
    return removed


class _Found:
    """The sample's people, and the discussions under its articles and topics."""

    def __init__(self) -> None:
        items = SampleItem.objects
        self.people = list(items.exclude(person=None).values_list("person", flat=True))
        self.guests = list(items.exclude(guest=None).values_list("guest", flat=True))
        self.discussions = [
            *items.exclude(topic=None).values_list("topic__discussion", flat=True),
            *items.exclude(article__discussion=None).values_list("article__discussion", flat=True),
        ]

    def comments(self) -> QuerySet[Comment]:
        return Comment.objects.filter(discussion__in=self.discussions)


def _remove_desk(found: _Found) -> None:
    """Cases and decisions about the sample; those of its moderators about real things stay."""
    # Decisions refuse to be deleted by the site itself, and rightly so. This is not the site
    # forgetting what it did: the things they were about were never real.
    QuerySet(Decision).filter(
        Q(discussion__in=found.discussions)
        | Q(comment__discussion__in=found.discussions)
        | Q(person__in=found.people)
        | Q(guest__in=found.guests)
        | Q(case__feedback__rating__article__sample_item__isnull=False)
    ).delete()
    Case.objects.filter(
        Q(comment__discussion__in=found.discussions)
        | Q(user__in=found.people)
        | Q(guest__in=found.guests)
        | Q(feedback__rating__article__sample_item__isnull=False)
    ).delete()


def _remove_texts(found: _Found, removed: Removed) -> None:
    for model in (Article, Topic):
        mine = model._default_manager.filter(sample_item__isnull=False)
        kind = model.__name__.lower()
        refs = list(mine.values_list("pk", flat=True))
        mine.delete()
        _forget(kind, refs)
        removed.counts[f"{kind}s"] = len(refs)
    _remove_comments(found)
    Discussion.objects.filter(pk__in=found.discussions).delete()
    for picture in Picture.objects.filter(sample_item__isnull=False):
        if _is_shown(picture):
            removed.kept.append(f"the picture “{picture.alt}”")
        else:
            pictures.remove(picture)


def _remove_comments(found: _Found) -> None:
    """The deepest first: a comment stays as long as something answers it."""
    _forget("comment", found.comments().values_list("pk", flat=True))
    deepest = found.comments().aggregate(depth=Max("depth"))["depth"] or 0
    for depth in range(deepest, -1, -1):
        found.comments().filter(depth=depth).delete()


def _forget(kind: str, refs: Iterable[int]) -> None:
    for ref in refs:
        search.remove(kind, ref)


def _is_shown(picture: Picture) -> bool:
    articles = Article.objects.filter(
        Q(lead_picture=picture) | Q(body_source__contains=picture.key)
    )
    return articles.exists() or Author.objects.filter(photo=picture).exists()


def _remove_places(removed: Removed) -> None:
    for board in Board.objects.filter(sample_item__isnull=False).select_related("audience"):
        if board.topics.exists():
            removed.kept.append(f"the board “{board.name}”")
            continue
        board.delete()
        Audience.objects.filter(pk=board.audience_id).delete()
    for series in Series.objects.filter(sample_item__isnull=False):
        if series.articles.exists():
            removed.kept.append(f"the series “{series.title}”")
        else:
            series.delete()
    Tag.objects.filter(sample_item__isnull=False, articles=None, topics=None).delete()


def _remove_people(removed: Removed) -> None:
    for author in Author.objects.filter(sample_item__isnull=False):
        if Byline.objects.filter(author=author).exists():
            removed.kept.append(f"the author “{author.name}”")
        else:
            author.delete()
    wrote = Comment.objects.filter(guest__sample_item__isnull=False).values("guest")
    Guest.objects.filter(sample_item__isnull=False).exclude(pk__in=wrote).delete()
    gone = 0
    for person in User.objects.filter(sample_item__isnull=False):
        if Comment.objects.filter(author=person).exists():
            removed.kept.append(f"what somebody wrote as “{person.name}”, now a former member")
            _close(person)
        else:
            person.delete()
            gone += 1
    removed.counts["people"] = gone


def _close(person: User) -> None:
    """Nobody signs in to it again; the words written with it are a former member's."""
    EmailAddress.objects.filter(user=person).delete()
    forget_reading(person)
    person.kind = Kind.ERASED
    person.role = Role.MEMBER
    person.is_active = False
    person.name, person.name_skeleton = "Former member", ""
    person.handle = f"former-{person.pk}"
    person.email = person.about = ""
    person.set_unusable_password()
    person.save()
