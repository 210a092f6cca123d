"""
Every page that lists something asks the database equally often however much it lists, and on
SQLite reads no big table from end to end. A new page has to stand in one of the two tables here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from itertools import count
from typing import Final

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.models import User
from accounts.services import guest_links
from accounts.viewer import Viewer
from articles.models import Author, Series
from articles.services import feedback
from articles.services.rate import Voter, rate
from forum.comments.models import Revision
from forum.moderation.models import Batch, HelpLine, ReplyWanted, SavedSearch, Source
from forum.moderation.models.word import WordMode
from forum.moderation.services import concerns, duty, reply_desk, sanctions
from forum.moderation.services import discussions as whole
from forum.moderation.services.decide import decide
from forum.moderation.services.watch import add_word
from forum.notifications.kinds import RELEASED
from forum.notifications.models import Level, SuppressionReason
from forum.notifications.services.channels import of_branch, of_discussion
from forum.notifications.services.follow import follow
from forum.notifications.services.notify import notify
from forum.notifications.services.suppress import suppress
from forum.topics.models import Board
from tests.factories import (
    make_administrator,
    make_comment,
    make_guest,
    make_member,
    make_moderator,
)
from tests.factories_articles import (
    make_article,
    make_author,
    make_draft,
    make_picture,
    make_series,
    make_tag,
)
from tests.factories_mail import make_confirmed_guest
from tests.factories_moderation import case_of, make_held, make_known, make_report
from tests.factories_topics import make_board, make_topic

# Every page with a list, by the name of its address: where it is, and who looks at it.
LISTS: Final[dict[str, tuple[str, str]]] = {
    "article": ("/articles/heat-and-nerves/", "visitor"),
    "articles": ("/articles/", "visitor"),
    "ask-similar": ("/forum/ask/similar/?title=warm", "member"),
    "author": ("/authors/nora-quill/", "visitor"),
    "board": ("/forum/load/", "member"),
    "boards": ("/forum/boards/", "administrator"),
    "claim": ("/accounts/claim/", "member"),
    "comment-thread": ("/c/{root}/thread/", "member"),
    "desk": ("/desk/", "administrator"),
    "desk-authors": ("/desk/authors/", "administrator"),
    "desk-feedback": ("/desk/feedback/", "administrator"),
    "desk-pictures": ("/desk/pictures/", "administrator"),
    "desk-series": ("/desk/series/", "administrator"),
    "desk-tags": ("/desk/tags/", "administrator"),
    "site-text": ("/desk/texts/reason.advice/", "administrator"),
    "site-texts": ("/desk/texts/", "administrator"),
    "forum": ("/forum/", "member"),
    "front": ("/", "visitor"),
    "moderation": ("/moderation/", "moderator"),
    "moderation-case": ("/moderation/cases/{case}/", "moderator"),
    "moderation-discussion-panel": ("/moderation/discussions/{discussion}/", "moderator"),
    "moderation-decisions": ("/moderation/decisions/", "moderator"),
    "moderation-several": ("/moderation/several/?verb=spam&all=1&from=held", "moderator"),
    "moderation-searches": ("/moderation/searches/", "moderator"),
    "moderation-batch": ("/moderation/batches/{batch}/", "moderator"),
    "moderation-clear": ("/moderation/people/charlie/clear/", "moderator"),
    "moderation-guest": ("/moderation/guests/{guest}/", "moderator"),
    "moderation-guest-clear": ("/moderation/guests/{guest}/clear/", "moderator"),
    "standing": ("/standing/", "member"),
    "moderation-person": ("/moderation/people/charlie/", "moderator"),
    "moderation-rules": ("/moderation/rules/", "moderator"),
    "moderation-replies": ("/moderation/replies/", "moderator"),
    "moderation-replies-list": ("/moderation/replies/list/handed/", "moderator"),
    "moderation-reply": ("/moderation/replies/{wanted}/", "moderator"),
    "moderation-risks": ("/moderation/risk/", "moderator"),
    "moderation-risk": ("/moderation/risk/{concern}/", "moderator"),
    "moderation-help-lines": ("/moderation/help-lines/", "administrator"),
    "moderation-figures": ("/moderation/figures/", "moderator"),
    "moderation-team": ("/moderation/team/", "moderator"),
    "care": ("/care/", "visitor"),
    "moderation-tab": ("/moderation/queue/reported/", "moderator"),
    "moderation-who-waits": ("/moderation/who-waits/", "moderator"),
    "moderation-words": ("/moderation/words/", "moderator"),
    "notifications": ("/notifications/", "member"),
    "person": ("/people/charlie/", "visitor"),
    "search": ("/search/?q=warm", "member"),
    "series": ("/series/need-to-know/", "visitor"),
    "series-list": ("/series/", "visitor"),
    "tag": ("/tags/heat/", "visitor"),
    "topic": ("{topic}", "moderator"),
    "topics-latest": ("/forum/latest/", "visitor"),
    "topics-mine": ("/forum/mine/", "member"),
    "topics-unanswered": ("/forum/unanswered/", "visitor"),
    "desk-mail": ("/desk/mail/?show=queued", "administrator"),
    "guest-mail": ("/guest/{confirmed_link}/mail/", "visitor"),
    "desk-mail-stopped": ("/desk/mail/stopped/", "administrator"),
    "following": ("/following/", "member"),
    "unread": ("/unread/", "member"),
    "comment-history": ("/c/{edited}/history/", "moderator"),
}  # fmt: skip

# Pages about one thing, forms, and addresses that only take a POST.
NO_LISTS: Final = frozenset(
    """
    robots media healthz readyz old-comment profile-settings form-token forget-device comment
    comment-purge comment-same discussion-next-new discussion-read
    comment-reply comment-edit comment-delete comment-helpful comment-answer comment-review
    discussion-comment guest guest-link guest-link-sent guest-proof guest-proof-refuse
    guest-proof-refused guest-edit guest-delete guest-export guest-erase guest-show-link
    guest-revoke guest-claim preview report reported moderation-case-decide
    moderation-next moderation-claim moderation-release moderation-ask moderation-opinion
    moderation-undo moderation-batch-undo moderation-comment-decide moderation-discussion
    moderation-word-remove moderation-limit moderation-decisions-limited
    moderation-search-remove moderation-keys
    moderation-note moderation-ban-confirm moderation-ban-decline moderation-guest-lift
    moderation-guest-note moderation-guest-limit warning-read appeal moderation-appeal
    moderation-appeal-decide moderation-statements moderation-sealed moderation-sealed-open
    moderation-who-waits-end moderation-skip moderation-cover moderation-pause
    moderation-pause-end
    moderation-lift notifications-read ask board-edit board-moderators
    board-moderator-remove topic-pin topic-lock topic-move topic-merge
    comment-split article-rate
    article-feedback desk-article-new desk-article-new-preview desk-article desk-article-preview
    desk-article-publish desk-article-unpublish desk-article-schedule desk-article-unschedule
    desk-article-earlier desk-article-later desk-series-new desk-series-edit desk-author-new
    desk-author-edit desk-tag-new desk-tag-edit desk-picture-new desk-picture-edit site-settings
    site-page-edit site-page site-text-new site-text-default site-text-retire
    live-news live-show live-stream mail-incoming mail-events
    care-words moderation-risk-level moderation-risk-check moderation-risk-ask moderation-risk-note
    moderation-risk-write moderation-risk-close moderation-risk-skip moderation-help-line
    moderation-help-line-remove moderation-duty-begin moderation-duty-end moderation-handover
    comment-support moderation-reply-send moderation-reply-take moderation-reply-settle
    moderation-reply-hand moderation-reply-support
    notifications-settings notifications-pause notifications-resume follow following-change
    unsubscribe unsubscribe-all desk-mail-test desk-mail-lift
    guest-mail-pause guest-mail-resume guest-mail-level
    """.split()
)
# No page of a list may need more; docs/performance.md has the bars of single pages.
MOST: Final = 25
OURS: Final = ("accounts", "articles", "config", "forum", "foundation", "gateways")

# These grow with the talk; whoever reads one from end to end reads a million rows one day. Open
# cases and readers' feedback are what the team works off.
BIG: Final = frozenset(
    """
    comments_comment comments_discussion comments_mark comments_origin comments_revision
    comments_statuschange comments_ticket topics_topic topics_topic_tags notifications_notice
    notifications_subscription notifications_channel notifications_delivery
    activity_event activity_receipt accounts_user accounts_guest moderation_decision
    moderation_report moderation_replywanted articles_rating
    """.split()
)


@dataclass
class Site:
    people: dict[str, User]
    places: dict[str, object]
    grow: Callable[[], None]


@pytest.fixture
def site(db: None) -> Site:
    """A small site that grows by one of everything at a time."""
    people = {
        "member": make_known("Charlie"),
        "moderator": make_moderator(),
        "administrator": make_administrator(),
    }
    charlie, bob, ada = people.values()
    call_command("make_load", "--topics=8", "--comments=30", stdout=StringIO(), stderr=StringIO())
    board = Board.objects.get(slug="load")
    topic = make_topic("How do you plan a warm day?", board=board, by=charlie)
    article = make_article("Heat and nerves", by=ada, tags=[make_tag()], series=make_series(),
                           authors=[make_author()])  # fmt: skip
    assert article.discussion
    root = make_comment(topic.discussion, author=charlie)
    edited = make_comment(topic.discussion, author=charlie)
    case = case_of(make_held(topic.discussion, author=make_member("Nora")))
    reply_desk.refresh(topic.discussion)
    wanted = ReplyWanted.objects.get(discussion=topic.discussion)
    gina, greta = make_guest(), make_confirmed_guest("Greta", "greta@example.org")
    concern = concerns.raise_concern(edited, source=Source.REPORT)
    assert concern is not None
    batch = Batch.objects.create(verb="reject", by=bob)
    numbers = count(1)
    reader = Client()
    reader.force_login(charlie)

    def grow() -> None:
        number = next(numbers)
        person = make_known(f"Person {number}")
        make_topic(f"A warm day {number}", board=board, by=charlie).tags.add(make_tag())
        other = make_topic("And another", board=make_board(f"Board {number}"), by=person)
        reply_desk.refresh(other.discussion)
        reader.get(other.get_absolute_url())  # and what comes next is unread
        follow(charlie, of_discussion(other.discussion.pk), Level.ALL)
        concerns.raise_concern(make_comment(other.discussion, author=person), source=Source.REPORT)
        concerns.add_note(concern, "opinion", f"Look, {number}.", by=bob)
        duty.begin(make_moderator(f"Mo {number}"), until=timezone.now() + timedelta(hours=1))
        duty.leave_note(f"All is quiet, {number}.", by=bob)
        HelpLine.objects.create(
            place=f"Place {number}", name="The Listeners", contact="1",
            review_on=timezone.localdate(), changed_by=ada,
        )  # fmt: skip
        row = ReplyWanted.objects.get(discussion=other.discussion)
        reply_desk.hand(row, to=bob, by=ada, note=f"For you, {number}.")
        extra = make_article(
            f"Warm days {number}",
            by=ada,
            tags=[make_tag()],
            series=Series.objects.first(),
            authors=list(Author.objects.all()),
        )
        make_series(f"Series {number}")
        make_author(f"Author {number}")
        make_picture(f"Glass {number}")
        make_tag(f"tag {number}")
        make_draft(f"Draft {number}", by=ada)
        for place in (topic.discussion, article.discussion, extra.discussion):
            for parent in (None, root if place == topic.discussion else None):
                make_comment(place, author=person, parent=parent, body=f"It is warm, {number}.")
        make_comment(topic.discussion, author=charlie, body=f"Warm {number}", hat="moderator")
        make_held(topic.discussion, author=make_member(f"New {number}"), body=f"Held {number}.")
        make_report(make_comment(topic.discussion, author=person), by=make_member("Rita"))
        decided = make_comment(topic.discussion, author=charlie, status="held")
        decide(decided, "reject", by=bob, reason_code="other", reason_text="Please be kind.",
               batch=batch)  # fmt: skip
        whole.for_members(topic.discussion, by=bob, reason=f"Please be kind, {number}.")
        whole.for_everyone(topic.discussion, by=bob)
        SavedSearch.objects.create(
            owner=bob,
            name=f"Search {number}",
            tab="held",
            query="age=day",
            shared_at=timezone.now(),
        )
        Revision.objects.create(comment=edited, body_source=f"Before {number}", by=charlie)
        notify(charlie, RELEASED, key=f"{number}")
        suppress(person.email, SuppressionReason.BOUNCED)
        for whom in (charlie, gina):
            sanctions.add_note(whom, f"Note {number}", by=bob)
            sanctions.limit(whom, "warning", by=bob, reason=f"Please be kind, {number}.")
        make_comment(topic.discussion, guest=gina, body=f"It is warm, {number}.")
        assert extra.discussion
        branch = make_comment(extra.discussion, author=person)
        for channel in (of_discussion(extra.discussion.pk), of_branch(branch.pk)):
            follow(charlie, channel, Level.ALL)
            follow(greta, channel, Level.ALL)
        add_word(f"wordworth{number}", mode=WordMode.values[0], by=bob)
        voter = Voter(Viewer.nobody(), key=f"{number:032}")
        rate(article, voter=voter, stars=2)
        feedback.send(article, voter=voter, text=f"Shorter, please, {number}.")

    # What is new is asked for where somebody has read before.
    reader.get(topic.get_absolute_url())
    return Site(
        people,
        {
            "root": root.pk,
            "edited": edited.pk,
            "case": case.pk,
            "topic": topic.get_absolute_url(),
            "discussion": topic.discussion_id,
            "wanted": wanted.pk,
            "guest": gina.pk,
            "confirmed_link": guest_links.token_of(greta),
            "concern": concern.pk,
            "batch": batch.pk,
        },
        grow,
    )


def asked(site: Site, name: str) -> list[str]:
    """What a page asks the database when everything it remembers is warm."""
    address, who = LISTS[name]
    client = Client()
    if who != "visitor":
        client.force_login(site.people[who])
    url = address.format(**site.places)
    assert client.get(url).status_code == 200, url
    with CaptureQueriesContext(connection) as made:
        client.get(url)
    # Now and then a page looks whether somebody changed the site's settings.
    return [one["sql"] for one in made.captured_queries if "branding_setting" not in one["sql"]]


def test_a_list_asks_no_more_often_when_it_is_longer(site: Site) -> None:
    site.grow()
    site.grow()
    few = {name: asked(site, name) for name in LISTS}
    for _ in range(4):
        site.grow()
    many = {name: asked(site, name) for name in LISTS}
    longer = [
        f"{name}: {len(few[name])}, then {len(made)}\n    "
        + "\n    ".join(sql[:150] for sql in made)
        for name, made in many.items()
        if len(made) > min(len(few[name]), MOST)
    ]
    assert not longer, "\n".join(longer)


def test_on_sqlite_no_list_reads_a_big_table_from_end_to_end(site: Site) -> None:
    """Without statistics, as SQLite is: its plan is the same for ten rows and for a million."""
    if connection.vendor != "sqlite":
        return
    site.grow()
    found = [
        f"{name}: {line}\n    {sql[:300]}"
        for name in LISTS
        for sql in asked(site, name)
        for line in whole_scans(sql, plan(sql))
    ]
    assert not found, "\n".join(found)


def plan(sql: str) -> list[str]:
    if not sql.lstrip("( ").upper().startswith("SELECT"):
        return []
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%", "%%"), [])
        return [str(row[3]) for row in cursor.fetchall()]


def whole_scans(sql: str, lines: Sequence[str]) -> list[str]:
    """The steps that read a big table to its end. One that walks in order stops at a LIMIT."""
    in_order = " LIMIT " in sql and not any("FOR ORDER BY" in line for line in lines)
    return [line for line in lines if not in_order and _table(line, sql) in BIG]


def _table(line: str, sql: str) -> str:
    """What a step of a plan scans; the plan names it by its alias."""
    match = re.match(r"SCAN (\w+)", line)
    if match is None:
        return ""
    named = re.search(rf'(\w+)"? (?:AS )?"?{match[1]}"?[ ,)]', sql)
    return named[1] if named is not None and named[1] in BIG else match[1]


def test_the_law_of_scans_would_notice() -> None:
    whole = ["SCAN comments_comment"]
    assert whole_scans("SELECT * FROM comments_comment", whole) == whole
    assert whole_scans("SELECT * FROM comments_comment c WHERE body = 1", ["SCAN c"])
    assert whole_scans("SELECT 1 LIMIT 2", [*whole, "USE TEMP B-TREE FOR ORDER BY"]) == whole
    assert not whole_scans("SELECT 1 LIMIT 2", whole)
    assert not whole_scans("SELECT 1", ["SEARCH comments_comment USING INDEX a (b=?)"])
    assert not whole_scans("SELECT * FROM topics_board", ["SCAN topics_board"])


def ours(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """The names of our own addresses."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from ours(pattern.url_patterns)
        elif pattern.callback.__module__.split(".")[0] in OURS:
            yield pattern.name or str(pattern.pattern)


def test_every_address_is_a_list_that_is_measured_or_no_list() -> None:
    names = set(ours(get_resolver().url_patterns))
    assert names - set(LISTS) - NO_LISTS == set(), "put it into LISTS or NO_LISTS"
    assert (set(LISTS) | NO_LISTS) - names == set(), "it is gone from the site"
    assert set(LISTS) & NO_LISTS == set()
