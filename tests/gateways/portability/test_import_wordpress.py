"""The whole way: from an export to rows, and what a reader then sees."""

import json
import re
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from accounts.models import Guest, GuestAddress, User
from accounts.models.guest import GuestKind
from accounts.viewer import Viewer
from articles.models import Article, Author
from articles.services import publish
from forum.comments.models import Comment, Discussion, DiscussionStatus, Status
from forum.comments.services.recount import recount
from forum.moderation.models import Case
from foundation.activity.models import Event
from gateways.portability.models import ImportedItem, OldPath
from gateways.portability.report_words import facts
from gateways.portability.services.import_wordpress import Report, _Loader, import_wordpress
from gateways.portability.wxr.items import WxrError
from tests.factories import make_member
from tests.factories_portability import (
    wxr,
    wxr_author,
    wxr_comment,
    wxr_post,
    wxr_text,
)

pytestmark = pytest.mark.django_db

FULL = (
    wxr_author(2, "edith", name="Edith Example"),
    wxr_post(
        1,
        wxr_comment(13, "Third", parent=11, date="2020-04-03 00:00:00"),
        wxr_comment(11, "First", date="2020-04-01 00:00:00"),
        wxr_comment(12, "By the author", parent=11, user=2, date="2020-04-02 00:00:00"),
        wxr_comment(14, "Waiting", approved="0", date="2020-04-04 00:00:00"),
        wxr_comment(15, "Answer to waiting", parent=14, date="2020-04-05 00:00:00"),
        wxr_comment(16, "Buy pills", approved="spam"),
        wxr_comment(17, "Thrown away", approved="trash"),
        wxr_comment(18, "Ping", kind="pingback"),
        tags=("Heat", "Rest"),
        excerpt="In short.",
    ),
    wxr_post(2, title="Later", status="future", date="2090-01-01 00:00:00"),
    wxr_post(3, wxr_comment(31, "On a draft"), title="Secret", password="x"),
    wxr_post(4, title="About", kind="page"),
    wxr_post(5, title="Closed", comment_status="closed", date="2020-05-05 00:00:00"),
)


def state() -> dict[str, list[Any]]:
    """All that an import writes, without ids and the clock."""
    articles = Article.objects.order_by("title").values_list(
        "title", "slug", "status", "body_html", "published_at", "publish_at", "created_at",
        "bylines__author__name", "discussion__status", "discussion__comment_count",
    )  # fmt: skip
    comments = Comment.objects.order_by("discussion__article__slug", "number").values_list(
        "discussion__article__slug", "number", "root_no", "order_key", "parent__number",
        "root__number", "body_html", "status", "shown", "author__handle", "guest__name",
        "reply_count", "thread_count", "created_at", "published_at",
    )  # fmt: skip
    return {
        "articles": list(articles),
        "tags": sorted(Article.objects.values_list("slug", "tags__slug").exclude(tags=None)),
        "comments": list(comments),
        "people": sorted(User.objects.values_list("handle", "name", "email", "role")),
        "guests": sorted(Guest.objects.values_list("name", "kind", "address__email")),
        "items": sorted(ImportedItem.objects.values_list("source", "kind", "foreign_id")),
        "paths": sorted(OldPath.objects.values_list("path", "article__slug")),
        "cases": sorted(Case.objects.values_list("kind", "status", "comment__number")),
    }


def run(*items: str, **options: Any) -> Report:
    return import_wordpress(wxr(*items), **options)


