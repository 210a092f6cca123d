"""
The world of the permission matrix: the people who knock, and the things their addresses name.

A placeholder of an address in `permissions.txt` is a function here, with the state of the thing
as its argument. To speak of a new thing, add a function.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from django.core import signing
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import GuestAddress, Proof, Sanction, User
from accounts.services import device, guest_links, proofs
from accounts.viewer import Viewer
from articles.models import Article
from articles.services import feedback
from articles.services.rate import Voter, rate
from forum.comments import edit_stamp
from forum.comments.models import Comment, Discussion, Revision, Status, Ticket
from forum.comments.services import delete as delete_verb
from forum.comments.services import discussions
from forum.comments.services.edit import edit
from forum.comments.services.post import ticket_hash
from forum.comments.services.set_status import set_status
from forum.moderation.models import (
    Case,
    Concern,
    HelpLine,
    ReplyWanted,
    SavedSearch,
    Strictness,
    WatchedWord,
)
from forum.moderation.services import appeals, concerns, reply_desk, sanctions
from forum.moderation.services.amend import amend
from forum.moderation.services.bulk import decide_all
from forum.moderation.services.decide import decide
from forum.notifications import unsubscribe
from forum.notifications.models import Level, Subscription, Suppression, SuppressionReason
from forum.notifications.services.channels import of_discussion
from forum.notifications.services.follow import follow
from forum.notifications.services.suppress import suppress
from forum.topics.models import Topic
from foundation.branding import kept
from foundation.branding import settings as site_settings
from foundation.branding.moments import moment_text
from tests.factories import (
    make_administrator,
    make_comment,
    make_editor,
    make_guest,
    make_moderator,
    suspend,
)
from tests.factories_articles import (
    make_article,
    make_author,
    make_draft,
    make_picture,
    make_series,
    make_tag,
)
from tests.factories_moderation import (
    case_of,
    make_appeal,
    make_board_moderator,
    make_held_by_guest,
    make_known,
    make_report,
)
from tests.factories_topics import make_board, make_topic

TABLE: Final = Path(__file__).with_name("permissions.txt")

# The columns of the table, in their order.
ROLES: Final = (
    ("v", "visitor"),
    ("g", "guest"),
    ("m", "member"),
    ("a", "author"),
    ("b", "board moderator"),
    ("w", "moderator of another board"),
    ("o", "moderator"),
    ("e", "editor"),
    ("d", "administrator"),
)
NOBODY_ASKS: Final = "none"  # the method does not exist at this address

# What is written beside the point: who is signed in, how often somebody came, what runs later.
BESIDE: Final = frozenset(
    "django_session limits_bucket jobs_lease django_tasks_database_dbtaskresult".split()
)
# Opening a page notes what was read on it, and softly who looks at a case.
READING: Final = frozenset({"comments_reading", "moderation_claim"})
_WRITES: Final = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.I)
_SAVEPOINT: Final = re.compile(r'SAVEPOINT "?(\w+)')
_ROLLBACK: Final = re.compile(r'ROLLBACK TO SAVEPOINT "?(\w+)')


@dataclass(frozen=True)
class Row:
    """One line of the table: an address, the state of its thing, and who may do what there."""

    address: str
    state: str
    get: str
    post: str
    sent: str

    def __str__(self) -> str:
        line = f"{self.address:<48} {self.state:<11} {self.get:<10} {self.post:<10} {self.sent}"
        return line.rstrip()


def read_table(text: str) -> list[Row]:
    """The rows of the table. What is sent is written once for an address and holds for the rows
    below it."""
    rows: list[Row] = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        parts = [*line.split(maxsplit=4), "", "", "", ""][:5]
        address, state, get, post, sent = parts
        if not sent and rows and rows[-1].address == address:
            sent = rows[-1].sent
        rows.append(Row(address, state, get, post, sent))
    return rows


class World:
    """Alice wrote it, Mary is another member, Gina a guest of a device; made when asked for."""

    def __init__(self) -> None:
        self.told = self.until = ""
        self.alice = make_known("Alice")
        self.mary = make_known("Mary")
        self.bea = make_board_moderator(make_board())
        self.walt = make_board_moderator(make_board("Elsewhere"), name="Walt")
        self.bob = make_moderator()
        self.edith = make_editor()
        self.ada = make_administrator()
        self.gina = make_guest("Gina", device_hash=device.hash_key("key"))
        self.clients = {
            "visitor": Client(),
            "guest": Client(),
            "member": _signed_in(self.mary),
            "author": _signed_in(self.alice),
            "board moderator": _signed_in(self.bea),
            "moderator of another board": _signed_in(self.walt),
            "moderator": _signed_in(self.bob),
            "editor": _signed_in(self.edith),
            "administrator": _signed_in(self.ada),
        }
        self.clients["guest"].cookies[device.COOKIE] = signing.dumps(
            ["key", True], salt=device.SALT
        )
        for key, value in PATIENT.items():
            site_settings.set_value(key, value)

    def forget_things(self) -> None:
        """For the next state: what was made for the one before is gone with its transaction."""
        for name in ("_topic", "_by_greta", "_feedback_case"):
            vars(self).pop(name, None)

    # --- the things addresses name, by the state the row asks for --------------------------

    def filled(self, row: Row) -> tuple[str, dict[str, str]]:
        """The address and what is sent, with real things in place of their names."""
        names = dict.fromkeys(re.findall(r"{(\w+)}", row.address + row.sent))
        things = {name: getattr(self, name)(row.state) for name in names}
        sent = parse_qsl(row.sent.format(**things), keep_blank_values=True)
        return row.address.format(**things), dict(sent)

    def comment(self, state: str) -> int:
        """A reply of Alice in her own topic."""
        return self._comment(state).pk

    def answer(self, state: str) -> int:
        """A reply of Zoe in Alice's topic."""
        return make_comment(self._topic.discussion, author=make_known("Zoe")).pk

    def discussion(self, state: str) -> int:
        return self._discussion(state).pk

    def topic(self, state: str) -> int:
        self._discussion(state)
        return self._topic.pk

    def other_topic(self, state: str) -> int:
        return make_topic("Another topic").pk

    def topic_address(self, state: str) -> str:
        self._discussion(state)
        return self._topic.get_absolute_url().strip("/").removeprefix("t/")

    def board(self, state: str) -> int:
        return self._topic.board_id

    def board_slug(self, state: str) -> str:
        return self._topic.board.slug

    def case(self, state: str) -> int:
        if state == "feedback":
            return self._feedback_case.pk
        comment = self._comment("held" if state == "closed" else state)
        case = case_of(comment)
        if state == "closed":
            decide(comment, "approve", by=make_moderator("Ben"), case=case)
        return case.pk

    def change(self, state: str) -> int:
        return Revision.objects.waiting().get().pk

    def wanted(self, state: str) -> int:
        """Alice's topic at the reply desk."""
        reply_desk.refresh(self._topic.discussion)
        return ReplyWanted.objects.get().pk

    def concern(self, state: str) -> int:
        """Somebody thinks that Alice may be at risk."""
        found = Concern.objects.create(comment=self._comment("published"), source="report")
        if state == "levelled":
            concerns.set_level(found, "low", by=self.bob)
        return found.pk

    def words(self, state: str) -> int:
        """Private words of the team to Alice."""
        concern = Concern.objects.get(pk=self.concern(state))
        return concerns.write(concern, "I read what you wrote.", by=self.bob).pk

    def step(self, state: str) -> str:
        return concerns.checklist()[0][0]

    def line(self, state: str) -> int:
        day = timezone.localdate()
        return HelpLine.objects.create(name="Listeners", contact="1", review_on=day).pk

    def strict(self, state: str) -> int:
        return Strictness.objects.create(place="", who="everybody").pk

    def colleague(self, state: str) -> int:
        return make_moderator("Ben").pk

    def decision(self, state: str) -> int:
        elsewhere = make_comment(author=make_known())
        about = self._comment(state) if state == "published" else elsewhere
        row = decide(about, "spam", by=self.bob).decision
        assert row is not None
        return row.pk

    def named(self, state: str) -> str:
        """Bea, who moderates the board."""
        return self.bea.handle

    def search(self, state: str) -> int:
        """Bob's, shared with the team."""
        return SavedSearch.objects.create(
            owner=self.bob, name="Old", tab="held", query="age=day", shared_at=timezone.now()
        ).pk

    def batch(self, state: str) -> int:
        done = decide_all([(self._comment("held").pk, "held")], "spam", by=make_moderator("Ben"))
        assert done.batch is not None
        return done.batch.pk

    def text_mark(self, state: str) -> str:
        """Tells which text a moderator has before them: that of every comment here."""
        return edit_stamp.mark_of(make_comment(author=make_known("Zoe")))

    def sealed(self, state: str) -> int:
        """What Ben took out of a comment of Alice; `objected`: and she objects."""
        comment = make_comment(author=self.alice)
        ben = make_moderator("Ben")
        row = amend(comment, "redact", by=ben, reason_code="personal", parts="tired").decision
        assert row is not None
        assert row.sealed_id is not None
        if state == "objected":
            appeals.appeal(row, "It is my own.")
        return row.sealed_id

    def word(self, state: str) -> int:
        return WatchedWord.objects.create(word="casino", folded="casino", mode="whole").pk

    def person(self, state: str) -> str:
        """Alice: the person concerned."""
        if state == "sanctioned":
            suspend(self.alice)
        return self.alice.handle

    def banned(self, state: str) -> str:
        """Alice, whose ban Ben proposed."""
        sanctions.propose_ban(self.alice, by=make_moderator("Ben"), reason="Advertising.")
        return self.alice.handle

    def appeal(self, state: str) -> int:
        """Alice objects to a decision of Ben."""
        return make_appeal(self._comment("published"), by=make_moderator("Ben")).pk

    def appeal_token(self, state: str) -> str:
        found = make_appeal(self._comment("published"), by=make_moderator("Ben"))
        if state == "open":
            found.delete()
        return appeals.url_of(found.decision).split("/")[2]

    def guest(self, state: str) -> int:
        return self.gina.pk

    def warning(self, state: str) -> int:
        """One of Alice's."""
        return Sanction.objects.create(kind="warning", user=self.alice, reason=SENTENCE).pk

    def guest_token(self, state: str) -> str:
        held = make_held_by_guest(name="Greta")
        Ticket.objects.filter(comment=held).update(token_hash=ticket_hash("token"))
        return "token"

    def guest_link(self, state: str) -> str:
        assert self._by_greta.guest is not None
        return guest_links.token_of(self._by_greta.guest)

    def proved_link(self, state: str) -> str:
        """Of Greta, who has confirmed her address and follows Alice's topic."""
        greta = self._by_greta.guest
        assert greta is not None
        GuestAddress.objects.filter(guest=greta).update(confirmed_at=timezone.now())
        follow(greta, of_discussion(self._topic.discussion_id), Level.ALL)
        return guest_links.token_of(greta)

    def guest_subscription(self, state: str) -> int:
        return Subscription.objects.get(guest=self._by_greta.guest).pk

    def guest_comment(self, state: str) -> int:
        return self._by_greta.pk

    def proved_guest(self, state: str) -> int:
        return self._by_greta.guest_id or 0

    def proof_token(self, state: str) -> str:
        assert self._by_greta.guest is not None
        Proof.objects.update_or_create(
            token_hash=proofs.hash_token("token"),
            defaults={"email_hash": self._by_greta.guest.address.email_hash},
        )
        return "token"

    def subscription(self, state: str) -> int:
        """Alice follows her topic."""
        channel = of_discussion(self._topic.discussion_id)
        follow(self.alice, channel, Level.ALL)
        return Subscription.objects.get(user=self.alice, channel=channel).pk

    def stop_token(self, state: str) -> str:
        """Of a mail to Alice."""
        return unsubscribe.token_of(self.alice, unsubscribe.ALL)

    def suppression(self, state: str) -> int:
        suppress("nobody@example.org", SuppressionReason.BOUNCED)
        return Suppression.objects.get().pk

    def article(self, state: str) -> int:
        return self._article(state).pk

    def article_slug(self, state: str) -> str:
        return self._article(state).slug

    def series(self, state: str) -> int:
        return make_series().pk

    def series_slug(self, state: str) -> str:
        return make_series().slug

    def author(self, state: str) -> int:
        return make_author().pk

    def author_slug(self, state: str) -> str:
        return make_author().slug

    def tag(self, state: str) -> int:
        return make_tag().pk

    def tag_slug(self, state: str) -> str:
        return make_tag().slug

    def picture(self, state: str) -> int:
        return make_picture().pk

    # --- behind them ------------------------------------------------------------------------

    @cached_property
    def _by_greta(self) -> Comment:
        return make_held_by_guest(name="Greta")

    @cached_property
    def _topic(self) -> Topic:
        return make_topic(by=self.alice)

    def _discussion(self, state: str) -> Discussion:
        place = self._topic.discussion
        if state == "locked":
            discussions.lock(place, by=self.bob, reason="It is late.")
        elif state == "hidden":
            Discussion.objects.filter(pk=place.pk).update(status="hidden")
        return place

    def _comment(self, state: str) -> Comment:
        comment = make_comment(self._discussion(state), author=self.alice)
        match state:
            case "held" | "rejected" | "spam" | "removed":
                set_status(comment, Status(state), by=make_moderator("Ben"), reason="Rest first.")
            case "deleted":
                delete_verb.delete(comment, viewer=Viewer.for_user(self.alice))
            case "reported":
                make_report(comment)
            case "framed":
                amend(comment, "veil", by=make_moderator("Ben"), topic="Grief")
                amend(comment, "note", by=make_moderator("Ben"), text="See there.")
            case "changed":
                edit(comment, viewer=Viewer.for_user(self.alice), body=MANY_LINKS)
        comment.refresh_from_db()
        return comment

    def _article(self, state: str) -> Article:
        return make_draft("Heat") if state == "draft" else make_article("Heat")

    @cached_property
    def _feedback_case(self) -> Case:
        article, voter = make_article("Heat"), Voter(Viewer.nobody(), key="0" * 32)
        rate(article, voter=voter, stars=2)
        case = feedback.send(article, voter=voter, text="Shorter, please.").case
        assert case is not None
        return case

    # --- knocking ---------------------------------------------------------------------------

    def knock(
        self, role: str, url: str, method: str, fields: dict[str, str], *, sanctioned: bool = False
    ) -> str:
        """
        How the door answers, in a letter: a capital where something was changed, a small one where
        the person was let in and nothing was changed, "-" where they were refused, and "none" where
        the method does not exist. Nothing stays.
        """
        letter = next(letter for letter, name in ROLES if name == role)
        with transaction.atomic():
            if sanctioned:
                self._suspend(role)
            client = self.clients[role]
            with CaptureQueriesContext(connection) as made:
                answer = client.get(url) if method == "get" else client.post(url, fields)
            if sanctioned:
                self.told = _read_on(client, answer)
            transaction.set_rollback(True)
        kept.forget()
        site_settings.forget()
        if answer.status_code == 405:
            return NOBODY_ASKS
        beside = BESIDE | READING if method == "get" else BESIDE
        written = _written([one["sql"] for one in made.captured_queries]) - beside
        if _is_refused(answer):
            assert not written, f"{role} was refused at {url}, and yet wrote {written}"
            return "-"
        return letter.upper() if written else letter

    def _suspend(self, role: str) -> None:
        people = {
            "member": self.mary,
            "author": self.alice,
            "board moderator": self.bea,
            "moderator of another board": self.walt,
            "moderator": self.bob,
            "editor": self.edith,
        }
        until = timezone.now() + timedelta(days=3)
        if role == "guest":
            Sanction.objects.create(guest=self.gina, reason=SENTENCE, ends_at=until)
        else:
            Sanction.objects.create(user=people[role], reason=SENTENCE, ends_at=until)
        self.until = moment_text(until)

    def says_why(self) -> bool:
        """Whether the last person under a sanction reads why, until when, and where to object."""
        return all(words in self.told for words in (SENTENCE, self.until, reverse("standing")))


