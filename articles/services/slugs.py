"""Addresses: made once from a title, remembered for ever after a rename."""

from articles.models import Article, Author, Series, SlugHistory, Tag
from foundation.text import slugify_unicode

type Named = Article | Author | Series | Tag

_TARGET: dict[type[Named], str] = {
    Article: "article",
    Author: "author",
    Series: "series",
    Tag: "tag",
}


def free_slug(model: type[Named], wish: str, *, keep: Named | None = None) -> str:
    """
    An address nobody has or had, as near to the wish as possible.

    `keep` is the thing itself: its own present and former addresses are free to it.
    """
    base = cleaned(model, wish)
    slug, count = base, 1
    while is_taken(model, slug, keep=keep):
        count += 1
        slug = f"{base}-{count}"
    return slug


def cleaned(model: type[Named], wish: str) -> str:
    """The wish as an address; room is left for a number behind it."""
    longest: int = model._meta.get_field("slug").max_length or 0
    return slugify_unicode(wish, max_length=longest - 6)


def is_taken(model: type[Named], slug: str, *, keep: Named | None = None) -> bool:
    target = _TARGET[model]
    live = model._default_manager.filter(slug=slug)
    former = SlugHistory.objects.filter(slug=slug, **{f"{target}__isnull": False})
    if keep is not None and keep.pk:
        live = live.exclude(pk=keep.pk)
        former = former.exclude(**{target: keep})
    return live.exists() or former.exists()


def remember(thing: Named, old_slug: str) -> None:
    """Keep an address the thing just lost; its new one is no longer a former one."""
    target = _TARGET[type(thing)]
    SlugHistory.objects.filter(slug=thing.slug, **{target: thing}).delete()
    if not SlugHistory.objects.filter(slug=old_slug, **{target: thing}).exists():
        SlugHistory.objects.create(slug=old_slug, **{target: thing})
