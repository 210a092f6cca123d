"""The pages readers see."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article
from articles.services import publish, taxonomy, write
from forum.comments.models import AudienceKind
from forum.comments.services import discussions
from forum.topics.models import Topic
from tests.factories import (
    make_administrator,
    make_comment,
    make_editor,
    make_member,
    make_moderator,
)
from tests.factories_articles import (
    make_article,
    make_author,
    make_board,
    make_draft,
    make_picture,
    make_series,
    make_tag,
    make_topic,
)

pytestmark = pytest.mark.django_db

ROLES = ("visitor", "member", "moderator", "editor", "administrator")


def client_of(role: str) -> Client:
    client = Client()
    make = {
        "member": make_member,
        "moderator": make_moderator,
        "editor": make_editor,
        "administrator": make_administrator,
    }
    if role in make:
        client.force_login(make[role]())
    return client


def text_of(response: Any) -> str:
    return str(response.content.decode())


def make_full_article(**fields: Any) -> Article:
    return make_article(
        fields.pop("title", "Heat and nerves"),
        standfirst="What warm days do.",
        series=fields.pop("series", None) or make_series(),
        authors=[make_author("Nora Quill"), make_author("Omar Reed")],
        tags=[make_tag("heat")],
        lead_picture=make_picture(),
        editors_note="We asked three nurses.",
        invitation="What helps you on warm days?",
        **fields,
    )


# --- Every page for everybody --------------------------------------------------------------


PAGES = (
    "/",
    "/articles/",
    "/articles/heat-and-nerves/",
    "/series/",
    "/series/need-to-know/",
    "/authors/nora-quill/",
    "/tags/heat/",
)


@pytest.mark.parametrize("role", ROLES)
def test_everybody_reads_what_is_published_and_nobody_a_draft(role: str) -> None:
    article, client = make_full_article(), client_of(role)
    for address in PAGES:
        response = client.get(address)
        assert response.status_code == 200, address
        assert "Heat and nerves" in text_of(response) or address == "/series/", address
    publish.unpublish(article, by=None)
    for address in PAGES:
        assert "Heat and nerves" not in text_of(client.get(address)), address


@pytest.mark.parametrize("role", ROLES)
def test_what_has_nothing_to_read_under_it_is_shown_to_editors_alone(role: str) -> None:
    publish.unpublish(make_full_article(), by=None)
    client = client_of(role)
    for address in ("/series/need-to-know/", "/authors/nora-quill/", "/tags/heat/"):
        expected = 200 if role in ("editor", "administrator") else 404
        assert client.get(address).status_code == expected, address


def test_the_tag_of_a_topic_nobody_may_see_has_no_page() -> None:
    topic = make_topic("Warm days", board=make_board(), tags=["heat"])
    assert Client().get("/tags/heat/").status_code == 200
    discussions.hide(topic.discussion, by=None)
    assert Client().get("/tags/heat/").status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_the_address_of_a_draft_answers_not_found(role: str) -> None:
    article = make_draft()
    client = client_of(role)
    assert client.get(article.get_absolute_url()).status_code == 404
    for verb in ("rate", "feedback"):
        sent = client.post(f"{article.get_absolute_url()}{verb}/", {"stars": "5", "text": "x"})
        assert sent.status_code == 404


def test_a_scheduled_article_is_not_found_before_its_time() -> None:
    article = make_draft()
    publish.schedule(article, at=timezone.now() + timedelta(hours=1), by=None)
    assert Client().get(article.get_absolute_url()).status_code == 404


def test_what_never_was_is_not_found() -> None:
    for address in ("/articles/none/", "/series/none/", "/authors/none/", "/tags/none/"):
        assert Client().get(address).status_code == 404


def test_pages_are_read_and_not_written_to() -> None:
    make_full_article()
    for address in ("/", "/articles/", "/articles/heat-and-nerves/", "/series/", "/tags/heat/"):
        assert Client().post(address).status_code == 405


# --- Signed-out pages carry no person ------------------------------------------------------


def test_a_signed_out_page_sets_no_cookie_and_holds_no_token() -> None:
    make_full_article()
    for address in PAGES:
        response = Client().get(address)
        assert not response.cookies
        assert "csrfmiddlewaretoken" not in text_of(response)
        assert "Cookie" not in response.get("Vary", "")
        assert "no-store" not in response.get("Cache-Control", "")


def test_a_member_s_page_is_kept_by_nobody() -> None:
    make_full_article()
    response = client_of("member").get("/articles/heat-and-nerves/")
    assert "no-store" in response["Cache-Control"]


# --- The front page -----------------------------------------------------------------------


def test_an_empty_site_says_what_to_do_first() -> None:
    assert "This site is new" in text_of(Client().get("/"))
    page = text_of(client_of("editor").get("/"))
    assert "Write the first article" in page
    assert 'href="/desk/articles/new/"' in page


def test_the_front_page_leads_with_the_latest_and_lists_the_rest_once() -> None:
    now = timezone.now()
    for day in range(9):
        make_article(f"Article {day}", at=now - timedelta(days=day))
    page = text_of(Client().get("/"))
    assert page.index("Article 0") < page.index("Article 1") < page.index("Article 6")
    assert page.count("/articles/article-0/") == 1
    assert "Article 7" not in page


def test_the_front_page_shows_what_is_most_discussed_and_open_questions() -> None:
    quiet, lively = make_article("A quiet one"), make_article("A lively one")
    for _ in range(2):
        make_comment(lively.discussion)
    make_comment(quiet.discussion)
    make_topic("Does heat pass?", board=make_board())
    page = text_of(Client().get("/"))
    discussed = page[page.index("Most discussed") :]
    assert discussed.index("A lively one") < discussed.index("A quiet one")
    assert "Does heat pass?" in page


def test_questions_of_closed_boards_stay_off_the_front_page() -> None:
    make_article()
    make_topic("Only for us", board=make_board(audience=AudienceKind.MEMBERS))
    assert "Only for us" not in text_of(Client().get("/"))
    assert "Only for us" in text_of(client_of("member").get("/"))


# --- Lists --------------------------------------------------------------------------------


def test_a_long_list_is_read_page_by_page_without_gap_or_repeat() -> None:
    now = timezone.now()
    for day in range(30):
        make_article(f"Article number {day:02}", at=now - timedelta(days=day // 3))
    seen: list[str] = []
    address: str | None = "/articles/"
    while address:
        page = text_of(Client().get(address))
        seen += re.findall(r"Article number (\d\d)</a>", page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        address = following[1].replace("&amp;", "&") if following else None
    assert len(seen) == 30 == len(set(seen))
    oldest = Article.objects.earliest("published_at", "pk")
    back = text_of(Client().get(f"/articles/?after={oldest.pk}"))
    assert 'rel="prev"' in back


def test_an_edge_that_is_not_there_gives_the_first_page() -> None:
    make_article("A single one")
    for edge in ("before=999999", "before=x", "after=-1", "before=" + "9" * 30):
        assert "A single one" in text_of(Client().get(f"/articles/?{edge}"))


def test_a_series_lists_its_parts_in_order_with_the_description() -> None:
    series = make_series(description="For those **new** to it.")
    second = make_article("Second written", series=series, position=2)
    make_article("First part", series=series, position=1)
    page = text_of(Client().get("/series/need-to-know/"))
    assert "<strong>new</strong>" in page
    assert page.index("First part") < page.index(second.title)
    assert "2 parts" in page


def test_a_tag_page_shows_topics_too() -> None:
    make_topic("Warm days", board=make_board(), tags=["heat"])
    page = text_of(Client().get("/tags/heat/"))
    assert "Warm days" in page


@pytest.mark.parametrize(
    "address",
    ["/", "/articles/", "/series/", "/series/need-to-know/", "/authors/nora/", "/tags/heat/"],
)
def test_a_list_costs_the_same_queries_however_long_it_is(
    address: str, django_assert_max_num_queries: Any
) -> None:
    series, author, tag = make_series(), make_author("Nora"), make_tag()

    def add(count: int) -> None:
        for _ in range(count):
            article = make_article(
                series=series, authors=[author], tags=[tag], lead_picture=make_picture()
            )
            make_comment(article.discussion)

    add(2)
    Client().get(address)  # what is read once per process
    with django_assert_max_num_queries(8) as few:
        Client().get(address)
    add(6)
    with django_assert_max_num_queries(len(few)):
        Client().get(address)


# --- The article --------------------------------------------------------------------------


def test_an_article_shows_everything_that_belongs_to_it() -> None:
    make_full_article(body_source="word " * 600)
    page = text_of(Client().get("/articles/heat-and-nerves/"))
    for words in (
        "What warm days do.",
        'href="/authors/nora-quill/"',
        'href="/authors/omar-reed/"',
        "3 minutes to read",
        'alt="A glass of water"',
        "We asked three nurses.",
        "What helps you on warm days?",
        'href="/tags/heat/"',
        "part 1 of 1",
        "No votes yet. Be the first.",
        'id="comments"',
        'id="rating"',
    ):
        assert words in page, words
    assert page.index("Nora Quill") < page.index("Omar Reed")


def test_an_article_without_anything_else_can_be_read() -> None:
    article = make_article()
    assert Client().get(article.get_absolute_url()).status_code == 200


def test_the_note_names_the_topic_and_the_topic_links_back() -> None:
    topic = make_topic("Does heat pass?", board=make_board())
    article = make_article("Heat and nerves", inspired_by=topic)
    page = text_of(Client().get(article.get_absolute_url()))
    assert "Does heat pass?" in page
    assert f'href="{topic.discussion.url}"' in page
    back = text_of(Client().get(topic.discussion.url))
    assert 'href="/articles/heat-and-nerves/"' in back
    publish.unpublish(article, by=None)
    assert "Heat and nerves" not in text_of(Client().get(topic.discussion.url))


def test_a_topic_the_reader_may_not_see_is_not_named() -> None:
    topic = make_topic("Only for us", board=make_board(audience=AudienceKind.MEMBERS))
    article = make_article(inspired_by=topic)
    assert "Only for us" not in text_of(Client().get(article.get_absolute_url()))
    assert "Only for us" in text_of(client_of("member").get(article.get_absolute_url()))
    assert Topic.objects.count() == 1


def test_parts_of_a_series_lead_to_their_neighbours_that_are_published() -> None:
    series = make_series()
    make_article("Part one", series=series)
    make_draft("Hidden part", series=series)
    middle = make_article("Part three", series=series)
    make_article("Part four", series=series)
    page = text_of(Client().get(middle.get_absolute_url()))
    assert "This is part 2 of 3." in page
    assert re.search(r'rel="prev" href="/articles/part-one/"', page)
    assert re.search(r'rel="next" href="/articles/part-four/"', page)
    assert "Hidden part" not in page


def test_related_articles_share_tags_and_a_rare_tag_counts_for_more() -> None:
    common, rare = make_tag("common"), make_tag("rare")
    article = make_article("The one", tags=[common, rare])
    for n in range(4):
        make_article(f"Common {n}", tags=[common])
    make_article("Rare one", tags=[rare], at=timezone.now() - timedelta(days=100))
    make_draft("A draft", tags=[rare])
    page = text_of(Client().get(article.get_absolute_url()))
    related = page[page.index("Related articles") : page.index("Latest articles")]
    assert related.index("Rare one") < related.index("Common 3")
    assert related.count('class="card-title"') == 3
    assert "A draft" not in page


def test_the_disclaimer_is_chosen_by_article_then_series_then_site() -> None:
    series = make_series(disclaimer="own", disclaimer_text="Of the series.")
    article = make_article(series=series)
    page = text_of(Client().get(article.get_absolute_url()))
    assert page.count("Of the series.") == 2  # at the end, and above the comment box
    assert page.rindex("Of the series.") > page.index('id="write"')
    write.change(article, by=None, disclaimer="own", disclaimer_text="Of this article.")
    page = text_of(Client().get(article.get_absolute_url()))
    assert "Of this article." in page and "Of the series." not in page
    article.refresh_from_db()
    write.change(article, by=None, disclaimer="none")
    assert 'class="disclaimer"' not in text_of(Client().get(article.get_absolute_url()))
    article.refresh_from_db()
    write.change(article, by=None, disclaimer="site")
    assert 'class="disclaimer"' in text_of(Client().get(article.get_absolute_url()))


def test_machines_are_told_what_it_is_and_nothing_breaks_out_of_it() -> None:
    article = make_full_article(title="A </script><script>alert(1)</script> & \"quotes\" 'too'")
    page = text_of(Client().get(article.get_absolute_url()))
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert found is not None
    data = json.loads(found[1])
    assert data["@type"] == "NewsArticle"
    assert data["headline"] == article.title
    assert [person["name"] for person in data["author"]] == ["Nora Quill", "Omar Reed"]
    assert data["articleSection"] == "Need to know"
    assert data["image"][0].startswith("http://testserver/media/pictures/")
    assert "<script>alert(1)" not in page
    assert "aggregateRating" not in page and "AggregateRating" not in page
    assert 'property="og:title"' in page
    assert f'<link rel="canonical" href="http://testserver{article.get_absolute_url()}">' in page


def test_share_links_lead_to_no_third_party() -> None:
    article = make_article()
    page = text_of(Client().get(article.get_absolute_url()))
    assert not re.findall(r'(?:href|src|action)="(?:https?:)?//(?!testserver)[^"]*"', page)


@pytest.mark.parametrize(("who", "most"), [("visitor", 9), ("member", 12)])
def test_an_article_with_all_there_can_be_costs_a_bounded_number_of_queries(
    who: str, most: int, django_assert_max_num_queries: Any
) -> None:
    article = make_full_article()
    for number in range(5):
        make_comment(article.discussion)
        make_article(tags=[make_tag("heat")])
        make_comment(article.discussion, author=make_moderator(f"Mo {number}"), hat="moderator")
    client = Client()
    if who == "member":
        client.force_login(make_member("Mia"))
    client.get(article.get_absolute_url())
    with django_assert_max_num_queries(most):
        client.get(article.get_absolute_url())


# --- Old addresses ------------------------------------------------------------------------


def test_old_addresses_lead_to_the_present_one_in_one_step() -> None:
    article = make_article("First title")
    write.change(article, by=None, slug="second")
    article.refresh_from_db()
    write.change(article, by=None, slug="third")
    for old in ("first-title", "second"):
        response = Client().get(f"/articles/{old}/")
        assert (response.status_code, response["Location"]) == (301, "/articles/third/")


def test_the_old_address_of_a_draft_is_not_found() -> None:
    article = make_article("First title")
    write.change(article, by=None, slug="second")
    publish.unpublish(article, by=None)
    assert Client().get("/articles/first-title/").status_code == 404


def test_series_authors_and_tags_are_found_under_old_addresses() -> None:
    taxonomy.save_series(make_series("Old"), title="New", slug="new")
    taxonomy.save_author(make_author("Old"), name="New", slug="new")
    taxonomy.save_tag(make_tag("old"), name="new", slug="new")
    for kind in ("series", "authors", "tags"):
        response = Client().get(f"/{kind}/old/")
        assert (response.status_code, response["Location"]) == (301, f"/{kind}/new/")
