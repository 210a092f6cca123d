"""Where the things of an earlier site are now."""

from collections.abc import Sequence

from accounts.viewer import Viewer
from articles.models import Article
from forum.comments.models import Comment
from gateways.portability.models import ImportedItem, ItemKind
from gateways.portability.models.old_path import PATH_LENGTH


def article_at(path: str, viewer: Viewer) -> Article | None:
    """The article that stood at this path, if the viewer may read it."""
    if len(path) > PATH_LENGTH or "\x00" in path:
        return None
    return Article.objects.visible_to(viewer).filter(old_paths__path=path).first()


def comment_of(article: Article, number: str, viewer: Viewer) -> Comment | None:
    """
    The comment that had this number under the article on its earlier site.

    Comments the viewer may not read are found when they stand as a placeholder: their address
    shows the placeholder.
    """
    origins = ImportedItem.objects.filter(kind=ItemKind.ARTICLE, article=article)
    for origin in origins:
        item = ImportedItem.objects.filter(
            source=origin.source,
            kind=ItemKind.COMMENT,
            foreign_id=f"{origin.foreign_id}/{number}",
            comment__shown=True,
        ).first()
        if item is not None and item.comment is not None:
            return item.comment
    return None


def anchors_of(comments: Sequence[int]) -> dict[int, str]:
    """By what name links of an earlier site find a comment on its page."""
    items = ImportedItem.objects.filter(kind=ItemKind.COMMENT, comment__in=comments)
    return {
        int(comment_id or 0): f"comment-{foreign_id.rpartition('/')[2]}"
        for comment_id, foreign_id in items.values_list("comment_id", "foreign_id")
    }
