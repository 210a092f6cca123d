"""Series, authors and tags: made and changed, their old addresses kept."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from articles.models import Author, Picture, Series, Tag
from articles.models.series import SeriesDisclaimer
from articles.services import slugs
from articles.services.render import RENDER_VERSION, render_short
from forum.notifications.services import channels
from foundation.pagecache import versions


@transaction.atomic
def save_series(
    series: Series | None = None,
    *,
    title: str,
    slug: str = "",
    description: str = "",
    disclaimer: str = SeriesDisclaimer.SITE,
    disclaimer_text: str = "",
    position: int = 0,
) -> Series:
    series = series or Series()
    before = series.slug
    series.title = title.strip()
    series.slug = _slug(Series, series, slug, title)
    series.description_source = description.strip()
    series.description_html = render_short(description)
    series.render_version = RENDER_VERSION
    series.disclaimer, series.disclaimer_text = disclaimer, disclaimer_text.strip()
    series.position = position
    _save(series)
    if before and before != series.slug:
        slugs.remember(series, before)
    channels.follow_name(series)
    if before:  # a new one is on no page yet
        versions.bump(versions.SITE)
    return series


@transaction.atomic
def save_author(
    author: Author | None = None,
    *,
    name: str,
    slug: str = "",
    line: str = "",
    bio: str = "",
    photo: Picture | None = None,
    user: User | None = None,
) -> Author:
    author = author or Author()
    before = author.slug
    author.name, author.line = name.strip(), line.strip()
    author.slug = _slug(Author, author, slug, name)
    author.bio_source, author.bio_html = bio.strip(), render_short(bio)
    author.render_version = RENDER_VERSION
    author.photo, author.user = photo, user
    _save(author)
    if before and before != author.slug:
        slugs.remember(author, before)
    channels.follow_name(author)
    if before:  # a new one is on no page yet
        versions.bump(versions.SITE)
    return author


@transaction.atomic
def save_tag(tag: Tag | None = None, *, name: str, slug: str = "") -> Tag:
    tag = tag or Tag()
    before = tag.slug
    tag.name = " ".join(name.split())
    tag.slug = _slug(Tag, tag, slug, name)
    _save(tag)
    if before and before != tag.slug:
        slugs.remember(tag, before)
    channels.follow_name(tag)
    if before:  # a new one is on no page yet
        versions.bump(versions.SITE)
    return tag


def tags_named(names: list[str]) -> list[Tag]:
    """The tags of these names, made where they are missing, in this order and once each."""
    wanted = {" ".join(name.split()).casefold(): " ".join(name.split()) for name in names}
    wanted.pop("", None)
    return [_tag(name) for name in wanted.values()]


def _tag(name: str) -> Tag:
    found = Tag.objects.filter(name__iexact=name).first()
    if found is not None:
        return found
    try:
        return save_tag(name=name)
    except ValidationError:
        # Somebody made it a moment ago, or the name itself is refused.
        again = Tag.objects.filter(name__iexact=name).first()
        if again is None:
            raise
        return again


def _slug(model: type[slugs.Named], thing: slugs.Named, chosen: str, title: str) -> str:
    if thing.slug and not chosen:
        return thing.slug
    slug = slugs.free_slug(model, chosen or title, keep=thing)
    if chosen and slug != slugs.cleaned(model, chosen):
        raise ValidationError(
            {"slug": _("This address is taken. A free one is: %(slug)s") % {"slug": slug}},
            code="taken",
        )
    return slug


def _save(thing: Series | Author | Tag) -> None:
    thing.full_clean(exclude={"slug"}, validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            thing.save()
    except IntegrityError as error:
        raise _said(error) or error from error


def _said(error: IntegrityError) -> ValidationError | None:
    text = str(error)
    answers: dict[str, dict[str, Any]] = {
        "series_own_disclaimer_has_text": {
            "disclaimer_text": _("Write the disclaimer, or choose another one.")
        },
        "user_id": {"user": _("This account already has an author page.")},
        "tag_name_unique": {"name": _("There is a tag of this name.")},
        "slug": {"slug": _("This address is taken.")},
    }
    for mark, message in answers.items():
        if mark in text:
            return ValidationError(message, code="taken")
    return None
