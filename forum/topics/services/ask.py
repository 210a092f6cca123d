"""Starting a topic: a discussion, its opening post and its place on a board."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.viewer import Viewer
from forum.comments.models import CommentKind
from forum.comments.refusal import Refused
from forum.comments.services import discussions
from forum.comments.services.post import Posted, post, sent_with
from forum.topics import policies
from forum.topics.models import Board, Topic, TopicKind
from forum.topics.models.topic import KIND
from forum.topics.services.tags import put_tags
from foundation.activity import events
from foundation.branding import settings
from foundation.limits.network import Network
from foundation.text import slugify_unicode, tidy_line


@dataclass(frozen=True, slots=True)
class Asked:
    topic: Topic
    posted: Posted


def ask(
    board: Board,
    *,
    viewer: Viewer,
    title: str,
    body: str,
    kind: TopicKind = TopicKind.QUESTION,
    tags: Iterable[str] = (),
    form_key: str = "",
    network: Network | None = None,
    form: dict[str, str] | None = None,
) -> Asked:
    """
    Start a topic. Held openings hide the topic until a moderator decides; its author sees it.

    Raises ValidationError (by field where it can say which) and Refused. A repeated press gives
    the topic of the first.
    """
    title = check_title(title)
    if refusal := policies.asking_refusal(viewer, board):
        raise Refused(refusal, code="ask")
    try:
        with transaction.atomic():
            return _ask(
                board,
                viewer=viewer,
                title=title,
                body=body,
                kind=kind,
                tags=tags,
                form_key=form_key,
                network=network,
                form=form,
            )
    except _AskedBeforeError:
        # The rows of this press are rolled back; the first press made the topic.
        return _asked_before(viewer, form_key)


class _AskedBeforeError(Exception):
    """The same form was sent before."""


def _ask(
    board: Board,
    *,
    viewer: Viewer,
    title: str,
    body: str,
    kind: TopicKind,
    tags: Iterable[str],
    form_key: str,
    network: Network | None,
    form: dict[str, str] | None,
) -> Asked:
    names = list(tags)
    # Hidden until its opening is published: what waits is nowhere to be seen.
    discussion = discussions.open_discussion(
        kind=KIND,
        title=title,
        url="",
        audience=board.audience,
        shelf=board.pk,
        started_by=viewer.user,
        asker=viewer.user if kind == TopicKind.QUESTION else None,
        hidden=True,
    )
    topic = Topic.objects.create(discussion=discussion, board=board, kind=kind, slug=slug_of(title))
    discussions.rename(discussion, title=title, url=topic.get_absolute_url())
    posted = post(
        discussion,
        viewer=viewer,
        body=body,
        kind=CommentKind.OPENING,
        form_key=form_key,
        network=network,
        form=form,
        # The rules read the tags too: they stand on public pages.
        title=" ".join([title, *names]),
    )
    if posted.again:
        raise _AskedBeforeError
    put_tags(topic, names)
    events.record(
        "topics.topic.asked",
        actor_id=viewer.user.pk if viewer.user else None,
        data={"topic": topic.pk, "board": board.pk, "comment": posted.comment.pk},
    )
    discussion.refresh_from_db()
    return Asked(topic, posted)


def check_title(title: str) -> str:
    title = tidy_line(title)
    shortest, longest = int(settings.get("title_shortest")), int(settings.get("title_longest"))
    if len(title) < shortest:
        raise ValidationError(
            {
                "title": _("Please give a title of at least %(limit)d characters.")
                % {"limit": shortest}
            }
        )
    if len(title) > longest:
        raise ValidationError(
            {
                "title": _("This title has %(count)d characters. Please use at most %(limit)d.")
                % {"count": len(title), "limit": longest}
            }
        )
    return title


def slug_of(title: str) -> str:
    return slugify_unicode(title)[:120].strip("-") or "topic"


def _asked_before(viewer: Viewer, form_key: str) -> Asked:
    found = (
        sent_with(form_key)
        .filter(author=viewer.user, kind=CommentKind.OPENING)
        .select_related("discussion__topic__board")
        .first()
    )
    if found is None:
        raise Refused(_("This form was used before. Please open it anew."), code="form")
    return Asked(found.discussion.topic, Posted(found, again=True))
