"""Rating and telling the editors, as a browser without JavaScript does it."""

from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from accounts.viewer import Viewer
from articles.models import Article, Feedback, Rating
from articles.views import article as article_views
from forum.moderation.models import Case
from forum.moderation.services.decide import settle
from foundation.branding import settings as site
from tests.articles.test_reading import ROLES, client_of, text_of
from tests.factories import make_editor, make_member, make_moderator, suspend
from tests.factories_articles import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return make_article("Heat and nerves")


def rate(client: Client, stars: object = "5") -> Any:
    return client.post("/articles/heat-and-nerves/rate/", {"stars": stars})


@pytest.mark.parametrize("role", ROLES)
def test_everybody_rates_and_sees_the_vote_and_the_note_s_box(role: str, article: Article) -> None:
    client = client_of(role)
    response = rate(client, "2")
    assert response.status_code == 303
    assert response["Location"] == "/articles/heat-and-nerves/?rated=1#rating"
    page = client.get("/articles/heat-and-nerves/?rated=1")
    assert "no-store" in page["Cache-Control"]
    assert "Your vote is 2 of 5" in text_of(page)
    assert "Tell us how we can improve" in text_of(page)
    assert "2.0 of 5, from one vote" in text_of(page)
    sent = client.post("/articles/heat-and-nerves/feedback/", {"text": "Shorter, please."})
    assert sent["Location"].endswith("?rated=1&noted=1#rating")
    assert "The editors will read your note" in text_of(client.get(sent["Location"]))
    assert Feedback.objects.get().rating == Rating.objects.get()


