"""
Right after every kind of change, every page a stranger may read is what it would be if nothing
were kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Guest, User
from accounts.services import guests, people
from accounts.services.newcomer import Newcomer
from accounts.viewer import Viewer
from articles.models import Article, Author, Picture, Series, Tag
from articles.services import pictures, publish, taxonomy, write
from forum.comments.gate import Hold
from forum.comments.models import AudienceKind, Comment, Discussion, MarkKind, Status
from forum.comments.services import change as change_verb
from forum.comments.services import delete, discussions, edit, lay_in, mark, post, rerender
from forum.comments.services.set_status import set_status
from forum.moderation.services import discussions as whole
from forum.moderation.services.amend import amend
from forum.moderation.services.decide import decide
from forum.topics.models import Board, Topic
from forum.topics.services import boards, order, split
from forum.topics.services.ask import ask
from foundation.branding.services import pages as site_pages
from foundation.branding.services.save_settings import save_settings
from tests.factories import make_comment, make_moderator
from tests.factories_articles import (
    make_article,
    make_author,
    make_draft,
    make_picture,
    make_series,
)
from tests.factories_moderation import make_held, make_known
from tests.factories_topics import make_board, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept")]

REASON: dict[str, Any] = {"reason_code": "off_topic", "reason_text": "Please ask elsewhere."}


@dataclass
class World:
    """A little of everything, and who can change it."""

    alice: User
    bob: User
    guest: Guest
    board: Board
    other_board: Board
    topic: Topic
    reply: Comment
    answer: Comment
    held: Comment
    hidden_topic: Topic
    series: Series
    author: Author
    tag: Tag
    picture: Picture
    article: Article
    part: Article
    draft: Article
    comment: Comment

    @property
    def pages(self) -> list[str]:
        topic, article = self.topic.get_absolute_url(), self.article.get_absolute_url()
        return [
            "/",
            "/forum/",
            "/forum/unanswered/",
            self.board.get_absolute_url(),
            self.other_board.get_absolute_url(),
            topic,
            f"{topic}?sort=newest",
            self.hidden_topic.get_absolute_url(),
            f"/c/{self.reply.pk}/thread/",
            "/articles/",
            article,
            self.part.get_absolute_url(),
            self.draft.get_absolute_url(),
            "/series/",
            self.series.get_absolute_url(),
            self.author.get_absolute_url(),
            self.tag.get_absolute_url(),
            f"/people/{self.alice.handle}/",
            "/guidelines/",
        ]


@pytest.fixture
def world() -> World:
    alice, bob = make_known("Alice"), make_moderator()
    guest = guests.welcome(Newcomer("Gina", "gina@example.org", "", "a device"))
    board, other_board = make_board(), make_board("Travel")
    topic = make_topic("How do you plan a day?", board=board, by=alice)
    reply = make_comment(topic.discussion, author=bob, body="With a list.")
    answer = make_comment(topic.discussion, guest=guest, parent=reply, body="Mine is short.")
    hidden_topic = make_topic("Not yet to be seen", board=board, by=alice)
    discussions.hide(hidden_topic.discussion, by=bob)
    series, author = make_series(), make_author()
    tag = taxonomy.tags_named(["Heat"])[0]
    picture = make_picture()
    facts: dict[str, Any] = {"series": series, "authors": [author], "tags": [tag]}
    article = make_article(
        "Heat and nerves", position=1, lead_picture=picture, inspired_by=topic, **facts
    )
    part = make_article("Cold and nerves", position=2, **facts)
    assert article.discussion is not None
    return World(
        alice=alice, bob=bob, guest=guest, board=board, other_board=other_board, topic=topic,
        reply=reply, answer=answer, held=make_held(topic.discussion), hidden_topic=hidden_topic,
        series=series, author=author, tag=tag, picture=picture, article=article, part=part,
        draft=make_draft("Wind and nerves", **facts),
        comment=make_comment(article.discussion, author=alice, body="I rest at noon."),
    )  # fmt: skip


def by_alice(w: World) -> Viewer:
    return Viewer.for_user(w.alice)


def commented(w: World) -> Discussion:
    assert w.article.discussion is not None
    return w.article.discussion


def _post_as_guest(w: World) -> None:
    newcomer = Newcomer("Gus", "gus@example.org", "", "another device")
    made = post.post(commented(w), viewer=Viewer.nobody(), body="Thanks.", newcomer=newcomer)
    set_status(made.comment, Status.PUBLISHED, by=w.bob)


def _lay_in(w: World) -> None:
    row = lay_in.Row("r", timezone.now(), "Laid in.", "<p>Laid in.</p>", author=w.alice)
    lay_in.lay_in(w.topic.discussion, [row])


def _accept_a_change(w: World) -> None:
    with transaction.atomic():
        held = [Hold(rule="links", reason="It has links.")]
        revision = change_verb.propose(w.comment, "I rest at two.", by=w.alice, found=held)
        change_verb.accept(w.comment, revision, by=w.bob)


def _rerender(w: World) -> None:
    Comment.objects.filter(pk=w.reply.pk).update(body_html="<p>Old shape.</p>", render_version=0)
    rerender.rerender()


def _publish_due(w: World) -> None:
    publish.schedule(w.draft, at=timezone.now() + timedelta(hours=1), by=w.bob)
    publish.publish_due(timezone.now() + timedelta(hours=2))


def _unhelpful(w: World) -> None:
    mark.mark(w.reply, MarkKind.ASKER, viewer=by_alice(w))
    mark.unmark(w.reply, MarkKind.ASKER, viewer=by_alice(w))
    mark.mark(w.reply, MarkKind.ASKER, viewer=by_alice(w))


CHANGES: dict[str, Callable[[World], Any]] = {
    "post": lambda w: post.post(w.topic.discussion, viewer=by_alice(w), body="I write it down."),
    "reply": lambda w: post.post(
        w.topic.discussion, viewer=by_alice(w), body="So do I.", parent=w.answer
    ),
    "post under an article, as a guest": _post_as_guest,
    "hold": lambda w: set_status(w.reply, Status.HELD, by=None, reason="links"),
    "approve": lambda w: decide(w.held, "approve", by=w.bob),
    "approve and reply": lambda w: decide(w.held, "reply", by=w.bob, reply="Welcome here."),
    "remove": lambda w: decide(w.comment, "remove", by=w.bob, **REASON),
    "remove what has replies": lambda w: set_status(w.reply, Status.REMOVED, by=w.bob),
    "spam": lambda w: set_status(w.answer, Status.SPAM, by=w.bob),
    "remove the opening": lambda w: set_status(
        Comment.objects.get(discussion=w.topic.discussion, kind="opening"),
        Status.REMOVED,
        by=w.bob,
    ),
    "take something out": lambda w: amend(
        w.comment, "redact", by=w.bob, reason_code="personal", parts="at noon"
    ),
    "note under a comment": lambda w: amend(w.answer, "note", by=w.bob, text="Lists help many."),
    "veil": lambda w: amend(w.answer, "veil", by=w.bob, topic="lists"),
    "hold again": lambda w: decide(w.comment, "hold", by=w.bob, **REASON),
    "for members only": lambda w: whole.for_members(
        w.topic.discussion, by=w.bob, reason="It got personal."
    ),
    "slow down": lambda w: whole.slow(
        w.topic.discussion, by=w.bob, minutes=10, hours=1, reason="It is heated."
    ),
    "make a topic of a comment": lambda w: split.split(
        w.reply, board=w.other_board, title="About lists", by=w.bob
    ),
    "continue a comment under an article": lambda w: split.split(
        w.comment, board=w.board, title="About noon", by=w.bob
    ),
    "make one of two topics": lambda w: split.merge(
        w.topic, make_topic("How do you plan a year?", board=w.board, by=w.alice), by=w.bob
    ),
    "edit": lambda w: edit.edit(w.comment, viewer=by_alice(w), body="I rest at one."),
    "accept a change": _accept_a_change,
    "delete": lambda w: delete.delete(w.comment, viewer=by_alice(w)),
    "lay in": _lay_in,
    "rerender": _rerender,
    "the asker marks": lambda w: mark.mark(w.reply, MarkKind.ASKER, viewer=by_alice(w)),
    "the asker unmarks": _unhelpful,
    "ask": lambda w: ask(w.board, viewer=by_alice(w), title="What about rain?", body="It rains."),
    "lock": lambda w: order.lock(w.topic, by=w.bob, reason="It is answered."),
    "pin": lambda w: order.pin(w.topic, by=w.bob),
    "move a topic": lambda w: order.move(w.topic, w.other_board, by=w.bob),
    "rename a topic": lambda w: order.rename(w.topic, "How do you plan a week?", by=w.bob),
    "hide a topic": lambda w: discussions.hide(w.topic.discussion, by=w.bob),
    "show a topic": lambda w: discussions.unhide(w.hidden_topic.discussion, by=w.bob),
    "make a board": lambda w: boards.make("Food"),
    "close a board": lambda w: boards.change(
        w.board, slug=w.board.slug, audience=AudienceKind.STAFF
    ),
    "rename a person": lambda w: people.rename(w.alice, "Alice Winter"),
    "promote a person": lambda w: people.promote(w.alice, "editor"),
    "describe a person": lambda w: people.describe(
        w.alice, name="Alice", about="I like lists.", language="", time_zone=""
    ),
    "publish": lambda w: publish.publish(w.draft, by=None),
    "publish what is due": _publish_due,
    "unpublish": lambda w: publish.unpublish(w.part, by=None),
    "change an article": lambda w: write.change(w.article, by=None, body_source="Drink water."),
    "rename an article": lambda w: write.change(w.article, by=None, title="Heat, once more"),
    "move an article": lambda w: write.move(w.part, step=-1, by=None),
    "change a series": lambda w: taxonomy.save_series(w.series, title="Good to know"),
    "change an author": lambda w: taxonomy.save_author(w.author, name="Nora Q. Quill"),
    "rename a tag": lambda w: taxonomy.save_tag(w.tag, name="Warmth"),
    "describe a picture": lambda w: pictures.describe(w.picture, alt="A jug of water"),
    "a setting": lambda w: save_settings({"site_name": "Reading room"}, by_id=None),
    "a word of the site": lambda w: save_settings({"disclaimer": "Ask a doctor."}, by_id=None),
    "a page of the site": lambda w: site_pages.edit_page(
        site_pages.page("guidelines"), title="Rules", body_source="Be kind.", by_id=None
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_every_page_is_as_if_nothing_were_kept(world: World, change: str) -> None:
    visitor = Client()
    paths = world.pages
    before = {path: visitor.get(path).content for path in paths}
    CHANGES[change](world)
    # As in another process, which has read the settings some time ago.
    now = {path: visitor.get(path) for path in paths}
    fresh = {path: visitor.get(f"{path}{'&' if '?' in path else '?'}unknown=1") for path in paths}
    wrong = [
        path
        for path in paths
        if now[path].status_code != fresh[path].status_code
        or now[path].content != fresh[path].content
    ]
    assert not wrong
    assert any(now[path].content != before[path] for path in paths), "the change shows nowhere"


def test_the_pages_of_that_world_are_kept(world: World, comes_from_cache: Any) -> None:
    visitor = Client()
    readable = [path for path in world.pages if visitor.get(path).status_code == 200]
    assert len(readable) >= len(world.pages) - 2
    assert [path for path in readable if not comes_from_cache(path)] == []