# Who can be suspended: not a visitor, whom nobody knows, and not an administrator.
SANCTIONED: Final = tuple(name for _, name in ROLES if name not in ("visitor", "administrator"))
SENTENCE: Final = "A pause for you."

# Nobody has to wait in the matrix, and nobody writes too fast.
PATIENT: Final[dict[str, Any]] = {
    "reply_wait_seconds": 0,
    "topic_wait_seconds": 0,
    "guest_wait_seconds": 0,
}
MANY_LINKS: Final = "Look: https://a.example https://b.example https://c.example"


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _read_on(client: Client, answer: Any) -> str:
    """What the person reads: the answer, or the page it leads to."""
    if answer.status_code in (302, 303):
        answer = client.get(answer["Location"])
    return b"".join(answer).decode(errors="replace")


def _written(statements: Sequence[str]) -> set[str]:
    """The tables that were written, without what was taken back before the answer."""
    tables: list[str] = []
    marks: dict[str, int] = {}
    for sql in statements:
        if found := _WRITES.match(sql):
            tables.append(found[1])
        elif found := _SAVEPOINT.match(sql):
            marks[found[1]] = len(tables)
        elif found := _ROLLBACK.match(sql):
            del tables[marks[found[1]] :]
    return set(tables)


def _is_refused(answer: HttpResponseBase) -> bool:
    if answer.status_code in (301, 302, 303):
        return urlsplit(answer["Location"]).path.startswith("/accounts/login")
    return answer.status_code in (401, 403, 404)
