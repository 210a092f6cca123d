"""The states of an article: draft, scheduled, published. Each verb returns whether it changed."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from articles import events, policies
from articles.models import Article, ArticleStatus
from forum.comments.models import Audience, AudienceKind
from forum.comments.services import discussions
from foundation.pagecache import versions

AUDIENCE_NAME = "articles"


@transaction.atomic
def publish(
    article: Article,
    *,
    by: User | None,
    at: datetime | None = None,
    announce: bool = True,
    reason: str = "",
) -> bool:
    """
    Show the article and open its discussion. `at` is the date it carries: now, or that of the
    first time it was published. Without `announce` nobody is told (imports, sample content).
    """
    policies.refuse_the_limited(by)
    row = _locked(article)
    if row.is_published:
        return False
    if not row.body_source.strip():
        raise ValidationError(_("There is no text to publish yet."), code="empty")
    row.published_at = at or row.published_at or timezone.now()
    row.publish_at = None
    if row.discussion is None:
        row.discussion = discussions.open_discussion(
            kind="article",
            title=row.title,
            url=row.get_absolute_url(),
            audience=audience(),
            at=row.published_at,
        )
    else:
        discussions.unhide(row.discussion, by=by)
    _set(row, ArticleStatus.PUBLISHED, by=by, reason=reason)
    _copy(row, article)
    events.article_event(events.PUBLISHED if announce else events.LAID_IN, article, by=by)
    return True


@transaction.atomic
def unpublish(article: Article, *, by: User | None, reason: str = "") -> bool:
    """Back to a draft; its address answers "not found" and its discussion is hidden."""
    policies.refuse_the_limited(by)
    row = _locked(article)
    if not row.is_published:
        return False
    if row.discussion is not None:
        discussions.hide(row.discussion, by=by, reason=reason)
    _set(row, ArticleStatus.DRAFT, by=by, reason=reason)
    _copy(row, article)
    events.article_event(events.UNPUBLISHED, article, by=by)
    return True


@transaction.atomic
def schedule(article: Article, *, at: datetime, by: User | None) -> bool:
    """Publish it later, at a time to come."""
    policies.refuse_the_limited(by)
    row = _locked(article)
    if row.is_published:
        raise ValidationError(_("This article is already published."), code="published")
    if at <= timezone.now():
        raise ValidationError(_("Choose a date and time to come."), code="past")
    if not row.body_source.strip():
        raise ValidationError(_("There is no text to publish yet."), code="empty")
    if row.is_scheduled and row.publish_at == at:
        return False
    row.publish_at = at
    _set(row, ArticleStatus.SCHEDULED, by=by, reason="")
    _copy(row, article)
    events.article_event(events.SCHEDULED, article, by=by)
    return True


@transaction.atomic
def unschedule(article: Article, *, by: User | None) -> bool:
    policies.refuse_the_limited(by)
    row = _locked(article)
    if not row.is_scheduled:
        return False
    row.publish_at = None
    _set(row, ArticleStatus.DRAFT, by=by, reason="")
    _copy(row, article)
    return True


def publish_due(now: datetime | None = None) -> int:
    """Publish what is due, also what was missed while nothing ran. Returns how many."""
    now = now or timezone.now()
    due = Article.objects.filter(status=ArticleStatus.SCHEDULED, publish_at__lte=now)
    return sum(
        _publish_scheduled(pk, now)
        for pk in due.order_by("publish_at").values_list("pk", flat=True)
    )


@transaction.atomic
def _publish_scheduled(pk: int, now: datetime) -> bool:
    # Read again under the lock: an editor may have moved the date, another worker been faster.
    row = (
        Article.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=pk, status=ArticleStatus.SCHEDULED, publish_at__lte=now)
        .first()
    )
    # It carries the date it was promised for, not that of a late worker.
    return row is not None and publish(row, by=row.status_by, at=row.published_at or row.publish_at)


def audience() -> Audience:
    """The one row that says who sees the discussions of articles."""
    found = Audience.objects.filter(name=AUDIENCE_NAME, kind=AudienceKind.PUBLIC).order_by("pk")
    return found.first() or Audience.objects.create(name=AUDIENCE_NAME, kind=AudienceKind.PUBLIC)


def _locked(article: Article) -> Article:
    return (
        Article.objects.select_for_update(of=("self",), no_key=True)
        .select_related("discussion")
        .get(pk=article.pk)
    )


_COLUMNS = (
    "status",
    "status_by",
    "status_at",
    "status_reason",
    "publish_at",
    "published_at",
    "discussion",
    "changed_at",
)


def _set(row: Article, status: ArticleStatus, *, by: User | None, reason: str) -> None:
    row.status, row.status_by, row.status_reason = status, by, reason[:300]
    row.status_at = row.changed_at = timezone.now()
    row.save(update_fields=_COLUMNS)
    versions.bump(versions.SITE)


def _copy(row: Article, article: Article) -> None:
    for name in _COLUMNS:
        setattr(article, name, getattr(row, name))
