"""What this floor brings to the registries of the floors below; joined once, at start."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Final

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import facts
from accounts.viewer import Viewer
from articles import policies, queries
from articles.models import Article, Author, Feedback, Series
from articles.services.feedback import KIND
from forum.comments import policies as comment_policies
from forum.comments.models import Discussion
from forum.moderation import kinds, own_sites, own_words, places
from forum.topics import slots
from forum.topics.models import Tag, Topic

# In HTML that was cleaned and stored.
_HREF: Final = re.compile(r'href="(https?://[^"]+)"')


def join() -> None:
    facts.bring("signs_articles", lambda: Exists(Author.objects.filter(user=OuterRef("pk"))))
    comment_policies.lend_hat(policies.hats_for)
    slots.add_notes(notes_on)
    own_words.bring(what_the_site_says)
    own_sites.bring(what_the_site_links_to)
    places.register(
        "series",
        label=gettext_lazy("Series"),
        choices=lambda: list(Series.objects.order_by("title").values_list("pk", "title")),
        within=lambda series: Discussion.objects.filter(article__series=series),
    )
    kinds.register(
        KIND,
        label=gettext_lazy("Feedback"),
        load=feedback_cards,
        verbs=(
            kinds.Verb("read", gettext_lazy("Read"), icon="check"),
            kinds.Verb("fixed", gettext_lazy("Fixed in the article"), tone="quiet", icon="pen"),
            kinds.Verb("spam", gettext_lazy("Spam"), tone="quiet", icon="alert"),
        ),
        for_editors=True,
        order=40,
    )


def what_the_site_says() -> Iterator[str]:
    """The tags, and every published article with its title."""
    yield from Tag.objects.values_list("name", flat=True)
    published = Article.objects.visible_to(Viewer.nobody())
    for title, body in published.values_list("title", "body_source").iterator():
        yield f"{title}\n{body}"


def what_the_site_links_to() -> Iterator[str]:
    """Every address that a published article links to."""
    published = Article.objects.visible_to(Viewer.nobody())
    for html in published.values_list("body_html", flat=True).iterator():
        yield from map(unescape, _HREF.findall(html))


def notes_on(topic: Topic, viewer: Viewer) -> list[slots.Note]:
    """The way back from a topic to the article it inspired."""
    return [
        slots.Note(
            text=_("This discussion inspired an article:"),
            title=article.title,
            url=article.get_absolute_url(),
        )
        for article in queries.inspired_by(topic, viewer)
    ]


def feedback_cards(viewer: Viewer, case_ids: Sequence[int]) -> dict[int, kinds.CaseCard]:
    """Notes as the queue shows them; for the team alone."""
    if not viewer.is_staff:
        return {}
    found = Feedback.objects.filter(case__in=case_ids).select_related("rating__article")
    return {row.case_id: _card(row) for row in found if row.case_id is not None}


def _card(row: Feedback) -> kinds.CaseCard:
    article = row.rating.article
    return kinds.CaseCard(
        title=article.title,
        url=article.get_absolute_url(),
        text=row.text,
        facts=((_("Stars"), _("%(stars)d of 5") % {"stars": row.rating.stars}),),
        by=_("A member") if row.rating.user_id else _("A visitor"),
        at=row.changed_at,
    )
