"""A service against spam is asked over HTTP, told little, and never decides against anybody."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.viewer import Viewer
from forum.comments.models import Comment
from forum.comments.services.edit import edit
from forum.comments.services.post import post
from forum.moderation.models import Firing
from forum.moderation.services.decide import decide
from forum.moderation.services.discussions import for_members
from forum.moderation.services.undo import undo
from foundation.branding import settings as site_settings
from foundation.jobs import worker
from foundation.jobs.models import Job
from gateways.spamcheck import akismet
from gateways.spamcheck.contract import Away, Question
from gateways.spamcheck.models import Answer
from gateways.spamcheck.services import check, correct
from tests.factories import make_audience, make_discussion, make_member, make_moderator
from tests.factories_moderation import HOME, make_held_by_guest, make_known

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]
TEXT = "Baclofen at night helps my legs: 10 mg, ünïcode & more=1."


class Fake:
    """Speaks as the service does. What it was told is kept; what it says next is set."""

    def __init__(self) -> None:
        self.told: list[dict[str, str]] = []
        self.says, self.status, self.headers = b"false", 200, dict[str, str]()
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                fields = parse_qs(self.rfile.read(length).decode(), strict_parsing=True)
                fake.told.append({name: value[0] for name, value in fields.items()})
                fake.told[-1]["path"] = self.path
                self.send_response(fake.status)
                for name, value in fake.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(fake.says)))
                self.end_headers()
                self.wfile.write(fake.says)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def fake(settings: Any) -> Iterator[Fake]:
    made = Fake()
    settings.AKISMET_URL, settings.AKISMET_KEY = made.url, "k3y"
    settings.SPAM_SERVICE = "gateways.spamcheck.akismet.Akismet"
    yield made
    made.stop()


@pytest.fixture
def stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is known, though nothing else holds: the rule alone lets them wait."""
    monkeypatch.setattr(
        "forum.moderation.trust.knows",
        lambda draft: draft.author is not None and draft.author.name == "Charlie",
    )


def written(name: str = "Nora", *, is_asked: bool = True, **fields: Any) -> Comment:
    author = make_known("Charlie") if name == "Charlie" else make_member(name)
    place = fields.pop("place", None) or make_discussion("Nights")
    site_settings.set_value("rule_first_comments", "off")
    made = post(place, viewer=Viewer.for_user(author), body=TEXT, **fields).comment
    if is_asked:
        worker.run_due()
    return Comment.objects.get(pk=made.pk)


@pytest.mark.usefixtures("stranger")
def test_what_is_fine_appears_and_the_service_was_told_the_text_and_nobodys_name(
    fake: Fake,
) -> None:
    comment = written()
    assert comment.status == "published"
    assert not Firing.objects.exists()
    [told] = fake.told
    assert told == {
        "path": "/1.1/comment-check",
        "api_key": "k3y",
        "blog": "http://testserver",
        "user_ip": "0.0.0.0",  # noqa: S104
        "permalink": f"http://testserver{comment.discussion.url}",
        "comment_type": "comment",
        "comment_content": TEXT,
    }


@pytest.mark.usefixtures("stranger")
def test_what_it_takes_for_spam_waits_and_a_moderator_reads_why(fake: Fake) -> None:
    fake.says = b"true"
    comment = written()
    assert comment.status == "held"
    assert Firing.objects.get().detail == "The service takes it for spam."
    assert "spam" in Firing.objects.get().reason
    decide(comment, "approve", by=make_moderator())
    assert Comment.objects.get(pk=comment.pk).status == "published"


@pytest.mark.usefixtures("stranger")
def test_what_it_is_certain_about_goes_to_the_spam_tab(fake: Fake) -> None:
    fake.says, fake.headers = b"true", {"X-akismet-pro-tip": "discard"}
    assert written().status == "spam"


@pytest.mark.usefixtures("stranger")
def test_it_is_told_more_only_where_the_owner_agrees(fake: Fake) -> None:
    for name in ("name", "email", "network"):
        site_settings.set_value(f"spam_service_{name}", True)
    make_held_by_guest(name="Gina", website="https://gina.example", network=HOME, body=TEXT)
    worker.run_due()
    [told] = fake.told
    assert (told["comment_author"], told["comment_author_email"]) == ("Gina", "gina@example.org")
    assert (told["user_ip"], told["comment_author_url"]) == ("192.0.2.0", "https://gina.example")


@pytest.mark.usefixtures("stranger")
def test_a_good_answer_publishes_nothing_that_another_rule_holds(fake: Fake) -> None:
    comment = make_held_by_guest(body=TEXT)
    worker.run_due()
    assert len(fake.told) == 1
    assert Comment.objects.get(pk=comment.pk).status == "held"
    assert set(Firing.objects.values_list("rule", flat=True)) == {"guest_always"}


@pytest.mark.usefixtures("stranger")
def test_known_people_the_team_closed_places_and_changes_are_told_to_no_service(
    fake: Fake,
) -> None:
    charlie = written("Charlie")
    assert charlie.status == "published"
    assert charlie.author is not None
    edit(charlie, viewer=Viewer.for_user(charlie.author), body=f"{TEXT} Or not.")
    members = make_discussion("Inside", audience=make_audience("members"))
    assert written("Dora", place=members).status == "published"
    post(make_discussion(), viewer=Viewer.for_user(make_moderator()), body=TEXT)
    worker.run_due()
    assert fake.told == []


