from articles.models.article import Article, ArticleStatus, BodyFormat, Byline, Disclaimer
from articles.models.author import Author
from articles.models.picture import Picture
from articles.models.rating import Feedback, Rating
from articles.models.series import Series
from articles.models.slug import SlugHistory
from forum.topics.models import Tag  # one table of tags for articles and topics

__all__ = [
    "Article",
    "ArticleStatus",
    "Author",
    "BodyFormat",
    "Byline",
    "Disclaimer",
    "Feedback",
    "Picture",
    "Rating",
    "Series",
    "SlugHistory",
    "Tag",
]
