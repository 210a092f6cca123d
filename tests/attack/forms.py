"""Every form that takes words, who fills it in, and where its words are shown."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from itertools import count
from threading import Lock
from typing import Final

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import close_old_connections
from django.db.models import Max
from django.db.models.functions import Now

from accounts.models import Role, User
from accounts.services import device, guest_links
from accounts.services.newcomer import Newcomer
from accounts.viewer import Viewer
from articles.models import Article, Picture
from articles.services import pictures
from articles.services.publish import publish
from articles.services.write import create
from forum.comments import edit_stamp
from forum.comments.models import Comment, Discussion, Status
from forum.comments.services.post import post
from forum.comments.services.set_status import set_status
from forum.moderation.models import Concern, Decision, HelpLine, SavedSearch
from forum.moderation.services import appeals
from forum.moderation.services.decide import decide
from forum.topics.models import Board, Topic
from forum.topics.services import boards
from forum.topics.services.ask import ask
from foundation.branding import settings
from foundation.branding.models import TextVersion
from foundation.limits.models import Bucket
from tests.attack.sender import Answer, Sender

GUEST: Final = "guest"
MEMBER: Final = "member"
ADMINISTRATOR: Final = "administrator"
TARGET: Final = "target"  # of what moderators write about a person

_numbers = count(1)


@dataclass
class Place:
    """The site that is attacked, and what the forms need of it."""

    port: int
    cookies: dict[str, dict[str, str]]
    administrator: User
    member: User
    target: User
    board: Board
    spare: Board
    article: Article
    topic: Topic
    own: Comment
    guests: Comment  # waits for a moderator, and has a private page
    concern: Concern
    line: HelpLine
    picture: Picture
    lock: Lock = field(default_factory=Lock)
    topics: dict[int, int] = field(default_factory=dict)  # payload to topic
    replies: dict[int, int] = field(default_factory=dict)  # payload to comment
    thoughts: dict[int, int] = field(default_factory=dict)  # payload to a guest's comment

    def sender(self, who: str) -> Sender:
        return Sender(self.port, dict(self.cookies.get(who, {})))


Words = dict[str, str]


@dataclass(frozen=True)
class Form:
    """
    `fields` take the payload; `safe` gives what the others hold. `path` and `shown` know the
    payload's number; `shown` names the pages to look at at once, others are walked at the end.
    """

    name: str
    who: str
    fields: tuple[str, ...]
    path: Callable[[Place, int], str]
    safe: Callable[[Place, int], Words] = lambda place, number: {}
    before: Callable[[Place, Sender, int], None] = lambda place, sender, number: None
    after: Callable[[Place, Sender, int, Answer], None] = lambda place, sender, number, answer: None
    shown: Callable[[Place, int, Answer], Iterable[str]] = lambda place, number, answer: ()
    method: str = "POST"


def at(path: str) -> Callable[[Place, int], str]:
    return lambda place, number: path


def to_place(place: Place, number: int, answer: Answer) -> Iterable[str]:
    return [answer.location]


# --- Readers -----------------------------------------------------------------------------


def guest_words(place: Place, number: int) -> Words:
    unique = next(_numbers)
    return {
        "body": f"I rest before I am tired, the {unique}th time.",
        "name": f"Gina {_letters(unique)}",
        "email": f"gina{unique}@example.org",
        "website": f"https://example.org/{unique}",
    }


def keep_thought(place: Place, sender: Sender, number: int, answer: Answer) -> None:
    sender.cookies.clear()
    with place.lock:
        place.thoughts.setdefault(number, 0)


def keep_reply(place: Place, sender: Sender, number: int, answer: Answer) -> None:
    place.replies[number] = int(answer.location.split("/")[2])


def keep_topic(place: Place, sender: Sender, number: int, answer: Answer) -> None:
    place.topics[number] = int(answer.location.split("/")[2].split("-")[0])


def vote(place: Place, sender: Sender, number: int) -> None:
    sender.cookies.clear()
    answer = sender.post(f"{place.article.get_absolute_url()}rate/", {"stars": "1"})
    name, _equals, value = (
        answer.headers.get("set-cookie", "vote=").partition(";")[0].partition("=")
    )
    sender.cookies[name] = value


def forget(place: Place, sender: Sender, number: int, answer: Answer) -> None:
    sender.cookies.clear()


def own_page(place: Place) -> str:
    assert place.guests.guest is not None
    return f"/guest/{guest_links.token_of(place.guests.guest)}/"


def objection(place: Place, number: int) -> str:
    """Each objection is about a decision of its own: one may object once."""
    found = appeals.url_of(removed(place))
    close_old_connections()
    return found


def removed(place: Place) -> Decision:
    comment = post(
        place.topic.discussion,
        viewer=Viewer.for_user(place.target),
        body=f"This is removed, the {next(_numbers)}th.",
    ).comment
    row = decide(comment, "remove", by=place.administrator, reason_code="off_topic").decision
    assert row is not None
    return row


def joined(place: Place, number: int, answer: Answer) -> Iterable[str]:
    """The public page of the person who just joined."""
    newest = User.objects.order_by("-pk").first()
    close_old_connections()
    return [newest.get_absolute_url()] if newest else []


READERS: Final = [
    Form("guest's comment", GUEST, ("body", "name", "website", "email"),
         lambda p, n: f"/d/{p.article.discussion_id}/comment/", guest_words, after=keep_thought),
    Form("preview", GUEST, ("body", "name"), at("/preview/"),
         lambda p, n: {"body": "a", "name": "b"}),
    Form("reply", MEMBER, ("body",), lambda p, n: f"/d/{p.topic.discussion_id}/comment/",
         after=keep_reply),
    Form("change of a comment", MEMBER, ("body",), lambda p, n: f"/c/{p.own.pk}/edit/",
         shown=lambda p, n, a: [f"/c/{p.own.pk}/thread/", f"/c/{p.own.pk}/edit/"]),
    Form("topic", MEMBER, ("title", "body", "tags"), at("/forum/ask/"),
         lambda p, n: {"title": f"A plain question {n}", "body": "A plain text.", "tags": "",
                       "kind": "question", "board": str(p.board.pk), "seen": "1"},
         after=keep_topic, shown=to_place),
    Form("similar topics", MEMBER, ("title",), at("/forum/ask/similar/"), method="GET"),
    Form("asking with a title", MEMBER, ("title", "board"), at("/forum/ask/"), method="GET"),
    Form("profile", MEMBER, ("name", "about"), at("/accounts/profile/"),
         lambda p, n: {"name": "Mallory", "about": "", "language": "", "time_zone": ""},
         shown=lambda p, n, a: [p.member.get_absolute_url()]),
    Form("report", GUEST, ("text",),
         lambda p, n: f"/c/{p.replies.get(n, p.own.pk)}/report/",
         lambda p, n: {"reason": "other", "text": "Please look."}, after=forget),
    Form("feedback", GUEST, ("text",), lambda p, n: f"{p.article.get_absolute_url()}feedback/",
         before=vote, after=forget),
    Form("search", GUEST, ("q",), at("/search/"), method="GET"),
    Form("joining", GUEST, ("name", "email"), at("/accounts/signup/"),
         lambda p, n: {"name": f"Newcomer {_letters(next(_numbers))}",
                       "email": f"new{next(_numbers)}@example.org",
                       "password1": "a long walk by the sea"},
         after=forget, shown=joined),
    Form("signing in", GUEST, ("login",), at("/accounts/login/"),
         lambda p, n: {"password": "wrong wrong wrong"}, after=forget),
    Form("a new password", GUEST, ("email",), at("/accounts/password/reset/"), after=forget),
    Form("a link to one's page", GUEST, ("email",), at("/guest/link/"), after=forget),
    Form("guest's change", GUEST, ("body",), lambda p, n: f"{own_page(p)}c/{p.guests.pk}/edit/",
         shown=lambda p, n, a: [own_page(p)]),
    Form("objection", GUEST, ("text",), objection, shown=to_place, after=forget),
]  # fmt: skip


# --- Staff -------------------------------------------------------------------------------


def article_words(place: Place, number: int) -> Words:
    return {
        "title": f"A plain article {number}", "slug": "", "standfirst": "", "body_source": "Text.",
        "lead_caption": "", "tags": "", "topic": "", "editors_note": "", "invitation": "",
        "disclaimer": "own", "disclaimer_text": "Ask your doctor.",
        "lead_picture": str(place.picture.pk),
    }  # fmt: skip


def publish_it(place: Place, sender: Sender, number: int, answer: Answer) -> None:
    sender.post(f"{answer.location}publish/", {})


def article_pages(place: Place, number: int, answer: Answer) -> Iterable[str]:
    pk = int(answer.location.split("/")[3])
    article = Article.objects.get(pk=pk)
    close_old_connections()
    return [article.get_absolute_url(), answer.location]


def all_settings(place: Place, number: int) -> Words:
    words: Words = {}
    for key, known in settings.declared().items():
        value = LOOSE.get(key, str(known.default) if known.default is not False else "")
        if value != "":
            words[key] = str(value)
    return words


def lift(place: Place, sender: Sender, number: int) -> None:
    sender.post(f"/moderation/people/{place.target.handle}/lift/", {})


def unlock(place: Place, sender: Sender, number: int) -> None:
    sender.post(f"/t/{place.topics.get(number, place.topic.pk)}/lock/", {"undo": "1"})


def forget_searches(place: Place, sender: Sender, number: int) -> None:
    """A person keeps ten."""
    SavedSearch.objects.all().delete()
    close_old_connections()


def last_version(key: str) -> str:
    last = TextVersion.objects.filter(key=key).aggregate(last=Max("pk"))["last"]
    close_old_connections()
    return str(last or 0)


def panel(place: Place, number: int) -> str:
    """Of the discussion of a topic that this payload made."""
    topic = Topic.objects.get(pk=place.topics.get(number, place.topic.pk))
    close_old_connections()
    return f"/moderation/discussions/{topic.discussion_id}/"


def to_everyone(place: Place, sender: Sender, number: int) -> None:
    sender.post(f"{panel(place, number)}everyone/", {})


def reply_of(place: Place, number: int) -> str:
    """The reply that this payload made, where moderators decide about it."""
    return f"/moderation/comments/{place.replies.get(number, place.own.pk)}/"


def without_note(place: Place, sender: Sender, number: int) -> None:
    sender.post(f"{reply_of(place, number)}unnote/", {})


def without_veil(place: Place, sender: Sender, number: int) -> None:
    sender.post(f"{reply_of(place, number)}unveil/", {})


def text_before(place: Place, number: int) -> Words:
    """What the form of a changed text brings along: which text it was."""
    comment = Comment.objects.get(pk=place.replies.get(number, place.own.pk))
    close_old_connections()
    return {"reason_code": "off_topic", "base": edit_stamp.mark_of(comment), "body": f"{number}."}


ARTICLE_FIELDS: Final = (
    "title", "slug", "standfirst", "body_source", "lead_caption", "tags", "topic", "editors_note",
    "invitation", "disclaimer_text",
)  # fmt: skip
SETTING_FIELDS: Final = (
    "site_name", "tagline", "intro", "contact", "disclaimer", "disclaimer_short", "follow_links",
    "links_allowed",
)  # fmt: skip

STAFF: Final = [
    Form("article", ADMINISTRATOR, ARTICLE_FIELDS, at("/desk/articles/new/"), article_words,
         after=publish_it, shown=article_pages),
    Form("article's preview", ADMINISTRATOR, ARTICLE_FIELDS, at("/desk/articles/new/preview/"),
         article_words),
    Form("series", ADMINISTRATOR, ("title", "slug", "description", "disclaimer_text"),
         at("/desk/series/new/"),
         lambda p, n: {"title": f"Series {n}", "position": "0", "disclaimer": "own",
                       "disclaimer_text": "Ask."}),
    Form("author", ADMINISTRATOR, ("name", "slug", "line", "bio", "account"),
         at("/desk/authors/new/"), lambda p, n: {"name": f"Author {n}"}),
    Form("tag", ADMINISTRATOR, ("name", "slug"), at("/desk/tags/new/"),
         lambda p, n: {"name": f"tag {n}"}),
    Form("picture", ADMINISTRATOR, ("alt", "caption"),
         lambda p, n: f"/desk/pictures/{p.picture.pk}/", lambda p, n: {"alt": "A hill"},
         shown=lambda p, n, a: [p.article.get_absolute_url(), "/desk/pictures/"]),
    Form("board", ADMINISTRATOR, ("name", "description", "address"),
         lambda p, n: f"/forum/boards/{p.spare.pk}/",
         lambda p, n: {"name": "Spare", "description": "", "address": "spare", "position": "1",
                       "audience_kind": "public"},
         shown=lambda p, n, a: ["/forum/", "/forum/boards/"]),
    Form("moderator of a board", ADMINISTRATOR, ("handle",),
         lambda p, n: f"/forum/boards/{p.spare.pk}/moderators/"),
    Form("moving a topic", ADMINISTRATOR, ("title",), lambda p, n: f"/t/{p.topic.pk}/move/",
         lambda p, n: {"board": str(p.board.pk)}, shown=to_place),
    Form("closing a topic", ADMINISTRATOR, ("reason",),
         lambda p, n: f"/t/{p.topics.get(n, p.topic.pk)}/lock/", before=unlock, shown=to_place),
    Form("for members only", ADMINISTRATOR, ("reason",),
         lambda p, n: f"{panel(p, n)}members/", before=to_everyone, shown=to_place),
    Form("slow mode", ADMINISTRATOR, ("reason",), lambda p, n: f"{panel(p, n)}slow/",
         lambda p, n: {"minutes": "1", "hours": "2"}, shown=to_place),
    Form("splitting", ADMINISTRATOR, ("title", "reason"), lambda p, n: f"/c/{p.own.pk}/split/",
         lambda p, n: {"title": f"Topic {n}", "board": str(p.board.pk), "kind": "talk"}),
    Form("merging", ADMINISTRATOR, ("into", "reason"), lambda p, n: f"/t/{p.topic.pk}/merge/",
         lambda p, n: {"into": str(p.topics.get(n, p.topic.pk))}),
    Form("note under a comment", ADMINISTRATOR, ("text", "source"),
         lambda p, n: f"{reply_of(p, n)}note/", lambda p, n: {"text": "See there."},
         before=without_note, shown=to_place),
    Form("veil before a comment", ADMINISTRATOR, ("topic", "note"),
         lambda p, n: f"{reply_of(p, n)}veil/", lambda p, n: {"topic": "grief"},
         before=without_veil, shown=to_place),
    Form("changing a comment", ADMINISTRATOR, ("body", "reason_text", "note"),
         lambda p, n: f"{reply_of(p, n)}edit/", text_before, shown=to_place),
    Form("taking something out", ADMINISTRATOR, ("parts", "reason_text", "note"),
         lambda p, n: f"{reply_of(p, n)}redact/", lambda p, n: {"reason_code": "personal"},
         shown=to_place),
    Form("removing a comment", ADMINISTRATOR, ("reason_text", "note"),
         lambda p, n: f"/moderation/comments/{p.replies.get(n, p.own.pk)}/remove/",
         lambda p, n: {"reason_code": "off_topic"}),
    Form("several at once", ADMINISTRATOR, ("reason_text", "note"),
         lambda p, n: f"/moderation/several/?verb=remove&c={p.replies.get(n, p.own.pk)}",
         lambda p, n: {"reason_code": "off_topic",
                       "c": f"{p.replies.get(n, p.own.pk)}:published"}),
    Form("suspending", ADMINISTRATOR, ("reason", "note"),
         lambda p, n: f"/moderation/people/{p.target.handle}/limit/suspension/",
         lambda p, n: {"until": str(datetime.date.today() + datetime.timedelta(days=3)),
                       "reason": "Please be kind."},
         before=lift, shown=to_place),
    Form("watched word", ADMINISTRATOR, ("word", "note"), at("/moderation/words/"),
         lambda p, n: {"word": f"word {n}", "mode": "whole"}),
    Form("saved search", ADMINISTRATOR, ("name",), at("/moderation/searches/"),
         lambda p, n: {"from": "held?age=day", "name": f"Search {n}"},
         before=forget_searches, shown=lambda p, n, a: ["/moderation/searches/"]),
    Form("note about a person", ADMINISTRATOR, ("text",),
         lambda p, n: f"/moderation/people/{p.target.handle}/note/"),
    Form("warning", ADMINISTRATOR, ("reason", "note"),
         lambda p, n: f"/moderation/people/{p.target.handle}/limit/warning/",
         lambda p, n: {"reason": "Please be kind."}),
    Form("handing over", ADMINISTRATOR, ("text",), at("/moderation/team/note/")),
    Form("somebody at risk", ADMINISTRATOR, ("note",),
         lambda p, n: f"/moderation/risk/{p.concern.pk}/note/", lambda p, n: {"kind": "opinion"}),
    Form("words to somebody at risk", ADMINISTRATOR, ("text",),
         lambda p, n: f"/moderation/risk/{p.concern.pk}/write/"),
    Form("help line", ADMINISTRATOR, ("name", "contact", "place", "hours", "url"),
         lambda p, n: f"/moderation/help-lines/{p.line.pk}/",
         lambda p, n: {"name": "Listeners", "contact": "1", "review_on": "2030-01-31"},
         shown=lambda p, n, a: ["/care/"]),
    Form("text of the site", ADMINISTRATOR, ("body",), at("/desk/texts/reply.welcome/"),
         lambda p, n: {"seen": last_version("reply.welcome")},
         shown=lambda p, n, a: ["/desk/texts/reply.welcome/"]),
    Form("site's page", ADMINISTRATOR, ("title", "body_source"),
         at("/desk/settings/pages/corrections/"),
         lambda p, n: {"title": "Corrections", "body_source": "Text."}, shown=to_place),
    Form("settings", ADMINISTRATOR, SETTING_FIELDS, at("/desk/settings/"), all_settings,
         shown=lambda p, n, a: ["/", p.article.get_absolute_url(), "/contact/"]),
]  # fmt: skip

# What lets texts through at once, by the site's own settings.
LOOSE: Final[dict[str, int | bool | str]] = {
    "first_comments_held": 0, "member_links": 100, "guest_links": 100, "reply_wait_seconds": 0,
    "topic_wait_seconds": 0, "guest_wait_seconds": 0, "new_member_topics": 1000,
    "new_member_replies": 1000, "member_topics": 1000, "member_replies": 10_000,
    "duplicate_minutes": 0, "form_seconds": 0, "reports_per_day": 1000, "guest_website": True,
}  # fmt: skip


def make_place(port: int) -> Place:
    for key, value in LOOSE.items():
        settings.set_value(key, value)
    administrator = _person("Ada", Role.ADMINISTRATOR)
    member, target = _person("Mallory", Role.MEMBER), _person("Trudy", Role.MEMBER)
    board = boards.make("Everyday life")
    viewer = Viewer.for_user(member)
    topic = ask(board, viewer=viewer, title="How do you rest?", body="Tell me.").topic
    own = post(topic.discussion, viewer=viewer, body="Mine.").comment
    theirs = post(topic.discussion, viewer=Viewer.for_user(target), body="I am tired.").comment
    guests = post(
        topic.discussion,
        viewer=Viewer.nobody(),
        body="A guest's.",
        newcomer=Newcomer(
            name="Gwen", email="gwen@example.org", website="", device_key=device.new_key()
        ),
    ).comment
    picture = pictures.add(ContentFile(_png(), name="hill.png"), alt="A hill", by=administrator)
    article = create(by=administrator, title="Heat and fatigue", body_source="Text.",
                     lead_picture=picture)  # fmt: skip
    publish(article, by=administrator)
    article.refresh_from_db()
    return Place(
        port=port,
        cookies={
            MEMBER: _cookies(member),
            ADMINISTRATOR: _cookies(administrator),
            TARGET: _cookies(target),
        },
        administrator=administrator, member=member, target=target, board=board,
        spare=boards.make("Spare", slug="spare"), article=article, topic=topic, own=own,
        guests=guests, concern=Concern.objects.create(comment=theirs, source="report"),
        line=HelpLine.objects.create(
            name="Listeners", contact="1", review_on=datetime.date(2030, 1, 31)
        ),
        picture=picture,
    )  # fmt: skip


def in_turn(only: Collection[str] | None = None) -> tuple[list[Form], list[Form], list[Form]]:
    """
    The forms in three turns: what people write, what is said about it, what takes it away; all
    of them, or those named. Raises ValueError where a name is no form's.
    """
    known = {form.name for form in (*READERS, *STAFF)}
    if unknown := sorted(set(only or ()) - known):
        raise ValueError(f"No form is called {', '.join(unknown)}; known are {sorted(known)}.")
    last = {"settings", "removing a comment", "several at once"}
    turns: tuple[list[Form], list[Form], list[Form]] = ([], [], [])
    for form in (*READERS, *STAFF):
        if only is None or form.name in only:
            turn = 2 if form.name in last else 1 if form in STAFF or form.name == "report" else 0
            turns[turn].append(form)
    return turns


def loosen() -> None:
    """Fill the buckets that no setting opens. The site looks at the rows meanwhile: they stay."""
    Bucket.objects.update(full_at=Now() - datetime.timedelta(days=1))
    cache.clear()


def approve_all(place: Place) -> int:
    """What a moderator would do by hand: everything that waits is published."""
    approved = 0
    for comment in Comment.objects.exclude(status=Status.PUBLISHED).order_by("pk"):
        approved += set_status(comment, Status.PUBLISHED, by=place.administrator)
    return approved


def lists(place: Place) -> list[str]:
    """The pages that show many payloads each, walked at the end; some name their next page."""
    discussions = Discussion.objects.filter(
        pk__in=[place.article.discussion_id, place.topic.discussion_id]
    )
    paths = [
        f"{discussion.url}?page={page}"
        for discussion in discussions
        for page in range(1, max(1, -(-discussion.last_root_no // 20)) + 1)
    ]
    return [
        *paths, "/", "/articles/", "/forum/", "/forum/latest/", "/forum/unanswered/",
        place.board.get_absolute_url(), "/series/", place.member.get_absolute_url(),
        f"{place.article.get_absolute_url()}?sort=helpful", "/search/?q=alert", "/search/?q=script",
    ]  # fmt: skip


def desk_lists(place: Place) -> list[str]:
    return [
        "/moderation/", "/moderation/queue/reported/", "/moderation/queue/feedback/",
        "/moderation/decisions/", "/moderation/words/", "/desk/", "/desk/?state=published",
        "/desk/series/", "/desk/authors/", "/desk/tags/", "/desk/pictures/", "/desk/feedback/",
        "/desk/settings/", "/notifications/", f"/moderation/people/{place.target.handle}/",
        "/moderation/queue/appeal/", "/moderation/team/", "/moderation/help-lines/",
        f"/moderation/risk/{place.concern.pk}/",
    ]  # fmt: skip


def their_lists() -> list[str]:
    """What the person sees whom moderators wrote about."""
    return ["/standing/", "/care/", "/notifications/"]


def _person(name: str, role: str) -> User:
    from allauth.account.models import EmailAddress

    user = User.objects.create_user(
        handle=name.lower(),
        name=name,
        email=f"{name.lower()}@example.org",
        password=None,
        role=role,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _cookies(user: User) -> dict[str, str]:
    from django.test import Client

    client = Client()
    client.force_login(user)
    return {"session": client.cookies["session"].value}


def _png() -> bytes:
    import io

    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (640, 360), (200, 180, 160)).save(file, "PNG")
    return file.getvalue()


def _letters(number: int) -> str:
    """A number in letters, so that names do not look alike to the site."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(97 + rest) + text
    return text
