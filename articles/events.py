"""What happens to articles, recorded once. Search, feeds and mail listen."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.models import Article, Feedback
from foundation.activity import events

PUBLISHED: Final = events.declare("articles.article.published", _("An article was published."))
UNPUBLISHED: Final = events.declare(
    "articles.article.unpublished", _("An article was taken back and is a draft again.")
)
SCHEDULED: Final = events.declare(
    "articles.article.scheduled", _("An article was scheduled for a later time.")
)
CHANGED: Final = events.declare("articles.article.changed", _("An article was saved."))
LAID_IN: Final = events.declare(
    "articles.article.laid_in",
    _("An article was published by an import or with sample content; nobody is told."),
)
FEEDBACK_SENT: Final = events.declare(
    "articles.feedback.sent", _("A reader told the editors something about an article.")
)


def article_event(kind: str, article: Article, *, by: User | None) -> None:
    events.record(kind, actor_id=by.pk if by else None, data={"article": article.pk})


def feedback_event(feedback: Feedback, *, article: Article, by: User | None) -> None:
    events.record(
        FEEDBACK_SENT,
        actor_id=by.pk if by else None,
        data={"feedback": feedback.pk, "article": article.pk},
    )
