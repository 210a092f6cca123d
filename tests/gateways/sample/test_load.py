import re
import stat
from html.parser import HTMLParser

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.core import mail
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db.models import F
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from accounts.models import Role, User
from accounts.policies import writing_refusal
from accounts.viewer import Viewer
from articles.models import Article, Feedback
from articles.services.recount import recount as recount_ratings
from forum.comments.models import Comment, Discussion, MarkKind, Status
from forum.comments.services.recount import recount
from forum.moderation.models import Case
from forum.moderation.services.recount import recount as recount_cases
from forum.topics.models import Board, Topic
from foundation.search import api as search
from gateways.portability.models import SampleItem
from gateways.portability.sample.people import DOMAIN, SIGN_IN
from tests.gateways.sample.conftest import Sample


def test_everything_of_the_content_is_there(sample: Sample) -> None:
    comments = Comment.objects.count()

    assert f"9 articles, 4 boards, 30 topics, {comments} comments" in sample.said
    assert Article.objects.count() == 9
    assert Board.objects.count() == 4
    assert Topic.objects.count() == 30
    assert comments > 300


def test_loading_again_changes_nothing(sample: Sample, capsys: pytest.CaptureFixture[str]) -> None:
    items = SampleItem.objects.count()

    call_command("sample", "load")

    assert "here already" in capsys.readouterr().out
    assert SampleItem.objects.count() == items


def test_one_account_of_each_role_can_sign_in_and_nobody_else(sample: Sample) -> None:
    assert list(sample.accounts) == list(SIGN_IN.values())
    for label, (email, password) in sample.accounts.items():
        user = authenticate(None, email=email, password=password)
        assert isinstance(user, User), label
        assert EmailAddress.objects.filter(user=user, verified=True).exists()
    others = User.objects.exclude(email__in=[email for email, _word in sample.accounts.values()])
    assert not any(user.has_usable_password() for user in others)
    assert set(User.objects.values_list("role", flat=True)) == set(Role.values)


def test_passwords_are_random_easy_to_type_and_kept_nowhere(sample: Sample) -> None:
    passwords = {password for _email, password in sample.accounts.values()}
    kept = (sample.folder / "sample-accounts").read_text()

    assert len(passwords) == len(SIGN_IN)
    assert all(len(password) == 19 for password in passwords)
    assert not any(set(password) & set("0O1lI") for password in passwords)
    assert not any(password in kept for password in passwords)


def test_the_mark_in_the_data_folder_names_the_accounts(sample: Sample) -> None:
    path = sample.folder / "sample-accounts"

    assert path.read_text().splitlines() == [f"{key}@{DOMAIN}" for key in SIGN_IN]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_suspended_member_is_told_why_they_cannot_write(sample: Sample) -> None:
    rex = User.objects.get(email=f"rex@{DOMAIN}")

    assert "offered things for sale" in (writing_refusal(Viewer.for_user(rex)) or "")


def test_what_waits_waits_for_reasons_the_rules_gave(sample: Sample) -> None:
    held = Case.objects.open().filter(kind="held")
    rules = {rule for case in held for rule in case.firings.values_list("rule", flat=True)}

    assert held.count() == Comment.objects.filter(status=Status.HELD).count() == 6
    assert {"guest_always", "first_comments", "links", "generic_praise"} <= rules
    assert Case.objects.open().filter(kind="reported").count() == 1
    assert Feedback.objects.count() == 2


def test_every_stored_count_is_the_count_of_its_rows(sample: Sample) -> None:
    wrong = [row.title for row in Discussion.objects.all() if recount(row)]

    assert wrong == []
    assert recount_cases().is_clean
    assert recount_ratings() == 0
    assert Board.objects.get(slug="everyday-life").topic_count == 12


def test_nothing_is_dated_in_the_future_or_before_what_it_answers(sample: Sample) -> None:
    assert not Comment.objects.filter(created_at__gt=timezone.now()).exists()
    assert not Comment.objects.filter(parent__created_at__gt=F("created_at")).exists()
    assert not Article.objects.filter(published_at__gt=timezone.now()).exists()


