"""Writing an article: a draft is created and changed; publishing is another verb."""

from typing import Any, Final, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from articles import events, policies
from articles.models import Article, Author, Byline, Picture, Series, Tag
from articles.models.article import BODY_LENGTH
from articles.services import slugs
from articles.services.render import RENDER_VERSION, render
from forum.comments.services import discussions
from forum.topics.models import Topic
from foundation.pagecache import versions


class Fields(TypedDict, total=False):
    """What may be said of an article. Whatever is left out stays as it is."""

    title: str
    slug: str
    standfirst: str
    body_source: str
    body_format: str
    body_html: str  # of an imported text: as it was made fit; it is cleaned here again
    series: Series | None
    position: int | None
    authors: list[Author]
    tags: list[Tag]
    lead_picture: Picture | None
    lead_caption: str
    disclaimer: str
    disclaimer_text: str
    inspired_by: Topic | None
    editors_note: str
    invitation: str


# A change of these is a change of the article readers are told about.
READ: Final = ("title", "standfirst", "body_source", "editors_note")


class Stale(ValidationError):
    """Somebody else saved the article since this text was opened."""

    def __init__(self, article: Article) -> None:
        super().__init__(
            _(
                "Somebody else has saved this article since you opened it. Your text is still "
                "here. Compare it with the saved one, then save again to replace it."
            ),
            code="stale",
        )
        self.article = article


@transaction.atomic
def create(*, by: User | None, imported: bool = False, **fields: Unpack[Fields]) -> Article:
    """A draft. `imported` lifts the limit of length, nothing else."""
    policies.refuse_the_limited(by)
    article = Article(changed_by=by, status_by=by)
    _apply(article, fields, imported=imported)
    _insert_or_update(article)
    _link(article, fields)
    return article


@transaction.atomic
def change(
    article: Article,
    *,
    by: User | None,
    version: int | None = None,
    minor: bool = False,
    imported: bool = False,
    **fields: Unpack[Fields],
) -> Article:
    """
    Save an article. `version` is the one the writer started from (Stale if it is no longer the
    present one; None means: whatever it is). `minor` leaves the shown date of change alone.
    """
    policies.refuse_the_limited(by)
    article = Article.objects.select_for_update(of=("self",), no_key=True).get(pk=article.pk)
    if version is not None and version != article.version:
        raise Stale(article)
    before = {name: getattr(article, name) for name in (*READ, "slug")}
    _apply(article, fields, imported=imported)
    now = timezone.now()
    article.changed_at, article.changed_by = now, by
    article.version += 1
    if article.is_published and not minor and any(getattr(article, n) != before[n] for n in READ):
        article.updated_at = now
    _insert_or_update(article)
    if article.slug != before["slug"]:
        slugs.remember(article, before["slug"])
    _link(article, fields)
    if article.discussion is not None:
        discussions.rename(article.discussion, title=article.title, url=article.get_absolute_url())
    if article.is_published:
        versions.bump(versions.SITE)
    events.article_event(events.CHANGED, article, by=by)
    return article


def next_position(series: Series) -> int:
    last: int | None = series.articles.aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


@transaction.atomic
def move(article: Article, *, step: int, by: User | None) -> bool:
    """Change places with the part before (-1) or after (+1) it in its series."""
    policies.refuse_the_limited(by)
    if article.series is None or article.position is None:
        return False
    # The series is locked: two moves at once would meet in one place.
    Series.objects.select_for_update(no_key=True).get(pk=article.series.pk)
    article.refresh_from_db(fields=["position"])
    parts = article.series.articles
    other = (
        parts.filter(position__lt=article.position).order_by("-position").first()
        if step < 0
        else parts.filter(position__gt=article.position).order_by("position").first()
    )
    if other is None:
        return False
    here, there = article.position, other.position
    now = timezone.now()
    # Over a place nobody has: the pair (series, position) is unique at every moment.
    for part, place in (
        (article, next_position(article.series)),
        (other, here),
        (article, there),
    ):
        Article.objects.filter(pk=part.pk).update(
            position=place, version=F("version") + 1, changed_at=now, changed_by=by
        )
    article.refresh_from_db(fields=["position", "version"])
    versions.bump(versions.SITE)
    return True


def _apply(article: Article, fields: Fields, *, imported: bool) -> None:
    values: dict[str, Any] = dict(fields)
    wish = values.pop("slug", None)
    for name in ("authors", "tags"):
        values.pop(name, None)
    ready_html = values.pop("body_html", None)
    for name, value in values.items():
        setattr(article, name, value.strip() if isinstance(value, str) else value)
    if wish or not article.slug:
        article.slug = _slug(article, wish or article.title, chosen=bool(wish))
    if article.series is None:
        article.position = None
    elif article.position is None:
        article.position = next_position(article.series)
    if not imported and len(article.body_source) > BODY_LENGTH:
        raise ValidationError(
            {
                "body_source": _("This is %(count)d characters long. Please use at most %(limit)d.")
                % {"count": len(article.body_source), "limit": BODY_LENGTH}
            },
            code="long",
        )
    rendered = render(article.body_source, article.body_format, html=ready_html)
    article.body_html = rendered.html
    article.render_version = RENDER_VERSION
    article.word_count = rendered.word_count
    article.reading_minutes = rendered.reading_minutes


def _slug(article: Article, wish: str, *, chosen: bool) -> str:
    """An address somebody chose is theirs or refused; one made from a title gives way."""
    slug = slugs.free_slug(Article, wish, keep=article)
    if chosen and slug != slugs.cleaned(Article, wish):
        raise ValidationError(
            {"slug": _("This address is taken. A free one is: %(slug)s") % {"slug": slug}},
            code="taken",
        )
    return slug


def _insert_or_update(article: Article) -> None:
    # The length of the text is checked above, and lifted for imports; the slug is our own making.
    skip = {"body_source", "slug"}
    article.full_clean(exclude=skip, validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            article.save()
    except IntegrityError as error:
        raise _said(error) or error from error


def _said(error: IntegrityError) -> ValidationError | None:
    """The sentence for a constraint: PostgreSQL names it, SQLite names it or its columns."""
    text = str(error)
    if "article_position_unique" in text or "articles_article.position" in text:
        return ValidationError(
            {"position": _("Another article of the series has this part number.")}, code="taken"
        )
    if "article_own_disclaimer_has_text" in text:
        return ValidationError(
            {"disclaimer_text": _("Write the disclaimer, or choose another one.")}, code="empty"
        )
    if "article_title_present" in text:
        return ValidationError({"title": _("Please give the article a title.")}, code="empty")
    if "slug" in text:
        return ValidationError({"slug": _("This address is taken.")}, code="taken")
    return None


def _link(article: Article, fields: Fields) -> None:
    if "tags" in fields:
        article.tags.set(fields["tags"])
    if "authors" in fields:
        wanted = list(dict.fromkeys(author.pk for author in fields["authors"]))
        present = list(article.bylines.order_by("position").values_list("author_id", flat=True))
        if wanted != present:
            article.bylines.all().delete()
            Byline.objects.bulk_create(
                Byline(article=article, author_id=pk, position=place)
                for place, pk in enumerate(wanted, start=1)
            )
