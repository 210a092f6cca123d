"""What happens to articles, recorded once. Search, feeds and mail listen."""

from typing import Final

from accounts.models import User
from articles.models import Article, Feedback
from foundation.activity import events

PUBLISHED: Final = "articles.article.published"
UNPUBLISHED: Final = "articles.article.unpublished"
SCHEDULED: Final = "articles.article.scheduled"
CHANGED: Final = "articles.article.changed"
LAID_IN: Final = "articles.article.laid_in"
FEEDBACK_SENT: Final = "articles.feedback.sent"


def article_event(kind: str, article: Article, *, by: User | None) -> None:
    events.record(kind, actor_id=by.pk if by else None, data={"article": article.pk})


def feedback_event(feedback: Feedback, *, article: Article, by: User | None) -> None:
    events.record(
        FEEDBACK_SENT,
        actor_id=by.pk if by else None,
        data={"feedback": feedback.pk, "article": article.pk},
    )
