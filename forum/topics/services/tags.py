from collections.abc import Iterable
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from forum.topics.models import Tag, Topic
from foundation.text import slugify_unicode, tidy_line

MOST: Final = 5
LONGEST: Final = 40


def tag_named(name: str) -> Tag | None:
    """The tag of this name, made where it is new; None where nothing is left of the name."""
    name = tidy_line(name)[:LONGEST]
    if not name:
        return None
    found = Tag.objects.filter(name__iexact=name).first()
    if found is not None:
        return found
    tag, _made = Tag.objects.get_or_create(slug=slugify_unicode(name)[:60], defaults={"name": name})
    return tag


def split(text: str) -> list[str]:
    """Tags as people type them: between commas, at most five, each once."""
    names = [" ".join(part.split()) for part in text.split(",")]
    return list({name.casefold(): name for name in names if name}.values())[:MOST]


def check(names: Iterable[str]) -> None:
    """ValidationError with a sentence where a tag is too long to be one."""
    for name in names:
        length = len(tidy_line(name))
        if length > LONGEST:
            raise ValidationError(
                ngettext(
                    "Please use tags of at most %(limit)d characters. “%(tag)s” has %(count)d.",
                    "Please use tags of at most %(limit)d characters. “%(tag)s” has %(count)d.",
                    length,
                )
                % {"limit": LONGEST, "count": length, "tag": name},
                code="long",
            )


def put_tags(topic: Topic, names: Iterable[str]) -> None:
    topic.tags.set([tag for name in names if (tag := tag_named(name)) is not None])