def test_an_export_becomes_articles_comments_and_people() -> None:
    report = run(*FULL)

    article = Article.objects.get(title="Resting early")
    assert article.status == "published"
    assert article.slug == "post-1"
    assert article.standfirst == "In short."
    assert article.body_html.startswith("<p>Rest before you are tired.</p>")
    assert [author.name for author in article.authors.all()] == ["Edith Example"]
    assert sorted(article.tags.values_list("name", flat=True)) == ["Heat", "Rest"]
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2020-03-04T05:06:07+00:00"
    assert article.created_at == article.published_at

    comments = {c.body_html: c for c in Comment.objects.filter(discussion__article=article)}
    first, third = comments["<p>First</p>"], comments["<p>Third</p>"]
    assert third.parent == first
    assert first.guest is not None
    assert first.guest.kind == GuestKind.IMPORTED
    by_author = comments["<p>By the author</p>"]
    assert by_author.author is not None
    assert by_author.author.name == "Edith Example"
    assert [c.number for c in sorted(comments.values(), key=lambda c: c.created_at)] == sorted(
        c.number for c in comments.values()
    )
    assert facts(report, file="x", dry_run=False)["people"] == {
        "members": 1, "members_known": 0, "authors": 1, "guests": 7,
    }  # fmt: skip


def test_nothing_that_was_not_public_is_public() -> None:
    run(*FULL)
    seen = Comment.objects.visible_to(Viewer.nobody()).values_list("body_html", flat=True)
    assert sorted(seen) == [
        "<p>Answer to waiting</p>", "<p>By the author</p>", "<p>First</p>", "<p>Third</p>",
    ]  # fmt: skip
    titles = Article.objects.visible_to(Viewer.nobody()).values_list("title", flat=True)
    assert sorted(titles) == ["Closed", "Resting early"]
    draft = Article.objects.get(title="Secret")
    assert draft.status == "draft"
    assert "password" in draft.status_reason
    assert draft.discussion is not None
    assert draft.discussion.status == DiscussionStatus.HIDDEN


def test_a_waiting_comment_has_an_open_case_and_keeps_its_answers_together() -> None:
    run(*FULL)
    waiting = Comment.objects.get(body_html="<p>Waiting</p>")
    assert waiting.status == Status.HELD
    assert waiting.shown  # as a placeholder over its answer
    assert Comment.objects.get(body_html="<p>Answer to waiting</p>").parent == waiting
    assert Case.objects.open().get().comment == waiting
    for status, body in (("spam", "Buy pills"), ("removed", "Thrown away")):
        comment = Comment.objects.get(body_html=f"<p>{body}</p>")
        assert (comment.status, comment.shown) == (status, False)


def test_a_draft_that_is_published_later_brings_its_comments() -> None:
    run(*FULL)
    draft = Article.objects.get(title="Secret")
    publish.publish(draft, by=None)
    seen = Comment.objects.visible_to(Viewer.nobody()).values_list("body_html", flat=True)
    assert "<p>On a draft</p>" in seen


def test_a_scheduled_post_stays_scheduled_and_closed_comments_stay_closed() -> None:
    run(*FULL)
    later = Article.objects.get(title="Later")
    assert later.status == "scheduled"
    assert later.publish_at is not None
    assert later.publish_at.year == 2090
    closed = Article.objects.get(title="Closed")
    assert closed.discussion is not None
    assert closed.discussion.status == DiscussionStatus.LOCKED


def test_the_counts_of_every_discussion_are_right() -> None:
    run(*FULL)
    for discussion in Discussion.objects.all():
        assert recount(discussion) is False
    article = Article.objects.get(title="Resting early")
    assert article.discussion is not None
    assert article.discussion.comment_count == 4
    assert article.discussion.last_comment is not None
    assert article.discussion.last_comment.body_html == "<p>Answer to waiting</p>"


def test_nobody_is_told() -> None:
    make_member("Alice")
    run(*FULL)
    assert mail.outbox == []
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert "articles.article.published" not in kinds
    assert "comments.comment.posted" not in kinds


