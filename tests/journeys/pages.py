"""A site with something of every kind, and the addresses of all its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.models import Hat, Reading
from forum.comments.services import discussions
from forum.comments.services.edit import edit
from tests.factories import make_administrator, make_comment, make_moderator, suspend
from tests.factories_articles import (
    make_article,
    make_author,
    make_draft,
    make_picture,
    make_series,
    make_tag,
)
from tests.factories_moderation import case_of, make_held_by_guest, make_known, make_report
from tests.factories_topics import make_board, make_topic

WORDS = """Warm weather makes *nerves* slower, and **rest** comes before you are tired.

- Drink a glass of water at nine.
- Keep the curtains closed until four.

> A day is long enough for two good hours.

More is written at [the long address of a quiet page](https://example.org/a-very-long-name-of-a-page-that-never-ends-and-goes-on-for-a-while).
"""


@dataclass(frozen=True)
class Site:
    """Who may look, and where."""

    member: User
    moderator: User
    administrator: User
    addresses: dict[str, list[str]]


def make_site() -> Site:
    member, bob, ada = make_known("Alice"), make_moderator(), make_administrator()
    board = make_board("Everyday life")
    topic = make_topic("How do you plan a warm day?", board=board, by=member)
    topic.tags.add(make_tag("heat"))
    closed = make_topic("What we said last year", board=board, by=bob, body="It was warm.")
    discussions.lock(closed.discussion, by=bob, reason="It has all been said.")
    series = make_series(description="Short pieces about warm days.")
    fields: dict[str, Any] = {
        "standfirst": "What warm days do, and what helps.",
        "body_source": WORDS,
        "series": series,
        "authors": [make_author("Nora Quill")],
        "tags": [make_tag("heat")],
    }
    article = make_article(
        "Heat and nerves",
        lead_picture=make_picture(caption="A glass."),
        lead_caption="A glass.",
        inspired_by=topic,
        editors_note="We asked three nurses.",
        invitation="What helps you?",
        disclaimer="own",
        disclaimer_text="This is no advice for you alone.",
        by=ada,
        **fields,
    )
    make_article("Rest before you are tired", by=ada, **fields)
    draft = make_draft("Not yet for everybody", by=ada)
    charlie = make_known("Charlie")
    for place in (topic.discussion, article.discussion):
        assert place is not None
        root = make_comment(place, author=charlie, body="I keep the curtains closed.")
        reply = make_comment(parent=root, author=bob, body="So do we.", hat=Hat.MODERATOR)
        deep = make_comment(parent=reply, author=member, body="Until what time?")
        deep = make_comment(parent=deep, author=charlie, body="Until four.")
        for number in range(4):
            make_comment(parent=deep, author=member, body=f"Thank you, {number} times.")
        make_comment(place, author=charlie, body="Gone", status="removed")
        for number in range(22):
            make_comment(place, author=charlie, body=f"Another way is number {number}.")
        Reading.objects.create(user=member, discussion=place, read_to=2, visit_from=2)
    changed = make_comment(topic.discussion, author=member, body="I sleep at noon.")
    edit(changed, viewer=Viewer.for_user(member), body="I sleep at one.")
    many = "https://a.example https://b.example https://c.example"
    edit(changed, viewer=Viewer.for_user(member), body=f"I sleep at two, as in {many}")
    held = make_held_by_guest(topic.discussion, body="I walk at six in the morning.")
    make_report(reply, by=charlie, text="This is unkind.")
    suspend(make_known("Rex"), reason="Please be kind.")
    number = article.pk
    return Site(
        member=member,
        moderator=bob,
        administrator=ada,
        addresses={
            "reader": [
                "/",
                "/articles/",
                article.get_absolute_url(),
                "/series/",
                series.get_absolute_url(),
                "/authors/nora-quill/",
                "/tags/heat/",
                "/forum/",
                board.get_absolute_url(),
                "/forum/latest/",
                "/forum/unanswered/",
                topic.get_absolute_url(),
                f"{topic.get_absolute_url()}?sort=helpful",
                f"{topic.get_absolute_url()}?page=2",
                closed.get_absolute_url(),
                f"/c/{root.pk}/thread/",
            ],
            "visitor": [
                f"/c/{root.pk}/reply/",
                f"/d/{topic.discussion_id}/comment/",
                f"/c/{root.pk}/report/",
                f"/c/{root.pk}/report/sent/",
                "/search/",
                "/search/?q=curtains+warm",
                "/search/?q=zzzz",
                "/people/charlie/",
                "/guidelines/",
                "/privacy/",
                "/accounts/login/",
                "/accounts/signup/",
                "/accounts/login/code/",
                "/accounts/password/reset/",
                "/accounts/password/reset/done/",
                "/accounts/confirm-email/",
                "/accounts/forget/",
                "/guest/link/",
                "/guest/link/sent/",
                "/guest/proof/refused/",
                "/nothing/here/",
            ],
            "member": [
                "/",
                article.get_absolute_url(),
                topic.get_absolute_url(),
                f"/c/{deep.pk}/",
                f"/c/{root.pk}/reply/",
                f"/c/{changed.pk}/edit/",
                f"/c/{changed.pk}/history/purge/",
                "/forum/ask/",
                "/forum/mine/",
                "/unread/",
                f"/c/{root.pk}/thread/",
                "/notifications/",
                "/people/alice/",
                "/accounts/profile/",
                "/accounts/claim/",
                "/accounts/email/",
                "/accounts/password/change/",
                "/accounts/logout/",
                "/moderation/",
            ],
            "moderator": [
                "/moderation/",
                "/moderation/queue/held/",
                "/moderation/queue/changed/",
                "/moderation/queue/reported/",
                f"/c/{changed.pk}/history/",
                "/moderation/queue/done/",
                f"/moderation/cases/{case_of(held).pk}/",
                f"/moderation/cases/{case_of(held).pk}/reject/",
                f"/moderation/comments/{root.pk}/remove/",
                "/moderation/decisions/",
                "/moderation/words/",
                "/moderation/people/charlie/",
                "/moderation/people/rex/",
                topic.get_absolute_url(),
                f"/t/{topic.pk}/lock/",
                f"/t/{topic.pk}/move/",
            ],
            "administrator": [
                "/desk/",
                "/desk/articles/new/",
                f"/desk/articles/{number}/",
                f"/desk/articles/{draft.pk}/",
                f"/desk/articles/{draft.pk}/preview/",
                "/desk/series/",
                "/desk/series/new/",
                "/desk/authors/",
                "/desk/tags/",
                "/desk/pictures/",
                "/desk/feedback/",
                "/desk/settings/",
                "/desk/settings/pages/guidelines/",
                "/forum/boards/",
                f"/forum/boards/{board.pk}/",
            ],
        },
    )