@pytest.mark.usefixtures("stranger")
def test_without_a_key_nobody_is_asked_and_nobody_waits(fake: Fake, settings: Any) -> None:
    settings.SPAM_SERVICE = ""
    assert written().status == "published"
    assert fake.told == []


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize(
    ("status", "says"),
    [(200, b"invalid"), (500, b"true"), (302, b"true"), (200, b""), (200, b"x" * 100_000)],
)
def test_any_other_answer_leaves_the_comment_waiting_for_a_moderator(
    fake: Fake, status: int, says: bytes
) -> None:
    fake.status, fake.says, fake.headers = status, says, {"Location": "http://127.0.0.1:1/"}
    comment = written(is_asked=False)
    with pytest.raises(worker.JobFailed):
        worker.run_due()
    assert Comment.objects.get(pk=comment.pk).status == "held"
    assert Firing.objects.get().detail == ""
    assert len(fake.told) == 1  # and no redirect was followed
    # When the service answers again, the same job gets it.
    fake.status, fake.says = 200, b"false"
    assert check.check(comment.pk)
    assert Comment.objects.get(pk=comment.pk).status == "published"
    assert not check.check(comment.pk)


@pytest.mark.usefixtures("stranger")
def test_a_moderator_need_not_wait_for_the_answer(fake: Fake) -> None:
    comment = written(is_asked=False)
    assert comment.status == "held"
    decide(comment, "reject", by=make_moderator(), reason_code="off_topic")
    worker.run_due()
    assert Comment.objects.get(pk=comment.pk).status == "rejected"


# --- its mistakes ------------------------------------------------------------------------

THANKS = b"Thanks for making the web a better place."


def after_a_while() -> None:
    """The time to undo is over, and the worker went through what was due."""
    worker.run_due()
    Job.objects.filter(task_path__endswith="tell_service").update(run_after=timezone.now())
    worker.run_due()


@pytest.mark.usefixtures("stranger")
def test_it_is_told_that_what_it_took_for_spam_was_none(fake: Fake) -> None:
    fake.says = b"true"
    comment = written()
    decide(comment, "approve", by=make_moderator())
    fake.says = THANKS
    worker.run_due()
    assert len(fake.told) == 1, "not while the decision can be undone"
    after_a_while()
    asked, told = fake.told
    assert told == asked | {"path": "/1.1/submit-ham"}
    assert Answer.objects.get().corrected == "fine"
    assert not correct.correct(comment.pk), "once is enough"


@pytest.mark.usefixtures("stranger")
def test_it_is_told_that_what_it_took_for_fine_was_spam_and_of_a_change_of_mind(fake: Fake) -> None:
    comment, bob = written(), make_moderator()
    fake.says = THANKS
    decision = decide(comment, "spam", by=bob).decision
    assert decision is not None
    after_a_while()
    assert fake.told[-1]["path"] == "/1.1/submit-spam"
    undo(decision, by=bob)
    after_a_while()
    assert [told["path"] for told in fake.told[2:]] == ["/1.1/submit-ham"]


@pytest.mark.usefixtures("stranger")
def test_it_is_not_told_where_it_was_right_where_it_was_undone_or_that_somebody_was_unkind(
    fake: Fake,
) -> None:
    bob = make_moderator()
    right = written("Nora")
    decide(right, "remove", by=bob, reason_code="harassment")
    undone = written("Dora")
    decision = decide(undone, "spam", by=bob).decision
    assert decision is not None
    undo(decision, by=bob)
    after_a_while()
    assert [told["path"] for told in fake.told] == ["/1.1/comment-check"] * 2


@pytest.mark.usefixtures("stranger")
def test_it_learns_nothing_of_what_it_was_not_asked_about_or_what_is_for_members_by_now(
    fake: Fake, settings: Any
) -> None:
    bob = make_moderator()
    decide(written("Charlie"), "spam", by=bob)
    inside = written("Nora")
    for_members(inside.discussion, by=bob, reason="A while among ourselves.")
    decide(inside, "spam", by=bob)
    after_a_while()
    assert [told["path"] for told in fake.told] == ["/1.1/comment-check"]
    off = written("Dora")
    settings.SPAM_SERVICE = ""
    decide(off, "spam", by=bob)
    after_a_while()
    assert len(fake.told) == 2


@pytest.mark.usefixtures("stranger")
def test_while_it_is_away_the_job_is_tried_again_and_nothing_is_marked_as_told(fake: Fake) -> None:
    comment = written()
    decide(comment, "spam", by=make_moderator())
    fake.status = 500
    with pytest.raises(worker.JobFailed):
        after_a_while()
    assert Answer.objects.get().corrected == ""
    fake.status, fake.says = 200, THANKS
    assert correct.correct(comment.pk)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("answer_verdict_known", {"verdict": "maybe"}),
        ("answer_corrected_known", {"corrected": "maybe", "corrected_at": timezone.now()}),
        ("answer_corrected_says_when", {"corrected": "spam"}),
    ],
)
def test_the_database_refuses_answers_that_are_none(
    constraint: str, fields: dict[str, Any]
) -> None:
    comment = make_held_by_guest()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Answer.objects.create(comment=comment, **{"verdict": "fine"} | fields)


def test_a_server_that_is_not_there_or_says_nothing_is_away(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.AKISMET_KEY = "k3y"
    settings.AKISMET_URL = "http://127.0.0.1:9"
    with pytest.raises(Away):
        akismet.Akismet().ask(Question("text", "http://testserver/", is_reply=False))
    monkeypatch.setattr(akismet, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.AKISMET_URL = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(Away, match="Timeout"):
            akismet.Akismet().ask(Question("text", "http://testserver/", is_reply=False))
