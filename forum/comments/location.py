"""Where a comment is to be found: the page that holds it, in every sort, deep or not."""

from urllib.parse import urlencode

from accounts.viewer import NOBODY, Viewer
from forum.comments import tree
from forum.comments.models import Comment, CommentKind
from forum.comments.page import default_sort, kept_sort, page_url
from foundation.database.prepared import Prepared


def url_of(
    comment: Comment,
    *,
    viewer: Viewer = NOBODY,
    sort: str = "",
    held: str = "",
    voted: bool = False,
) -> str:
    """
    The address of the page and anchor of a comment, in the order the viewer is used to unless
    `sort` names another. `held` is the token that shows it while it
    waits, `voted` asks for the page that shows a visitor their own votes. Costs a few look-ups,
    never the tree.
    """
    discussion = comment.discussion
    extra = {"held": held} if held else {"voted": "1"} if voted else {}
    kept = kept_sort(viewer, discussion)
    sort = sort if sort in tree.SORTS else kept or default_sort(discussion)
    if comment.kind == CommentKind.OPENING:
        return f"{_with(discussion.url, extra)}#c-{comment.pk}"
    root = comment if comment.root is None else comment.root
    if comment.root is not None and comment.shown and not _in_preview(comment):
        page = f"/c/{root.pk}/thread/?{urlencode({'from': comment.pk})}"
        return f"{_with(page, extra)}#c-{comment.pk}"
    return f"{_with(_page_of(root, sort, kept), extra)}#c-{comment.pk}"


def _in_preview(comment: Comment) -> bool:
    """Whether the comment is among the first replies that a page draws under its root."""
    return comment.pk in [reply.pk for reply in _first([comment.root_id or 0])]


_first = Prepared(
    lambda root: (
        Comment.objects.filter(root=root, shown=True)
        .order_by("order_key", "number")
        .only("pk")[: tree.REPLIES]
    )
)


def _page_of(root: Comment, sort: str, kept: str) -> str:
    discussion = root.discussion
    if sort not in tree.NUMBERED:
        start = root.pk if root.root_no is not None else None
        return page_url(discussion, sort=sort, kept=kept, start=start)
    if root.root_no is not None:
        page = tree.page_of_root(discussion, sort, root.root_no)
    else:  # it waits: where the next new one will stand
        page = 1 if sort == "newest" else tree.pages_of(discussion)
    return page_url(discussion, sort=sort, kept=kept, page=page)


def _with(url: str, extra: dict[str, str]) -> str:
    if not extra:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode(extra)}"