def test_visitors_see_neither_the_members_board_nor_what_waits(sample: Sample) -> None:
    nobody = Viewer.nobody()

    assert Topic.objects.visible_to(nobody).count() == 26
    seen = Comment.objects.visible_to(nobody)
    assert not seen.exclude(status=Status.PUBLISHED).exists()
    assert not seen.filter(discussion__audience__kind="members").exists()


def test_answers_are_marked_by_askers_and_by_the_team(sample: Sample) -> None:
    marked = Comment.objects.filter(marks__kind=MarkKind.ASKER)

    assert marked.count() > 8
    assert not marked.filter(author=F("discussion__started_by")).exists()
    assert Comment.objects.filter(marks__kind=MarkKind.REVIEWED).count() > 3


def test_articles_carry_pictures_votes_and_the_topic_they_grew_from(sample: Sample) -> None:
    for article in Article.objects.all():
        assert article.lead_picture is not None
        assert article.rating_count > 15
        assert article.inspired_by is None or article.published_at is not None
    averages = [article.average_stars or 0 for article in Article.objects.all()]
    assert min(averages) < 4
    assert max(averages) > 4.5


def test_no_mail_leaves_for_a_real_address(sample: Sample) -> None:
    to = [address for message in mail.outbox for address in message.to]
    assert all(address.endswith(".example") for address in to)


def test_search_finds_articles_topics_and_comments_and_nothing_hidden(sample: Sample) -> None:
    nobody, member = Viewer.nobody(), Viewer.for_user(User.objects.get(email=f"mim@{DOMAIN}"))

    assert "Why does heat make everything worse?" in _titles(nobody, "myelin Uhthoff")
    assert "Know every toilet in town: confessions" in _titles(nobody, "toilet confessions")
    assert any("Marion" in title for title in _titles(nobody, "parasol surgery"))
    assert not _titles(nobody, "hot water bottle cinema"), "this comment waits"
    closed = "Driving: whom did you have to tell, and how did it go?"
    assert closed not in _titles(nobody, "driving whom tell")
    assert closed in _titles(member, "driving whom tell")


def _titles(viewer: Viewer, words: str) -> list[str]:
    return [found.card.title for found in search.find(viewer, words)]


def test_every_link_of_every_page_leads_somewhere(sample: Sample, client: Client) -> None:
    nobody = Viewer.nobody()
    pages = ["/", "/articles/", "/forum/"]
    pages += [row.get_absolute_url() for row in Article.objects.all()]
    pages += [row.get_absolute_url() for row in Topic.objects.visible_to(nobody)]
    pages += [row.get_absolute_url() for row in Board.objects.visible_to(nobody)]
    links = {(link, page) for page in pages for link in _links(client, page)}
    # Thousands lead to a comment; that its address exists is enough, its page is read above.
    comments = {link for link, _page in links if link.startswith("/c/")}
    for link in comments:
        resolve(link)
    ids = {int(found[1]) for link in comments if (found := re.match(r"/c/(\d+)/", link))}
    assert ids <= set(Comment.objects.visible_to(nobody).values_list("pk", flat=True))
    others = {link: page for link, page in links if link not in comments}
    assert [f"{link} on {page}" for link, page in others.items() if not _leads(client, link)] == []


def _leads(client: Client, link: str) -> bool:
    if link.startswith("/media/"):
        return default_storage.exists(link.removeprefix("/media/"))
    return client.get(link, follow=True).status_code == 200


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        link = dict(attrs).get("href" if tag == "a" else "src") or ""
        if link.startswith("/") and not link.startswith("/static/"):
            self.found.add(link.partition("#")[0].partition("?")[0])


def _links(client: Client, page: str) -> set[str]:
    answer = client.get(page)
    assert answer.status_code == 200, page
    parser = _Links()
    parser.feed(answer.text)
    return parser.found
