"""The editorial desk: who may enter, and that nothing typed is lost."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from django.utils.html import escape

from articles import urls
from articles.models import Article, Author, Picture, Series, Tag
from articles.services import publish
from forum.comments.models import AudienceKind
from forum.comments.refusal import Refused
from tests.articles.test_reading import client_of, text_of
from tests.factories import make_editor, make_member, suspend
from tests.factories_articles import (
    BODY,
    make_article,
    make_author,
    make_board,
    make_draft,
    make_picture,
    make_series,
    make_tag,
    make_topic,
    picture_file,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(make_editor())
    return client


def fields(**more: Any) -> dict[str, Any]:
    return {"title": "Heat and nerves", "body_source": BODY, "disclaimer": "series"} | more


def desk_names() -> list[str]:
    return [str(route.name) for route in urls.urlpatterns if str(route.name).startswith("desk")]


def address_of(name: str) -> str:
    pks: dict[str, Callable[[], Any]] = {
        "article": make_draft,
        "series": make_series,
        "author": make_author,
        "tag": make_tag,
        "picture": make_picture,
    }
    kind = name.removeprefix("desk-").split("-")[0]
    try:
        return reverse(name)
    except Exception:
        return reverse(name, args=[pks[kind]().pk])


# --- Who may enter ------------------------------------------------------------------------


@pytest.mark.parametrize("name", desk_names())
def test_the_desk_is_for_editors_alone(name: str) -> None:
    address = address_of(name)
    before = list(Article.objects.values_list("status", "version"))
    for method in ("get", "post"):
        allowed = getattr(client_of("editor"), method)
        status = allowed(address).status_code
        if status == 405:
            continue
        assert status in (200, 303, 422), (name, status)
    Article.objects.update(status="draft")
    for role in ("visitor", "member", "moderator"):
        client = client_of(role)
        for method in ("get", "post"):
            response = getattr(client, method)(address, fields())
            if response.status_code == 405:
                continue
            if role == "visitor":
                assert response.status_code == 302
                assert response["Location"].startswith("/accounts/login/?next=")
            else:
                assert response.status_code == 403
    assert Article.objects.count() == len(before)
    assert not Article.objects.exclude(status="draft").exists()
    assert client_of("administrator").get(address).status_code in (200, 405)


def test_every_address_of_the_desk_passes_the_guard() -> None:
    views = [route.callback for route in urls.urlpatterns if str(route.pattern).startswith("desk")]
    assert len(views) == len(desk_names()) > 20
    for view in views:
        inner: Any = view
        while not hasattr(inner, "for_editors") and hasattr(inner, "__wrapped__"):
            inner = inner.__wrapped__
        assert getattr(inner, "for_editors", False), view
    assert get_resolver().reverse_dict


@pytest.mark.parametrize("name", desk_names())
def test_an_editor_under_a_limit_reads_and_changes_nothing(name: str) -> None:
    edith = make_editor()
    suspend(edith, reason="Please be kind.")
    client = Client()
    client.force_login(edith)
    address = address_of(name)
    before = list(Article.objects.values_list("pk", "status", "version"))
    assert client.get(address).status_code in (200, 405)
    response = client.post(address, fields())
    if response.status_code != 405 and not name.endswith("preview"):
        assert response.status_code == 403
        assert "Please be kind." in text_of(response)
    assert list(Article.objects.values_list("pk", "status", "version")) == before


def test_the_text_of_an_editor_under_a_limit_comes_back() -> None:
    edith, draft = make_editor(), make_draft()
    suspend(edith)
    client = Client()
    client.force_login(edith)
    for address in ("/desk/articles/new/", f"/desk/articles/{draft.pk}/"):
        sent = fields(body_source="A long morning's work.", version=draft.version)
        response = client.post(address, sent)
        assert response.status_code == 403
        assert escape("A long morning's work.") in response.content.decode()


def test_the_verbs_of_the_desk_refuse_an_editor_under_a_limit() -> None:
    edith, draft = make_editor(), make_draft()
    suspend(edith)
    at = timezone.now() + timedelta(days=1)
    with pytest.raises(Refused):
        publish.publish(draft, by=edith)
    with pytest.raises(Refused):
        publish.schedule(draft, at=at, by=edith)
    with pytest.raises(Refused):
        make_draft(by=edith)


# --- Writing ------------------------------------------------------------------------------


def test_an_editor_writes_previews_and_publishes(editor: Client) -> None:
    nora, omar = make_author("Nora Quill"), make_author("Omar Reed")
    topic = make_topic("Does heat pass?", board=make_board())
    series, picture = make_series(), make_picture()
    sent = fields(
        standfirst="What warm days do.",
        author_1=omar.pk,
        author_2=nora.pk,
        tags="heat, nerves , heat",
        series=series.pk,
        lead_picture=picture.pk,
        topic=f"http://testserver{topic.discussion.url}",
        editors_note="We asked.",
        unknown="ignored",
        status="published",
    )
    response = editor.post("/desk/articles/new/", sent)
    article = Article.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"/desk/articles/{article.pk}/")
    assert article.status == "draft"
    assert [line.author for line in article.bylines.order_by("position")] == [omar, nora]
    assert sorted(tag.name for tag in article.tags.all()) == ["heat", "nerves"]
    assert (article.series, article.position, article.inspired_by) == (series, 1, topic)
    preview = editor.get(f"/desk/articles/{article.pk}/preview/")
    assert "<strong>before</strong>" in text_of(preview)
    assert "Does heat pass?" in text_of(preview)
    assert "no-store" in preview["Cache-Control"] and "noindex" in text_of(preview)
    assert Client().get("/articles/heat-and-nerves/").status_code == 404
    published = editor.post(f"/desk/articles/{article.pk}/publish/")
    assert (published.status_code, published["Location"]) == (303, "/articles/heat-and-nerves/")
    assert Client().get("/articles/heat-and-nerves/").status_code == 200
    editor.post(f"/desk/articles/{article.pk}/unpublish/")
    assert Client().get("/articles/heat-and-nerves/").status_code == 404


def test_the_form_shows_what_is_saved_and_saving_it_changes_nothing(editor: Client) -> None:
    article = make_draft(
        authors=[make_author("Omar Reed"), make_author("Nora Quill")],
        tags=[make_tag("heat")],
        series=make_series(),
        inspired_by=make_topic("Does heat pass?", board=make_board()),
        disclaimer="own",
        disclaimer_text="Ask your nurse.",
        body_source="<b>&amp; 'quoted'</b> text",
    )
    page = editor.get(f"/desk/articles/{article.pk}/")
    form = page.context["form"]
    sent = {field.html_name: field.value() for field in form if field.value() is not None}
    assert editor.post(f"/desk/articles/{article.pk}/", sent).status_code == 303
    again = Article.objects.get()
    for name in ("title", "slug", "body_source", "series", "position", "inspired_by", "disclaimer"):
        assert getattr(again, name) == getattr(article, name), name
    assert [line.author.name for line in again.bylines.order_by("position")] == [
        "Omar Reed",
        "Nora Quill",
    ]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "Title"),
        ({"title": "four"}, "Title"),
        ({"title": "x" * 151}, "Title"),
        ({"body_source": "KEPT " + "x" * 100_000}, "Text"),
        ({"body_source": "KEPT ![](/media/pictures/a.webp)"}, "has no description"),
        ({"standfirst": "x" * 501}, "Standfirst"),
        ({"tags": ",".join(f"tag {n}" for n in range(13))}, "at most 12"),
        ({"tags": "x" * 41}, "at most 40 characters"),
        ({"topic": "/t/999999-none/"}, "There is no such topic"),
        ({"topic": "nonsense"}, "There is no such topic"),
        ({"series": "999"}, "Series"),
        ({"author_1": "999"}, "Author 1"),
        ({"lead_picture": "x"}, "Picture"),
        ({"disclaimer": "own"}, "Write the disclaimer"),
        ({"disclaimer": "maybe"}, "Disclaimer"),
        ({"position": "0"}, "Part number"),
    ],
)
def test_a_fault_is_said_and_the_text_kept(
    editor: Client, wrong: dict[str, str], words: str
) -> None:
    response = editor.post("/desk/articles/new/", fields(editors_note="<KEPT NOTE>") | wrong)
    page = text_of(response)
    assert response.status_code == 422
    assert words in page
    assert escape("<KEPT NOTE>") in page
    assert wrong.get("body_source", BODY)[:4] in page
    assert not Article.objects.exists()
    assert not Tag.objects.exists()


def test_a_topic_of_a_closed_board_may_be_named_by_those_who_see_it(editor: Client) -> None:
    topic = make_topic("Only for us", board=make_board(audience=AudienceKind.STAFF))
    assert editor.post("/desk/articles/new/", fields(topic=topic.pk)).status_code == 303


def test_hostile_text_is_shown_as_text(editor: Client) -> None:
    nasty = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    sent = fields(
        title=f"Title {nasty}", standfirst=nasty, body_source=nasty, editors_note=nasty,
        invitation=nasty, tags="<b>t</b>", lead_caption=nasty,
    )  # fmt: skip
    editor.post("/desk/articles/new/", sent)
    article = Article.objects.get()
    editor.post(f"/desk/articles/{article.pk}/publish/")
    for address in (
        article.get_absolute_url(),
        "/",
        "/articles/",
        f"/desk/articles/{article.pk}/",
        f"/desk/articles/{article.pk}/preview/",
        "/desk/?state=published",
    ):
        page = text_of(editor.get(address))
        assert "<script>alert" not in page, address
        assert "<img src=x" not in page, address
    typed = editor.post("/desk/articles/new/preview/", sent)
    assert "<script>alert" not in text_of(typed) and "<img src=x" not in text_of(typed)


def test_the_preview_of_what_is_typed_saves_nothing_and_keeps_it(editor: Client) -> None:
    response = editor.post("/desk/articles/new/preview/", fields(body_source="Some *new* words"))
    assert response.status_code == 200
    assert "Some <em>new</em> words" in text_of(response)
    assert "Some *new* words" in text_of(response)
    assert not Article.objects.exists()
    article = make_draft()
    response = editor.post(
        f"/desk/articles/{article.pk}/preview/", fields(body_source="Some *new* words", version=1)
    )
    assert "Some <em>new</em> words" in text_of(response)
    article.refresh_from_db()
    assert article.body_source == BODY


def test_a_preview_with_faults_draws_what_it_can(editor: Client) -> None:
    response = editor.post("/desk/articles/new/preview/", {"body_source": "Some *new* words"})
    assert response.status_code == 422
    assert "Some <em>new</em> words" in text_of(response)


def test_the_second_of_two_editors_loses_no_text(editor: Client) -> None:
    article = make_draft()
    address = f"/desk/articles/{article.pk}/"
    editor.post(address, fields(body_source="Words of the first", version=1))
    late = editor.post(address, fields(body_source="Words of the second", version=1))
    page = text_of(late)
    assert late.status_code == 422
    assert "Somebody else has saved this article" in page
    assert "Words of the first" in page and "Words of the second" in page
    article.refresh_from_db()
    assert article.body_source == "Words of the first"
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    again = editor.post(address, fields(body_source="Words of the second", version=version[1]))
    assert again.status_code == 303
    article.refresh_from_db()
    assert article.body_source == "Words of the second"


# --- States -------------------------------------------------------------------------------


def test_an_article_is_scheduled_moved_and_taken_back(editor: Client) -> None:
    article = make_draft()
    at = timezone.localtime(timezone.now() + timedelta(days=3)).replace(second=0, microsecond=0)
    sent = {"publish_at": at.strftime("%Y-%m-%dT%H:%M")}
    assert editor.post(f"/desk/articles/{article.pk}/schedule/", sent).status_code == 303
    article.refresh_from_db()
    assert (article.status, article.publish_at) == ("scheduled", at)
    assert sent["publish_at"] in text_of(editor.get(f"/desk/articles/{article.pk}/"))
    editor.post(f"/desk/articles/{article.pk}/unschedule/")
    article.refresh_from_db()
    assert article.status == "draft"


@pytest.mark.parametrize("at", ["", "yesterday", "2001-01-01T10:00", "9999-99-99T99:99"])
def test_a_time_that_cannot_be_is_said_beside_the_field(editor: Client, at: str) -> None:
    article = make_draft()
    response = editor.post(f"/desk/articles/{article.pk}/schedule/", {"publish_at": at})
    assert response.status_code == 422
    assert 'id="id_publish_at"' in text_of(response)
    article.refresh_from_db()
    assert article.status == "draft"


def test_an_empty_text_is_not_published_and_the_editor_reads_why(editor: Client) -> None:
    article = make_draft(body_source="")
    response = editor.post(f"/desk/articles/{article.pk}/publish/", follow=True)
    assert "There is no text to publish yet." in text_of(response)
    article.refresh_from_db()
    assert article.status == "draft"


def test_a_verb_repeated_does_no_harm(editor: Client) -> None:
    article = make_article()
    for verb in ("publish", "publish", "unpublish", "unpublish", "unschedule"):
        assert editor.post(f"/desk/articles/{article.pk}/{verb}/").status_code == 303
    gone = editor.post("/desk/articles/999999/publish/")
    assert gone.status_code == 404


def test_the_lists_show_each_article_in_its_state(editor: Client) -> None:
    make_draft("A draft one")
    make_article("A published one")
    publish.schedule(make_draft("A waiting one"), at=timezone.now() + timedelta(days=1), by=None)
    assert "A draft one" in text_of(editor.get("/desk/"))
    assert "A draft one" in text_of(editor.get("/desk/?state=nonsense&page=x"))
    scheduled = text_of(editor.get("/desk/?state=scheduled"))
    assert "A waiting one" in scheduled and "A draft one" not in scheduled
    assert "A published one" in text_of(editor.get("/desk/?state=published"))


def test_the_desk_costs_the_same_queries_however_much_lies_on_it(
    editor: Client, django_assert_max_num_queries: Any
) -> None:
    edith, author = make_editor("Erna"), make_author()
    make_draft(by=edith, authors=[author])
    editor.get("/desk/")
    with django_assert_max_num_queries(12) as few:
        editor.get("/desk/")
    for _ in range(10):
        make_draft(by=edith, authors=[author])
    with django_assert_max_num_queries(len(few)):
        editor.get("/desk/")


# --- The shelves --------------------------------------------------------------------------


def test_parts_of_a_series_are_put_in_order(editor: Client) -> None:
    series = make_series()
    first, second = make_draft(series=series), make_draft(series=series)
    response = editor.post(f"/desk/articles/{second.pk}/earlier/")
    assert response["Location"] == f"/desk/series/{series.pk}/"
    assert list(series.articles.order_by("position")) == [second, first]
    editor.post(f"/desk/articles/{second.pk}/later/")
    assert list(series.articles.order_by("position")) == [first, second]
    assert editor.post(f"/desk/articles/{make_draft().pk}/later/").status_code == 303


def test_series_authors_and_tags_are_made_and_changed(editor: Client) -> None:
    sent = {"title": "Need to know", "disclaimer": "site", "position": "1"}
    assert editor.post("/desk/series/new/", sent).status_code == 303
    series = Series.objects.get()
    editor.post(f"/desk/series/{series.pk}/", sent | {"title": "New", "slug": "new"})
    assert Client().get("/series/need-to-know/").status_code == 301
    alice = make_member()
    sent = {"name": "Alice Quill", "account": "@Alice", "bio": "Writes **here**."}
    assert editor.post("/desk/authors/new/", sent).status_code == 303
    author = Author.objects.get()
    assert (author.user, "<strong>" in author.bio_html) == (alice, True)
    assert "Alice Quill" in text_of(editor.get(f"/desk/authors/{author.pk}/"))
    assert editor.post("/desk/tags/new/", {"name": "heat"}).status_code == 303
    assert editor.post(f"/desk/tags/{Tag.objects.get().pk}/", {"name": "warmth"}).status_code == 303
    assert Tag.objects.get().name == "warmth"


@pytest.mark.parametrize(
    ("address", "sent", "words"),
    [
        ("/desk/series/new/", {"title": "", "disclaimer": "site", "position": "0"}, "Title"),
        (
            "/desk/series/new/",
            {"title": "KEPT", "disclaimer": "own", "position": "0"},
            "Write the disclaimer",
        ),
        ("/desk/authors/new/", {"name": ""}, "Name"),
        ("/desk/authors/new/", {"name": "KEPT", "account": "nobody"}, "no account with this"),
        ("/desk/tags/new/", {"name": "x" * 41}, "Name"),
    ],
)
def test_a_fault_in_a_small_form_is_said(
    editor: Client, address: str, sent: dict[str, str], words: str
) -> None:
    response = editor.post(address, sent)
    assert response.status_code == 422
    assert words in text_of(response)
    assert not Series.objects.exists() and not Author.objects.exists() and not Tag.objects.exists()


def test_an_account_has_one_author_page_and_the_field_says_so(editor: Client) -> None:
    make_member()
    sent = {"name": "Alice Quill", "account": "alice"}
    assert editor.post("/desk/authors/new/", sent).status_code == 303
    response = editor.post("/desk/authors/new/", sent | {"name": "KEPT"})
    assert response.status_code == 422
    page = text_of(response)
    assert "This account already has an author page." in page and "KEPT" in page
    assert response.context["form"].errors.keys() == {"account"}
    assert Author.objects.get().name == "Alice Quill"


def test_a_picture_is_uploaded_described_and_shown(editor: Client) -> None:
    file = SimpleUploadedFile("holiday.jpg", picture_file().read(), "image/jpeg")
    response = editor.post("/desk/pictures/new/", {"file": file, "alt": "A glass of water"})
    picture = Picture.objects.get()
    assert response["Location"] == f"/desk/pictures/#picture-{picture.pk}"
    page = text_of(editor.get("/desk/pictures/"))
    assert escape(picture.line) in page
    assert "holiday" not in page
    editor.post(f"/desk/pictures/{picture.pk}/", {"alt": "A full glass", "caption": "Cold"})
    picture.refresh_from_db()
    assert (picture.alt, picture.caption) == ("A full glass", "Cold")


@pytest.mark.parametrize(
    ("data", "alt", "words"),
    [
        (b"<svg onload=alert(1)>", "A cup", "JPEG, PNG or WebP"),
        (b"", "A cup", "empty"),
        (None, "A cup", "Picture file"),
        (b"good", "", "Description"),
    ],
)
def test_a_picture_with_a_fault_is_refused(
    editor: Client, data: bytes | None, alt: str, words: str
) -> None:
    sent: dict[str, Any] = {"alt": alt, "caption": "KEPT CAPTION"}
    if data is not None:
        content = picture_file().read() if data == b"good" else data
        sent["file"] = SimpleUploadedFile("x.jpg", content, "image/jpeg")
    response = editor.post("/desk/pictures/new/", sent)
    assert response.status_code == 422
    assert words in text_of(response) and "KEPT CAPTION" in text_of(response)
    assert not Picture.objects.exists()