def test_what_was_read_is_what_was_made_known_or_skipped() -> None:
    for _time in range(2):
        told = facts(run(*FULL), file="x", dry_run=False)
        for part in ("articles", "comments"):
            counts = told[part]
            skipped = sum(told["skipped"][part].values())
            assert counts["read"] == counts["made"] + counts["known"] + skipped
    assert told["articles"] == {
        "read": 5, "made": 0, "published": 0, "scheduled": 0, "draft": 0, "known": 4,
    }  # fmt: skip
    assert told["comments"]["known"] == 8
    assert told["skipped"] == {"articles": {"page": 1}, "comments": {"pingback": 1}}


def test_importing_again_changes_nothing() -> None:
    run(*FULL)
    before = state()
    run(*FULL)
    assert state() == before


def test_a_dry_run_reports_the_same_and_changes_nothing() -> None:
    before = state()
    rehearsed = facts(run(*FULL, dry_run=True), file="x", dry_run=True)
    assert state() == before
    done = facts(run(*FULL), file="x", dry_run=True)
    assert rehearsed == done
    again = facts(run(*FULL, dry_run=True), file="x", dry_run=True)
    assert again["articles"]["known"] == 4
    assert again["people"] == {"members": 0, "members_known": 0, "authors": 0, "guests": 0}


class Killed(Exception):
    pass


