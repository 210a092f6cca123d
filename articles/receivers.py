"""What follows from events: search knows what is published, and nothing else."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.viewer import Viewer
from articles import events
from articles.cards import signed_by
from articles.models import Article
from articles.queries import for_lists
from forum.notifications.tasks import tell_of_article
from foundation.activity.events import subscribe
from foundation.activity.models import Event
from foundation.branding.moments import moment_text
from foundation.search.api import Card, index, provide, remove
from foundation.text import strip_to_text

KIND = "article"


def join() -> None:
    provide(KIND, cards_for, everything=everything, label=gettext_lazy("Articles"), order=10)


@subscribe(
    events.PUBLISHED,
    events.LAID_IN,
    events.CHANGED,
    events.UNPUBLISHED,
    receiver="articles.search",
)
def keep_search(event: Event) -> None:
    """Index or forget the article as it stands now, whatever the event said of then."""
    pk = int(event.data["article"])
    article = Article.objects.visible_to(Viewer.nobody()).filter(pk=pk).first()
    if article is None:
        remove(KIND, pk)
    else:
        index(
            KIND,
            pk,
            title=article.title,
            text=text_of(article),
            updated_at=article.updated_at or article.published_at,
        )


@subscribe(events.PUBLISHED, receiver="articles.followers")
def tell_followers(event: Event) -> None:
    """Whoever follows the series, an author or a tag of a new article hears of it, once."""
    article = Article.objects.visible_to(Viewer.nobody()).filter(pk=event.data["article"]).first()
    if article is not None and article.discussion_id is not None:
        tell_of_article.enqueue(article.discussion_id, event.actor_id)


def everything() -> Iterable[tuple[int, str, str]]:
    for article in Article.objects.visible_to(Viewer.nobody()).order_by("pk").iterator():
        yield article.pk, article.title, text_of(article)


def text_of(article: Article) -> str:
    return f"{article.standfirst}\n{strip_to_text(article.body_html)}".strip()


def cards_for(viewer: Viewer | None, refs: Sequence[int]) -> dict[int, Card]:
    """The articles among the matches that this viewer may read."""
    found = for_lists(Article.objects.visible_to(viewer or Viewer.nobody())).filter(pk__in=refs)
    return {article.pk: _card(article) for article in found}


def _card(article: Article) -> Card:
    parts = [signed_by(article)]
    if article.published_at:
        parts.append(moment_text(article.published_at, "date"))
    return Card(
        title=article.title,
        url=article.get_absolute_url(),
        kind_label=_("Article"),
        meta=" · ".join(part for part in parts if part),
    )
