"""Laying a conversation of the sample into a discussion."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from accounts.viewer import Viewer
from articles.models import Article
from forum.comments import gate
from forum.comments.gate import Draft
from forum.comments.models import (
    BodyFormat,
    Comment,
    CommentKind,
    Discussion,
    Hat,
    Mark,
    MarkKind,
    Status,
)
from forum.comments.services.lay_in import Row, lay_in
from forum.comments.services.recount import recount
from forum.moderation.models import Case
from forum.moderation.pipeline import registered
from forum.moderation.services.cases import weigh
from forum.topics.models import Topic
from foundation.text import RENDER_VERSION, render_markdown
from gateways.portability.sample import shapes
from gateways.portability.sample.content import ContentError
from gateways.portability.sample.people import Cast
from gateways.portability.sample.shapes import Post

# The rules that only read. Those that count how fast somebody writes would count here too.
RULES: Final = ("first_comments", "guest_always", "links", "generic_praise", "off_subject")
OPENING: Final = "opening"

Links = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Labels:
    """What has been laid in so far, by the names that the content gives it."""

    topics: dict[str, Topic] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)

    @property
    def links(self) -> dict[str, str]:
        return {f"topic:{key}": topic.get_absolute_url() for key, topic in self.topics.items()}

    def lay(
        self,
        discussion: Discussion,
        posts: tuple[Post, ...],
        *,
        cast: Cast,
        now: datetime,
        first: Row | None = None,
    ) -> None:
        made = lay(discussion, posts, cast=cast, now=now, links=self.links, first=first)
        self.comments.update({post.label: made[post.ref] for post in posts if post.label})


def with_links(text: str, links: Links) -> str:
    """The text with `(topic:KEY)` turned into the topic's address."""
    return re.sub(r"\((topic:[^)]+)\)", lambda found: f"({links[found[1]]})", text)


def opening(topic: shapes.Topic, *, cast: Cast, now: datetime, links: Links) -> Row:
    """The opening post of a topic."""
    body = with_links(topic.body, links)
    return Row(
        ref=OPENING,
        created_at=now - timedelta(days=topic.days_ago),
        body_source=body,
        body_html=render_markdown(body, "comment"),
        body_format=BodyFormat.MARKDOWN,
        render_version=RENDER_VERSION,
        author=cast.users[topic.by],
        kind=CommentKind.OPENING,
    )


def lay(
    discussion: Discussion,
    posts: Iterable[Post],
    *,
    cast: Cast,
    now: datetime,
    links: Links,
    first: Row | None = None,
) -> dict[str, Comment]:
    """Write the conversation, its marks and what waits for a moderator. Comments by `ref`."""
    posts = list(posts)
    rows = [_row(post, cast=cast, now=now, links=links) for post in posts]
    comments = lay_in(discussion, [first, *rows] if first else rows)
    marks = [mark for post in posts for mark in _marks(post, comments[post.ref], cast, now)]
    if marks:
        Mark.objects.bulk_create(marks)
        recount(discussion)
    for post in posts:
        if "held" in post.flags:
            _hold(comments[post.ref], post, discussion)
    return comments


def _row(post: Post, *, cast: Cast, now: datetime, links: Links) -> Row:
    body = with_links(post.body, links)
    return Row(
        ref=post.ref,
        parent_ref=post.to,
        created_at=now - timedelta(days=post.days_ago),
        body_source=body,
        body_html=render_markdown(body, "comment"),
        body_format=BodyFormat.MARKDOWN,
        render_version=RENDER_VERSION,
        author=cast.users.get(post.who),
        guest=cast.guests.get(post.who),
        hat=Hat(post.hat),
        status=Status.HELD if "held" in post.flags else Status.PUBLISHED,
    )


def _marks(post: Post, comment: Comment, cast: Cast, now: datetime) -> list[Mark]:
    at = comment.created_at + (now - comment.created_at) / 3
    marks = []
    asker = comment.discussion.started_by
    if "helpful" in post.flags:
        if asker is None or asker.pk == comment.author_id:
            raise ContentError(f"{post.ref}: there is nobody it could have helped.")
        marks.append(Mark(comment=comment, kind=MarkKind.ASKER, by=asker, at=at))
    if "reviewed" in post.flags:
        marks.append(Mark(comment=comment, kind=MarkKind.REVIEWED, by=cast.users["bob"], at=at))
    readers = [user for handle, user in cast.users.items() if handle != post.who]
    marks += [
        Mark(comment=comment, kind=MarkKind.HELPFUL, by=reader, at=at)
        for reader in readers[: post.thanks]
    ]
    return marks


def _hold(comment: Comment, post: Post, discussion: Discussion) -> None:
    """Open the case with the reasons that the site's own rules give for this text."""
    viewer = Viewer(user=comment.author, guest=comment.guest)
    draft = Draft(
        discussion=discussion,
        viewer=viewer,
        body=comment.body_source,
        parent=comment.parent,
        author=comment.author,
        guest=comment.guest,
        website=comment.guest.website if comment.guest else "",
    )
    holds = [hold for rule in RULES if (hold := registered()[rule].ask(draft)) is not None]
    if not holds:
        raise ContentError(f"{post.ref}: no rule of the site would hold this comment.")
    gate.held(comment, holds)
    case = Case.objects.get(comment=comment)
    case.opened_at = case.waiting_since = comment.created_at
    case.save(update_fields=["opened_at", "waiting_since"])
    weigh(case)