@pytest.mark.parametrize("moment", range(8))
def test_killed_anywhere_and_run_again_is_one_clean_run(
    moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(*FULL, source="clean")
    clean = state()
    for model in (ImportedItem, OldPath, Case, Article, Author):
        model._default_manager.all().delete()
    Discussion.objects.update(last_comment=None)
    while Comment.objects.exists():
        Comment.objects.filter(replies__isnull=True).delete()
    for rows in (Discussion, Guest, User):
        rows._default_manager.all().delete()

    lay_in, steps = _Loader._lay_in, 0

    def killed(self: _Loader, *arguments: Any) -> None:
        nonlocal steps
        steps += 1
        if steps == moment // 2 + 1:
            if moment % 2:
                lay_in(self, *arguments)
            raise Killed
        lay_in(self, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(_Loader, "_lay_in", killed)
        try:
            run(*FULL, source="clean")
        except Killed:
            pass
    run(*FULL, source="clean")
    assert state() == clean


def test_a_newer_export_adds_what_is_new() -> None:
    run(wxr_post(1, wxr_comment(1, "Old")))
    report = run(wxr_post(1, wxr_comment(1, "Old"), wxr_comment(2, "New", parent=1)), wxr_post(2))
    assert (report.articles["known"], report.articles["published"]) == (1, 1)
    assert (report.comments["known"], report.comments["published"]) == (1, 1)
    new = Comment.objects.get(body_html="<p>New</p>")
    assert new.parent is not None
    assert new.parent.body_html == "<p>Old</p>"
    assert new.discussion.comment_count == 2


def test_what_was_deleted_here_does_not_come_back() -> None:
    run(wxr_post(1, wxr_comment(1)))
    discussion = Discussion.objects.get()
    Article.objects.get().delete()
    Comment.objects.all().delete()
    discussion.delete()
    report = run(wxr_post(1, wxr_comment(1)))
    assert not Article.objects.exists()
    assert (report.articles["known"], report.comments["known"]) == (1, 1)


def test_two_sources_do_not_meet() -> None:
    run(wxr_post(1, title="One"))
    run(wxr_post(1, title="Two"), source="another")
    assert sorted(Article.objects.values_list("slug", flat=True)) == ["post-1", "post-1-2"]


def test_a_site_that_moved_to_https_is_the_same_source() -> None:
    import_wordpress(wxr(wxr_post(1), base="http://Old.example/blog/"))
    again = import_wordpress(wxr(wxr_post(1), base="https://old.example/blog"))
    assert again.source == "old.example/blog"
    assert again.articles["known"] == 1


@pytest.mark.parametrize("broken", ["</channel></rss", "<!-- ", "</rss></rss>"])
def test_a_broken_end_changes_nothing(broken: str) -> None:
    text = wxr_text(*FULL).removesuffix("</channel></rss>") + broken
    with pytest.raises(WxrError):
        import_wordpress(BytesIO(text.encode()))
    assert not Article.objects.exists()
    assert not ImportedItem.objects.exists()


def test_long_and_missing_words_find_a_place() -> None:
    run(
        wxr_author(2, "x" * 300, name="N" * 300),
        wxr_post(
            1,
            wxr_comment(1, name="", email="not an address"),
            wxr_comment(2, name="L" * 200),
            wxr_comment(3, user=2),
            title="T" * 400,
            name="長い題名" * 60,
            creator="x" * 300,
            excerpt="E" * 2000,
            tags=("t" * 100,),
            body="b" * 150_000,
        ),
        wxr_post(2, title="", name=""),
    )
    article = Article.objects.get(pk=Article.objects.order_by("pk")[0].pk)
    assert len(article.title) <= 150
    assert article.discussion is not None
    assert len(article.discussion.url) <= 300
    assert len(article.body_source) > 150_000
    assert Article.objects.filter(title="Untitled").exists()
    names = list(Guest.objects.order_by("pk").values_list("name", flat=True))
    assert names[0] == "Anonymous"
    assert len(names[1]) <= 40
    assert not GuestAddress.objects.filter(guest__name="Anonymous").exists()


def test_thousands_of_comments_take_statements_by_the_hundred(queue: None) -> None:
    comments = [wxr_comment(n, f"Comment {n}", parent=n // 3) for n in range(1, 1501)]
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as queries:
        run(wxr_post(1, *comments))
    assert Comment.objects.count() == 1500
    assert len(queries) < 300


# People


def test_one_guest_for_each_comment_whatever_was_typed() -> None:
    run(wxr_post(1, wxr_comment(1), wxr_comment(2)))
    assert Guest.objects.filter(name="Gina", kind=GuestKind.IMPORTED).count() == 2
    assert list(GuestAddress.objects.values_list("email", "confirmed_at")) == [
        ("gina@example.org", None), ("gina@example.org", None),
    ]  # fmt: skip


def test_an_imported_member_has_no_password_and_no_rights() -> None:
    run(wxr_author(2, "edith"), wxr_post(1, wxr_comment(1, user=2)))
    edith = User.objects.get(email="edith@old.example")
    assert not edith.has_usable_password()
    assert edith.role == "member"
    author = Author.objects.get()
    assert author.user == edith


def test_a_person_who_proved_the_address_here_is_the_same_person() -> None:
    alice = make_member("Alice", email="edith@old.example")
    report = run(wxr_author(2, "edith"), wxr_post(1, wxr_comment(1, user=2)))
    assert Comment.objects.get().author == alice
    assert Author.objects.get().user == alice
    assert (report.people["members"], report.people["members_known"]) == (0, 1)


def test_an_address_that_was_only_typed_here_joins_nobody() -> None:
    alice = make_member("Alice", email="Edith@old.example")
    EmailAddress.objects.filter(user=alice).update(verified=False)
    report = run(wxr_author(2, "edith"), wxr_post(1, wxr_comment(1, user=2)))
    author = Comment.objects.get().author
    assert author is not None
    assert author != alice
    assert author.email == ""
    assert report.changes["member-address-unproved"] == 1


def test_names_and_handles_that_are_taken_or_kept_give_way() -> None:
    make_member("Edith")
    report = run(
        wxr_author(2, "edith", name="Edith"),
        wxr_author(3, "admin", name="Administrator"),
        wxr_post(1, wxr_comment(1, user=2), wxr_comment(2, user=3), creator="admin"),
    )
    fresh = User.objects.filter(email__endswith="@old.example").order_by("pk")
    names = [person.name for person in fresh]
    assert "Edith" not in names
    assert "Administrator" not in names
    assert len({person.handle for person in User.objects.all()}) == 3
    assert report.changes["member-renamed"] == 2


def test_a_user_number_the_export_does_not_list_is_a_guest() -> None:
    run(wxr_post(1, wxr_comment(1, user=77), creator="nobody@old.example"))
    assert Comment.objects.get().guest is not None
    assert not User.objects.exists()
    assert Author.objects.get().name == "nobody"  # never the address


def test_people_without_anything_that_comes_along_are_left_out() -> None:
    run(wxr_author(2, "edith"), wxr_author(3, "frank"), wxr_post(1))
    assert [user.handle for user in User.objects.all()] == ["edith"]


# The command


def export(tmp_path: Path, *items: str) -> Path:
    path = tmp_path / "export.xml"
    path.write_bytes(wxr(*items).getvalue())
    return path


def test_the_command_tells_counts_as_json(tmp_path: Path) -> None:
    out = StringIO()
    call_command("import_wordpress", export(tmp_path, *FULL), "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["articles"]["made"] == 4
    assert told["comments"]["held"] == 1
    assert told["skipped"]["articles"] == {"page": 1}
    assert told["source"] == "old.example"
    assert any("password" in warning for warning in told["warnings"])


def test_the_command_speaks_in_sentences(tmp_path: Path) -> None:
    out = StringIO()
    call_command("import_wordpress", export(tmp_path, *FULL), "--dry-run", stdout=out)
    assert "nothing was changed" in out.getvalue()
    assert "Articles made: 4" in out.getvalue()
    assert not Article.objects.exists()


def test_the_command_shows_how_far_it_is_to_people_only(tmp_path: Path) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    terminal, pipe = Terminal(), StringIO()
    path = export(tmp_path, *FULL)
    call_command("import_wordpress", path, stdout=StringIO(), stderr=terminal)
    assert "5 of 5 items" in terminal.getvalue()
    call_command("import_wordpress", path, stdout=StringIO(), stderr=pipe)
    assert pipe.getvalue() == ""


def test_the_command_names_the_fault_of_a_broken_file(tmp_path: Path) -> None:
    path = tmp_path / "broken.xml"
    path.write_text(wxr_text(wxr_post(1)).replace("</channel>", ""))
    with pytest.raises(CommandError, match=r"broken\.xml, line \d+, column \d+: .+ Nothing was"):
        call_command("import_wordpress", path)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_wordpress", tmp_path / "none.xml")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_wordpress", tmp_path)


@pytest.mark.parametrize(("version", "key"), [("", "missing"), ("9.9", "unknown")])
def test_a_version_that_is_missing_or_unknown_is_a_warning(version: str, key: str) -> None:
    report = import_wordpress(wxr(wxr_post(1), version=version))
    assert report.changes[f"version-{key}"] == 1
    assert report.articles["published"] == 1
    known = import_wordpress(wxr(wxr_post(1), version="1.0"))
    assert not [name for name in known.changes if name.startswith("version")]


# Old addresses


def test_an_old_address_leads_to_the_article_for_ever(client: Client) -> None:
    run(*FULL)
    address = Article.objects.get(title="Resting early").get_absolute_url()
    for path in ("/2020/03/post-1/", "/2020/03/post-1", "/2020/03/post-1/comment-page-2/",
                 "/2020/03/post-1/?replytocom=3"):  # fmt: skip
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (301, address)
        assert not answer.cookies
    assert client.post("/2020/03/post-1/").status_code == 404


def test_a_short_link_leads_to_the_article(client: Client) -> None:
    run(wxr_post(9, link="https://old.example/?p=9"))
    assert client.get("/?p=9").status_code == 301
    assert client.get("/?p=8").status_code != 301
    assert client.get("/?p=9%00").status_code != 301


def test_old_addresses_of_what_is_not_public_lead_nowhere(client: Client) -> None:
    run(*FULL)
    assert client.get("/2020/03/post-3/").status_code == 404
    assert client.get("/2020/03/post-2/").status_code == 404
    assert client.get("/nothing/here/").status_code == 404
    assert client.get(f"/{'a' * 2000}/").status_code == 404


def test_an_old_address_follows_its_article_when_it_is_renamed(client: Client) -> None:
    run(*FULL)
    Article.objects.filter(title="Resting early").update(slug="new-name")
    assert client.get("/2020/03/post-1/")["Location"].endswith("/new-name/")


def test_the_first_post_keeps_an_address_two_claim(client: Client) -> None:
    link = "https://old.example/same/"
    run(wxr_post(1, title="First", link=link), wxr_post(2, title="Second", link=link))
    assert OldPath.objects.get(path="/same").article.title == "First"


def test_an_old_comment_number_leads_to_the_comment(client: Client) -> None:
    run(*FULL)
    first = Comment.objects.get(body_html="<p>First</p>")
    answer = client.get("/old-comment/", {"article": "post-1", "id": "11"})
    assert (answer.status_code, answer["Location"]) == (302, first.get_absolute_url())


def test_an_old_link_finds_the_comment_on_its_page_without_a_script(client: Client) -> None:
    run(*FULL)
    first = Comment.objects.get(body_html="<p>First</p>")
    page = client.get("/articles/post-1/").content.decode()
    assert re.search(rf'id="c-{first.pk}".*?id="comment-11"', page, re.DOTALL)
    assert page.count('id="comment-11"') == 1


@pytest.mark.parametrize("number", ["16", "17", "999"])
def test_a_number_that_shows_nothing_leads_to_the_comments(client: Client, number: str) -> None:
    run(*FULL)
    answer = client.get("/old-comment/", {"article": "post-1", "id": number})
    assert answer["Location"].endswith("/post-1/#comments")


@pytest.mark.parametrize(
    ("article", "number"),
    [("post-1", ""), ("post-1", "x"), ("post-1", "1" * 50), ("post-3", "31"), ("none", "11"),
     ("post-1", "²")],
)  # fmt: skip
def test_an_old_comment_number_of_nothing_public_is_not_found(
    client: Client, article: str, number: str
) -> None:
    run(*FULL)
    assert client.get("/old-comment/", {"article": article, "id": number}).status_code == 404


# What the database itself refuses


def make_item(**fields: Any) -> ImportedItem:
    values = {"source": "old.example", "kind": "article", "foreign_id": "1"} | fields
    return ImportedItem.objects.create(**values)


def test_a_thing_is_imported_once() -> None:
    make_item()
    make_item(source="another.example")
    with pytest.raises(IntegrityError):
        make_item()


def test_an_imported_thing_is_of_a_known_kind() -> None:
    with pytest.raises(IntegrityError):
        make_item(kind="page")


@pytest.mark.parametrize("target", ["article", "comment", "author", "member"])
def test_an_imported_thing_points_to_its_own_kind(target: str) -> None:
    run(*FULL)
    things: dict[str, Any] = {
        "article": Article.objects.first(),
        "comment": Comment.objects.first(),
        "author": Author.objects.first(),
        "member": User.objects.first(),
    }
    make_item(source="a", kind=target, **{target: things[target]})
    other = "comment" if target == "article" else "article"
    with pytest.raises(IntegrityError):
        make_item(source="b", kind=other, **{target: things[target]})


def test_an_old_path_has_one_article() -> None:
    run(wxr_post(1))
    with pytest.raises(IntegrityError):
        OldPath.objects.create(path="/2020/03/post-1", article=Article.objects.get())


def test_the_clock_of_the_import_is_not_the_clock_of_the_text() -> None:
    run(wxr_post(1, wxr_comment(1)))
    assert Comment.objects.get().created_at < timezone.now().replace(year=2021)


def test_the_page_of_an_article_tells_a_script_where_to_ask(client: Client) -> None:
    run(*FULL)
    page = client.get("/articles/post-1/").content.decode()
    assert 'data-old-anchors="post-1"' in page
