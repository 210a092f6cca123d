"""What a moderator does with a whole discussion, from the mildest step on."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.viewer import NOBODY, Viewer
from forum.comments.models import Audience, Comment, Discussion
from forum.comments.refusal import Refused
from forum.comments.services import discussions as engine
from forum.comments.tasks import open_again
from forum.moderation.models import Decision
from forum.moderation.services import discussions
from forum.moderation.services.undo import undo
from forum.notifications import kinds
from forum.notifications.models import Notice
from forum.topics.models import Topic
from forum.topics.services import boards, order
from tests.factories import make_administrator, make_comment, make_member, make_moderator
from tests.factories_articles import make_article
from tests.factories_moderation import signed_in
from tests.factories_topics import make_board, make_topic

pytestmark = pytest.mark.django_db

WHY = "It became very personal."


def sees(discussion: Discussion, viewer: Viewer = NOBODY) -> bool:
    return Discussion.objects.visible_to(viewer).filter(pk=discussion.pk).exists()


def last_decision() -> Decision:
    return Decision.objects.latest("pk")


def closed_topic(**fields: Any) -> Topic:
    """A topic that became one for members only."""
    topic = make_topic(**fields)
    discussions.for_members(topic.discussion, by=make_moderator(), reason=WHY)
    return topic


def test_the_mildest_step_is_that_a_discussion_goes_on_among_members() -> None:
    bob, topic, other = make_moderator(), make_topic(), make_topic("Another")
    assert discussions.for_members(topic.discussion, by=bob, reason=WHY)
    assert not sees(topic.discussion) and sees(topic.discussion, Viewer.for_user(make_member()))
    assert sees(other.discussion)  # the row of the board is as it was
    row = last_decision()
    assert (row.action, row.by, row.reason_text) == ("members", bob, WHY)
    topic.discussion.refresh_from_db()
    assert not discussions.for_members(topic.discussion, by=bob, reason=WHY)  # it is already


def test_a_reason_for_the_readers_is_required_and_not_longer_than_they_read() -> None:
    topic, bob = make_topic(), make_moderator()
    for reason in (" ", "x" * 301):
        with pytest.raises(ValidationError):
            discussions.for_members(topic.discussion, by=bob, reason=reason)
    assert not Decision.objects.exists()


def test_only_moderators_do_it() -> None:
    for person in (make_member(), make_member("Edith", role="editor")):
        with pytest.raises(Refused):
            discussions.for_members(make_topic().discussion, by=person, reason=WHY)


def test_an_exception_that_is_open_to_all_or_says_no_reason_is_refused_by_the_database() -> None:
    board = make_board()
    for fields in ({"kind": "public", "reason": WHY}, {"kind": "members", "reason": ""}):
        with pytest.raises(IntegrityError, match="audience_exception"), transaction.atomic():
            Audience.objects.create(name="x", narrows=board.audience, **fields)


def test_it_leaves_lists_search_and_kept_pages_at_once() -> None:
    topic = make_topic("How do you plan a warm day?")
    reply = make_comment(topic.discussion, body="I plan in pencil and rest by the heater.")
    client = Client()
    pages = ("/forum/", "/forum/latest/", topic.board.get_absolute_url())
    assert all(topic.discussion.title in client.get(page).content.decode() for page in pages)
    discussions.for_members(topic.discussion, by=make_moderator(), reason=WHY)
    assert not any(topic.discussion.title in client.get(page).content.decode() for page in pages)
    assert reply.body_source not in client.get("/search/?q=pencil+heater").content.decode()
    assert reply.body_source not in client.get(topic.get_absolute_url()).content.decode()


def test_others_see_the_title_the_first_words_and_why_and_no_name() -> None:
    topic = closed_topic(body="Mornings are hard. " * 40)
    make_comment(topic.discussion, author=make_member("Zoe Quinn"), body="Nobody else reads this.")
    response = Client().get(topic.get_absolute_url())
    page = response.content.decode()
    assert response.status_code == 200
    assert topic.discussion.title in page and "Mornings are hard." in page and WHY in page
    assert page.count("Mornings are hard.") < 20
    assert "Alice" not in page and "Zoe Quinn" not in page and "Nobody else" not in page
    assert '<meta name="robots" content="noindex">' in page
    own = signed_in(make_member()).get(topic.get_absolute_url()).content.decode()
    assert "Nobody else reads this." in own and WHY in own


def test_a_topic_of_a_closed_board_shows_nothing_of_itself() -> None:
    topic = closed_topic()
    boards.change(topic.board, slug=topic.board.slug, audience="staff")
    assert Client().get(topic.get_absolute_url()).status_code == 404
    assert not sees(topic.discussion, Viewer.for_user(make_member()))
    boards.change(topic.board, slug=topic.board.slug, audience="public")
    assert sees(topic.discussion, Viewer.for_user(make_member())) and not sees(topic.discussion)


def test_a_comment_of_it_leads_others_to_what_they_may_read() -> None:
    topic = make_topic()
    reply = make_comment(topic.discussion)
    hidden = make_comment(make_topic("Hidden", audience="staff").discussion)
    discussions.for_members(topic.discussion, by=make_moderator(), reason=WHY)
    assert Client().get(f"/c/{reply.pk}/")["Location"] == f"{topic.get_absolute_url()}#comments"
    assert Client().get(f"/c/{hidden.pk}/").status_code == 404
    assert f"#c-{reply.pk}" in signed_in(make_member()).get(f"/c/{reply.pk}/")["Location"]


def test_an_article_stays_open_where_its_discussion_is_for_members() -> None:
    article = make_article()
    assert article.discussion is not None
    make_comment(article.discussion, body="Only for us.")
    discussions.for_members(article.discussion, by=make_moderator(), reason=WHY)
    page = Client().get(article.get_absolute_url()).content.decode()
    assert article.title in page and WHY in page and "Only for us." not in page
    assert "commentCount" not in page and 'class="composer"' not in page
    member = signed_in(make_member()).get(article.get_absolute_url()).content.decode()
    assert "Only for us." in member and WHY in member


def test_guests_can_neither_read_nor_write_there() -> None:
    topic = closed_topic()
    sent = {"body": "I rest at noon.", "name": "Gina", "email": "gina@example.org"}
    response = Client().post(f"/d/{topic.discussion_id}/comment/", sent)
    assert response.status_code == 404
    assert not Comment.objects.filter(body_source="I rest at noon.").exists()


def test_it_stays_for_members_when_the_topic_moves_to_an_open_board() -> None:
    topic, bob = closed_topic(), make_moderator()
    order.move(topic, make_board("Work"), by=bob)
    topic.discussion.refresh_from_db()
    assert not sees(topic.discussion)
    discussions.for_everyone(topic.discussion, by=bob)
    assert topic.discussion.audience == make_board("Work").audience and sees(topic.discussion)


def test_both_steps_can_be_taken_back() -> None:
    bob, topic = make_moderator(), closed_topic()
    before = topic.board.audience_id
    undo(last_decision(), by=bob)
    topic.discussion.refresh_from_db()
    assert topic.discussion.audience_id == before
    discussions.for_members(topic.discussion, by=bob, reason=WHY)
    exception = topic.discussion.audience_id
    discussions.for_everyone(topic.discussion, by=bob)
    opened = last_decision()
    order.move(topic, make_board("Work"), by=bob)
    boards.change(topic.board, slug=topic.board.slug, audience="staff")
    with pytest.raises(Refused):  # narrower than that by now
        undo(opened, by=bob)
    boards.change(topic.board, slug=topic.board.slug, audience="public")
    undo(opened, by=bob)
    topic.discussion.refresh_from_db()
    assert topic.discussion.audience_id == exception
    assert topic.discussion.audience.reason == WHY
    assert topic.discussion.audience.narrows == topic.board.audience


def test_who_began_it_hears_once_and_not_of_what_was_undone() -> None:
    topic, bob = closed_topic(), make_moderator()
    told = Notice.objects.get(kind=kinds.DISCUSSION)
    assert told.user == topic.discussion.started_by
    undo(last_decision(), by=bob)
    assert not Notice.objects.exists()
    own = make_topic("Mine", by=bob)
    discussions.for_members(own.discussion, by=bob, reason=WHY)
    assert not Notice.objects.exists()


def test_the_panel_shows_what_is_in_force_and_keeps_what_was_typed() -> None:
    topic, bob = make_topic(), signed_in(make_moderator())
    panel = f"/moderation/discussions/{topic.discussion_id}/"
    assert topic.discussion.title in bob.get(panel).content.decode()
    assert panel in bob.get(topic.get_absolute_url()).content.decode()
    response = bob.post(f"{panel}members/", {"reason": ""})
    assert response.status_code == 422 and "Readers see this sentence" in response.content.decode()
    assert bob.post(f"{panel}members/", {"reason": WHY}).status_code == 303
    page = bob.get(panel).content.decode()
    assert WHY in page and f"{panel}everyone/" in page and "Take back" in page
    assert bob.post(f"{panel}everyone/").status_code == 303
    assert sees(topic.discussion)


def test_the_panel_of_an_article_stands_in_its_tools() -> None:
    article = make_article()
    page = signed_in(make_administrator()).get(article.get_absolute_url()).content.decode()
    assert f"/moderation/discussions/{article.discussion_id}/" in page


# --- until a moment ----------------------------------------------------------------------


def closed_for_a_day() -> Topic:
    topic = make_topic("How do you plan a warm day?")
    discussions.for_members(topic.discussion, by=make_moderator(), reason=WHY, hours=24)
    return topic


def a_day_later() -> None:
    Audience.objects.filter(until__isnull=False).update(until=timezone.now())


def test_members_only_with_an_end_opens_by_itself_and_kept_pages_know_it_at_once() -> None:
    topic, forever = closed_for_a_day(), closed_topic()
    client = Client()
    assert topic.discussion.title not in client.get("/forum/latest/").content.decode()
    assert engine.widen_ended() == 0
    a_day_later()
    open_again.func()
    assert topic.discussion.title in client.get("/forum/latest/").content.decode()
    assert WHY not in client.get(topic.get_absolute_url()).content.decode()
    assert sees(topic.discussion) and not sees(forever.discussion)
    assert engine.widen_ended() == 0


def test_readers_of_both_kinds_and_moderators_see_when_it_opens() -> None:
    topic = closed_for_a_day()
    own = signed_in(make_member())
    bob = signed_in(make_moderator("Bo"))
    panel = f"/moderation/discussions/{topic.discussion_id}/"
    for client, path in (
        (Client(), topic.get_absolute_url()),
        (own, topic.get_absolute_url()),
        (bob, panel),
    ):
        assert "It opens by itself:" in client.get(path).content.decode()


def test_the_end_is_chosen_on_the_panel_and_a_wrong_one_is_refused_with_the_words_kept() -> None:
    topic, bob = make_topic(), signed_in(make_moderator())
    act = f"/moderation/discussions/{topic.discussion_id}/members/"
    refused = bob.post(act, {"reason": WHY, "hours": "99999"})
    assert refused.status_code == 422
    assert WHY in refused.content.decode()
    assert bob.post(act, {"reason": WHY, "hours": "72"}).status_code == 303
    topic.discussion.refresh_from_db()
    until = topic.discussion.audience.until
    assert until is not None
    assert timedelta(days=2) < until - timezone.now() < timedelta(days=4)
    with pytest.raises(ValidationError):
        discussions.for_members(
            make_topic().discussion, by=make_moderator("Bo"), reason=WHY, hours=0
        )


def test_an_end_that_is_over_is_not_brought_back_by_taking_back_what_came_before_it() -> None:
    topic, bob = closed_for_a_day(), make_moderator("Bo")
    topic.discussion.refresh_from_db()
    discussions.for_everyone(topic.discussion, by=bob)
    a_day_later()
    with pytest.raises(Refused):
        undo(Decision.objects.latest("pk"), by=bob)
    assert sees(topic.discussion)


def test_it_goes_with_the_topic_to_another_board() -> None:
    topic, bob = closed_for_a_day(), make_moderator("Bo")
    topic.discussion.refresh_from_db()
    order.move(topic, make_board("Another"), by=bob)
    assert not sees(topic.discussion)
    a_day_later()
    assert engine.widen_ended() == 1
    assert sees(topic.discussion)


def test_only_an_exception_can_end() -> None:
    with pytest.raises(IntegrityError, match="audience_only_exception_ends"), transaction.atomic():
        Audience.objects.create(name="x", until=timezone.now())
