"""Following on the pages: for members, guests and strangers, and the list of it."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from forum.comments.models import AudienceKind
from forum.notifications.models import Channel, Level, Preferences, Subscription
from forum.notifications.services import prefer
from forum.notifications.services.channels import of_branch, of_discussion
from forum.notifications.services.follow import follow
from forum.topics.services import boards
from tests.factories import make_comment, make_discussion, make_member, make_moderator, write
from tests.factories_articles import make_article, make_author, make_series, make_tag
from tests.factories_topics import make_board, make_topic

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def things() -> dict[str, tuple[str, str]]:
    """Each kind of page: where it is, and where its button leads."""
    author, series, tag = make_author(), make_series(), make_tag()
    article = make_article(authors=[author], series=series, tags=[tag])
    assert article.discussion is not None
    topic = make_topic()
    return {
        "article": (article.get_absolute_url(), f"/follow/discussion/{article.discussion.pk}/"),
        "topic": (topic.get_absolute_url(), f"/follow/discussion/{topic.discussion.pk}/"),
        "board": (topic.board.get_absolute_url(), f"/follow/board/{topic.board.pk}/"),
        "tag": (tag.get_absolute_url(), f"/follow/tag/{tag.pk}/"),
        "series": (series.get_absolute_url(), f"/follow/series/{series.pk}/"),
        "author": (author.get_absolute_url(), f"/follow/author/{author.pk}/"),
    }


def test_every_kind_of_page_is_followed_by_one_button_and_left_by_it() -> None:
    charlie = make_member("Charlie")
    client = signed_in(charlie)
    for name, (page, action) in things().items():
        html = client.get(page).content.decode()
        assert f'action="{action}"' in html, name
        answer = client.post(action, {"level": "all", "back": "page"})
        assert (answer.status_code, answer["Location"]) == (303, page)
        assert "Stop following" in client.get(page).content.decode(), name
        client.post(action, {"level": "replies", "back": "page"})
        assert "You hear replies to you" in client.get(page).content.decode(), name
    assert Subscription.objects.filter(user=charlie).count() == len(things())


def test_a_stranger_finds_a_link_that_explains_and_nothing_is_followed() -> None:
    for page, action in things().values():
        html = Client().get(page).content.decode()
        assert f'href="{action}"' in html
        assert f'action="{action}"' not in html
        explained = Client().get(action)
        assert explained.status_code == 200
        assert f"/accounts/login/?next={action}" in explained.content.decode()
        assert "no-store" in explained["Cache-Control"]
        Client().post(action, {"level": "all"})
    assert not Subscription.objects.exists()


def test_a_wrong_level_and_what_nobody_may_see_are_refused() -> None:
    client = signed_in(make_member("Charlie"))
    place = make_discussion()
    assert client.post(f"/follow/discussion/{place.pk}/", {"level": "odd"}).status_code == 422
    assert client.post(f"/follow/discussion/{place.pk}/", {}).status_code == 422
    for path in ("/follow/odd/1/", "/follow/board/999/", "/follow/branch/999/"):
        assert client.get(path).status_code == 404
    secret = make_board("Team", audience=AudienceKind.STAFF)
    assert client.post(f"/follow/board/{secret.pk}/", {"level": "all"}).status_code == 404
    assert not Channel.objects.exists()


def test_a_branch_is_followed_from_the_foot_of_its_root() -> None:
    charlie = make_member("Charlie")
    topic = make_topic()
    root = make_comment(topic.discussion)
    reply = make_comment(parent=root)
    client = signed_in(charlie)
    html = client.get(topic.get_absolute_url()).content.decode()
    assert f"/follow/branch/{root.pk}/" in html
    assert f"/follow/branch/{reply.pk}/" not in html
    assert client.get(f"/follow/branch/{reply.pk}/").status_code == 404
    client.post(f"/follow/branch/{root.pk}/", {"level": "all"})
    assert Subscription.objects.get(user=charlie).channel == of_branch(root.pk)


def test_the_list_shows_what_is_followed_and_changes_it() -> None:
    charlie = make_member("Charlie")
    client = signed_in(charlie)
    assert "You follow nothing yet" in client.get("/following/").content.decode()
    place, gone = make_discussion("Heat"), make_discussion("A secret")
    for one in (place, gone):
        follow(charlie, of_discussion(one.pk), Level.ALL)
    gone.audience.kind = AudienceKind.STAFF
    gone.audience.save()
    html = client.get("/following/").content.decode()
    assert "Heat" in html
    assert "A secret" not in html
    row = Subscription.objects.get(channel__discussion=place)
    assert client.post(f"/following/{row.pk}/", {"level": "off"}).status_code == 303
    row.refresh_from_db()
    assert row.level == Level.OFF
    assert client.post(f"/following/{row.pk}/", {"level": "odd"}).status_code == 404
    stranger = signed_in(make_member("Dora"))
    assert stranger.post(f"/following/{row.pk}/", {"level": "all"}).status_code == 404
    assert Client().get("/following/").status_code == 302


def test_a_board_that_is_renamed_is_followed_under_its_new_name() -> None:
    charlie = make_member("Charlie")
    board = make_board()
    signed_in(charlie).post(f"/follow/board/{board.pk}/", {"level": "all"})
    board.refresh_from_db()
    board.name = "Day by day"
    boards.change(board, slug="day-by-day", audience=AudienceKind.PUBLIC)
    html = signed_in(charlie).get("/following/").content.decode()
    assert "Day by day" in html
    assert "/forum/day-by-day/" in html


def test_unread_lists_what_is_followed_and_all_under_another_tab() -> None:
    charlie, bob = make_member("Charlie"), make_moderator()
    client = signed_in(charlie)
    followed, opened = make_topic("Followed", by=bob), make_topic("Opened", by=bob)
    for topic in (followed, opened):
        client.get(topic.get_absolute_url())
    follow(charlie, of_discussion(followed.discussion_id), Level.REPLIES)
    for topic in (followed, opened):
        write(topic.discussion, bob)
    html = client.get("/unread/").content.decode()
    assert "Followed" in html
    assert "Opened" not in html
    assert "Opened" in client.get("/unread/?show=all").content.decode()


def test_who_follows_nothing_is_asked_nothing_on_a_page(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    from accounts import facts
    from accounts.viewer import Viewer
    from forum.notifications import control

    charlie, place = make_member("Charlie"), make_discussion()
    person = facts.person(charlie.pk)
    assert person is not None
    with django_assert_num_queries(0):
        assert not control.of_discussion(Viewer.for_user(person), place).level
    follow(charlie, of_discussion(place.pk), Level.ALL)
    person = facts.person(charlie.pk)
    assert person is not None
    with django_assert_num_queries(1):
        assert control.of_discussion(Viewer.for_user(person), place).follows


# --- How one wants to hear ----------------------------------------------------------------


def test_the_settings_are_saved_and_faults_come_back() -> None:
    charlie = make_member("Charlie")
    client = signed_in(charlie)
    sent = {"mails": "on", "discreet": "always", "quiet_from": "22", "quiet_to": "7", "digest": ""}
    assert client.post("/notifications/settings/", sent).status_code == 303
    row = Preferences.objects.get(user=charlie)
    assert (row.follows_by_itself, row.mails, row.discreet) == (False, True, "always")
    assert (row.quiet_from, row.quiet_to) == (22, 7)
    answer = client.post("/notifications/settings/", sent | {"quiet_to": ""})
    assert answer.status_code == 422
    assert "Please give both hours, or none." in answer.content.decode()
    assert client.post("/notifications/settings/", {"digest": "odd"}).status_code == 422
    assert Client().get("/notifications/settings/").status_code == 302


def test_a_pause_begins_and_ends_with_one_press() -> None:
    charlie = make_member("Charlie")
    client = signed_in(charlie)
    assert client.post("/notifications/pause/", {"weeks": "2"}).status_code == 303
    assert "End the pause now" in client.get("/notifications/settings/").content.decode()
    assert client.post("/notifications/pause/", {"weeks": "99"}).status_code == 303
    client.post("/notifications/resume/")
    assert "A pause" in client.get("/notifications/settings/").content.decode()
    assert Preferences.objects.get(user=charlie).paused_until is None
    assert client.post("/notifications/resume/").status_code == 303
    for path in ("/notifications/pause/", "/notifications/resume/"):
        assert Client().post(path).status_code == 302


# --- The way out of mail -------------------------------------------------------------------


def test_looking_stops_nothing_and_a_press_does_without_signing_in() -> None:
    from forum.notifications import unsubscribe

    alice = make_member("Alice")
    place = make_discussion("Heat")
    path = unsubscribe.url_of(unsubscribe.token_of(alice, unsubscribe.of_discussion(place.pk)))
    stranger = Client(enforce_csrf_checks=True)
    html = stranger.get(path).content.decode()
    assert "Heat" in html
    assert "Alice" not in html
    assert not Subscription.objects.exists()
    answer = stranger.post(path)
    assert answer.status_code == 303
    assert "You get no more mail about “Heat”." in stranger.get(answer["Location"]).content.decode()
    assert Subscription.objects.get(user=alice).level == Level.OFF
    assert not answer.cookies


def test_one_click_of_a_mail_program_is_answered_at_once() -> None:
    from forum.notifications import unsubscribe

    alice = make_member("Alice")
    path = unsubscribe.url_of(unsubscribe.token_of(alice, unsubscribe.ALL))
    client = Client(enforce_csrf_checks=True)
    for _again in range(2):
        answer = client.post(path, {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.content) == (200, b"OK\n")
    assert not Preferences.objects.get(user=alice).mails


def test_all_mail_is_stopped_from_the_page_of_one() -> None:
    from forum.notifications import unsubscribe

    alice = make_member("Alice")
    token = unsubscribe.token_of(alice, unsubscribe.SUMMARY)
    answer = Client(enforce_csrf_checks=True).post(f"/unsubscribe/{token}/all/")
    assert "all mail about what is new" in Client().get(answer["Location"]).content.decode()
    row = Preferences.objects.get(user=alice)
    assert (row.mails, row.digest) == (False, "never")


@pytest.mark.parametrize("spoil", ["", "x", "u1-all", "u1-all.wrong", "g9-all.x"])
def test_a_token_of_somebody_else_s_making_is_refused(spoil: str) -> None:
    make_member("Alice")
    path = f"/unsubscribe/{spoil or 'none'}/"
    assert Client().get(path).status_code == 404
    assert Client().post(path).status_code == 404
    assert not Preferences.objects.exists()


def test_the_title_is_not_said_to_who_may_not_see_it_any_more() -> None:
    from forum.notifications import unsubscribe

    alice = make_member("Alice")
    place = make_discussion("Heat")
    path = unsubscribe.url_of(unsubscribe.token_of(alice, unsubscribe.of_discussion(place.pk)))
    place.audience.kind = AudienceKind.STAFF
    place.audience.save()
    assert "Heat" not in Client().get(path).content.decode()
    prefer.choose(alice, mails=True)


# --- The list of notices -------------------------------------------------------------------


def test_notices_of_one_discussion_are_one_line_and_are_marked_one_by_one() -> None:
    from forum.notifications.models import Notice

    alice, bob = make_member("Alice"), make_moderator()
    busy, calm = make_comment(make_discussion("Busy"), author=alice), make_comment(author=alice)
    for _ in range(3):
        write(busy.discussion, bob, parent=busy)
    write(calm.discussion, bob, parent=calm)
    client = signed_in(alice)
    answer = client.get("/notifications/")
    assert "3 replies to you in “Busy”." in answer.content.decode()
    group = next(one for one in answer.context["groups"] if len(one.rows) == 3)
    oldest = Notice.objects.filter(comment__discussion=busy.discussion).order_by("pk").first()
    assert oldest is not None
    assert oldest.comment is not None
    assert group.first.url == oldest.comment.get_absolute_url()
    client.post("/notifications/read/", {"ids": group.ids})
    [left] = Notice.objects.unread().filter(user=alice)
    assert left.comment is not None
    assert left.comment.discussion == calm.discussion
    mine = ",".join(str(left.pk) for _ in range(2))
    signed_in(bob).post("/notifications/read/", {"ids": mine})
    assert Notice.objects.unread().filter(user=alice).exists()
    assert client.post("/notifications/read/", {"ids": "x"}).status_code == 404