def test_a_visitor_votes_once_and_may_change_it(article: Article) -> None:
    client = Client()
    response = rate(client, "1")
    cookie = response.cookies["voter"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert cookie.value not in Rating.objects.get().visitor_hash
    rate(client, "5")
    article.refresh_from_db()
    assert (article.rating_count, article.rating_sum) == (1, 5)
    rate(Client(), "1")
    article.refresh_from_db()
    assert (article.rating_count, article.rating_sum) == (2, 6)


def test_a_member_s_vote_needs_no_cookie_of_its_own(article: Article) -> None:
    client = client_of("member")
    assert "voter" not in rate(client).cookies
    assert "checked" in text_of(client.get("/articles/heat-and-nerves/"))


def test_the_page_everybody_shares_never_shows_a_visitor_s_vote(article: Article) -> None:
    client = Client()
    rate(client, "4")
    page = client.get("/articles/heat-and-nerves/")
    assert "checked" not in text_of(page)
    assert "Your vote" not in text_of(page)
    assert "no-store" not in page.get("Cache-Control", "")


def test_somebody_who_did_not_vote_is_shown_no_vote(article: Article) -> None:
    rate(Client(), "2")
    page = Client().get("/articles/heat-and-nerves/?rated=1&noted=1")
    assert "Your vote" not in text_of(page)
    assert "improve" not in text_of(page)
    assert "no-store" in page["Cache-Control"]


def test_low_votes_are_asked_what_would_help_and_high_ones_are_shown_where_to_follow(
    article: Article,
) -> None:
    site.set_value("follow_links", "Our letter https://example.org/letter\nnothing here\n")
    for stars in (1, 2, 3):
        client = Client()
        page = text_of(client.get(rate(client, stars)["Location"]))
        assert "Tell us how we can improve" in page
    for stars in (4, 5):
        client = Client()
        page = text_of(client.get(rate(client, stars)["Location"]))
        assert "Tell us how we can improve" not in page
        assert "We are glad it helped" in page
        assert 'href="https://example.org/letter"' in page
        assert 'name="text"' in page


@pytest.mark.parametrize("stars", ["", "0", "6", "2.5", "five", "<script>", "9" * 400])
def test_no_such_stars_are_answered_beside_the_field(stars: str, article: Article) -> None:
    response = rate(Client(), stars)
    assert response.status_code == 422
    assert "Please choose one to five stars." in text_of(response)
    assert not Rating.objects.exists()


def test_a_note_with_a_fault_keeps_its_text(article: Article) -> None:
    client = Client()
    rate(client, "2")
    long = "<b>é</b>" * 300
    response = client.post("/articles/heat-and-nerves/feedback/", {"text": long})
    assert response.status_code == 422
    assert escape(long) in text_of(response)
    assert "2400 characters" in text_of(response)
    empty = client.post("/articles/heat-and-nerves/feedback/", {"text": "  "})
    assert (empty.status_code, "Please write something first." in text_of(empty)) == (422, True)
    assert not Feedback.objects.exists()


def test_a_note_without_a_vote_is_refused_with_the_text_kept(article: Article) -> None:
    response = Client().post("/articles/heat-and-nerves/feedback/", {"text": "Kept words"})
    assert response.status_code == 422
    assert "give your stars first" in text_of(response)
    assert "Kept words" in text_of(response)


def test_a_suspended_member_reads_why(article: Article) -> None:
    alice = make_member()
    suspend(alice)
    client = Client()
    client.force_login(alice)
    response = rate(client)
    assert response.status_code == 403
    assert "Please be kind." in text_of(response)
    assert not Rating.objects.exists()


def test_many_votes_from_one_place_are_slowed_down_with_the_seconds_left(
    article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(article_views, "PERSON_LIMIT", (2, 3600))
    assert [rate(Client()).status_code for _ in range(3)] == [303, 303, 429]
    response = rate(Client())
    assert "Please try again in" in text_of(response)
    article.refresh_from_db()
    assert article.rating_count == 2


def test_unknown_fields_are_ignored(article: Article) -> None:
    response = Client().post(
        "/articles/heat-and-nerves/rate/", {"stars": "4", "user": "1", "rating_sum": "99"}
    )
    assert response.status_code == 303
    article.refresh_from_db()
    assert article.rating_sum == 4


def test_only_a_press_of_the_button_votes(article: Article) -> None:
    assert Client().get("/articles/heat-and-nerves/rate/?stars=5").status_code == 405
    assert Client().get("/articles/heat-and-nerves/feedback/").status_code == 405


def test_a_request_from_elsewhere_changes_nothing(article: Article) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/articles/heat-and-nerves/rate/", {"stars": "5"})
    assert response.status_code == 403
    assert not Rating.objects.exists()


def test_a_vote_under_an_old_address_is_led_to_the_present_one(article: Article) -> None:
    from articles.services import write

    write.change(article, by=None, slug="new-place")
    response = rate(Client())
    assert (response.status_code, response["Location"]) == (301, "/articles/new-place/")


def test_notes_are_read_by_editors_in_the_queue_and_nowhere_else(article: Article) -> None:
    client = Client()
    rate(client, "2")
    client.post("/articles/heat-and-nerves/feedback/", {"text": "A private word"})
    for role in ROLES:
        for address in ("/", "/articles/", "/articles/heat-and-nerves/"):
            assert "A private word" not in text_of(client_of(role).get(address))
    editor = Client()
    editor.force_login(make_editor("Erna"))
    assert "A private word" in text_of(editor.get("/moderation/queue/feedback/"))
    assert "A private word" in text_of(editor.get("/desk/feedback/"))


def test_an_editor_decides_about_a_note_once(article: Article) -> None:
    client = Client()
    rate(client, "2")
    client.post("/articles/heat-and-nerves/feedback/", {"text": "A private word"})
    case, edith = Case.objects.get(), make_editor()
    assert settle(case, "fixed", by=edith).done
    assert not settle(case, "read", by=make_moderator()).done
    assert Viewer.for_user(edith).is_editor


def test_a_refused_vote_leaves_no_token_on_the_page_of_everybody() -> None:
    article = make_article()
    refused = Client().post(f"{article.get_absolute_url()}rate/", {})
    assert refused.status_code == 422
    assert "csrfmiddlewaretoken" in refused.content.decode()
    assert "csrfmiddlewaretoken" not in Client().get(article.get_absolute_url()).content.decode()
