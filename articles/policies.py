"""Who may do what on the editorial floor. Everything else asks here."""

from accounts import facts
from accounts.models import User
from accounts.policies import writing_refusal
from accounts.viewer import Viewer
from articles.models import Article, Author
from forum.comments.models import Discussion, Hat
from forum.comments.refusal import Refused


def may_edit(viewer: Viewer) -> bool:
    """The desk: writing, publishing, pictures, series, authors, tags, feedback."""
    return viewer.is_editor


def refuse_the_limited(by: User | None) -> None:
    """An editor under a limit reads at the desk and changes nothing. None is the site itself."""
    sentence = writing_refusal(Viewer.for_user(by)) if by is not None else None
    if sentence:
        raise Refused(sentence)


def may_read_feedback(viewer: Viewer) -> bool:
    return viewer.is_editor


def may_rate(viewer: Viewer, article: Article) -> bool:
    """Everybody, visitors too; a sanction is asked for by the verb."""
    return article.is_published


def hats_for(viewer: Viewer, discussion: Discussion) -> list[str]:
    """Who signs an article may speak as its author in the discussion under it."""
    if viewer.user is None or discussion.kind != "article":
        return []
    if facts.of(viewer.user, "signs_articles") is False:
        return []
    signs = Author.objects.filter(user=viewer.user, articles__discussion=discussion)
    return [Hat.AUTHOR] if signs.exists() else []
