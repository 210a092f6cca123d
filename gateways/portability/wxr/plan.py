"""
What becomes of each item of an export, decided without touching the database.

When in doubt nothing becomes public: a state nobody knows, a missing one, or a password makes a
draft; an approval nobody knows makes a comment wait.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from heapq import heappop, heappush
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from gateways.portability.wxr.body import Body, to_body, to_line
from gateways.portability.wxr.items import WxrComment, WxrHead, WxrPost

KNOWN_VERSIONS: Final = ("1.0", "1.1", "1.2")
# Types and states that never become an article. Other types are skipped under their own name.
NEVER_ARTICLES: Final = frozenset({"trash", "auto-draft", "inherit"})
COMMENT_TYPES: Final = frozenset({"", "comment"})
# A number of 64 bits has twenty digits; whatever is longer is no number of a database.
LONGEST_ID: Final = 20
NO_PARENT: Final = ("", "0")
# Terms that say nothing.
EMPTY_TERMS: Final = frozenset({"uncategorized", "uncategorised"})


class State(StrEnum):
    """Where an article starts here."""

    PUBLISHED = "published"
    SCHEDULED = "scheduled"
    DRAFT = "draft"


class Approval(StrEnum):
    """Where a comment starts here; the words of forum.comments."""

    PUBLISHED = "published"
    HELD = "held"
    SPAM = "spam"
    REMOVED = "removed"


APPROVALS: Final = {
    "1": Approval.PUBLISHED,
    "approve": Approval.PUBLISHED,
    "approved": Approval.PUBLISHED,
    "spam": Approval.SPAM,
    "trash": Approval.REMOVED,
    "post-trashed": Approval.REMOVED,
}


@dataclass(slots=True)
class CommentPlan:
    key: str
    parent_key: str
    user_id: str
    name: str
    email: str
    website: str
    body: Body
    approval: Approval
    created_at: datetime


@dataclass(slots=True)
class ArticlePlan:
    key: str
    title: str
    standfirst: str
    body: Body
    slug: str
    creator: str
    state: State
    held_back: str
    created_at: datetime
    published_at: datetime | None
    tags: list[str]
    paths: list[str]
    is_closed: bool
    comments: list[CommentPlan]


@dataclass(slots=True)
class Notes:
    """What was left out or changed, by reason."""

    items: Counter[str] = field(default_factory=Counter)
    comments: Counter[str] = field(default_factory=Counter)
    changes: Counter[str] = field(default_factory=Counter)


class Planner:
    """Turns posts into plans, remembering which it has seen."""

    def __init__(self, head: WxrHead, *, now: datetime) -> None:
        self.notes = Notes()
        self._now = now
        self._base_url = f"{(head.base_blog_url or head.link).rstrip('/')}/"
        self._exported_at = _moment(rfc=head.pub_date)
        self._seen: set[str] = set()

    def plan(self, post: WxrPost) -> ArticlePlan | None:
        """The article a post becomes, or None with the reason counted."""
        key = key_of(post)
        kind = post.type or "post"
        reason = ""
        if kind != "post":
            reason = _reason(kind)
        elif post.status in NEVER_ARTICLES:
            reason = post.status
        elif not key:
            reason = "without-id"
        elif key in self._seen:
            reason = "repeated"
        if reason:
            self.notes.items[reason] += 1
            if post.comments:
                self.notes.comments["of-skipped-item"] += len(post.comments)
            return None
        self._seen.add(key)
        return self._article(key, post)

    def _article(self, key: str, post: WxrPost) -> ArticlePlan:
        dated = _moment(post.date_gmt, post.date, rfc=post.pub_date)
        at = dated or self._exported_at or self._now
        state, held_back = _state(post, at, now=self._now)
        # What is to appear later was written at the latest when it was exported.
        written_at = min(at, self._exported_at or self._now, self._now)
        body = to_body(post.content, base_url=self._base_url)
        if body.is_empty and state is not State.DRAFT:
            state, held_back = State.DRAFT, "empty"
        if held_back:
            self.notes.changes[f"draft:{held_back}"] += 1
        self.notes.changes.update(body.changed)
        return ArticlePlan(
            key=key,
            title=to_line(post.title),
            standfirst=to_line(post.excerpt),
            body=body,
            slug=unquote(post.name)[:200],
            creator=post.creator,
            state=state,
            held_back=held_back,
            created_at=written_at,
            published_at=None if state is State.DRAFT else at,
            tags=_tags(post),
            paths=old_paths(post),
            is_closed=post.comment_status == "closed",
            comments=self._comments(post, written_at=written_at),
        )

    def _comments(self, post: WxrPost, *, written_at: datetime) -> list[CommentPlan]:
        parents: dict[str, str] = {}
        kept: dict[str, CommentPlan] = {}
        for comment in post.comments:
            reason = self._reason_to_skip(comment, parents)
            if comment.id and comment.id not in parents:
                parents[comment.id] = comment.parent
            plan = None if reason else self._comment(comment, written_at=written_at)
            if plan is not None and plan.body.is_empty:
                reason = "empty"
            if reason:
                self.notes.comments[reason] += 1
            elif plan is not None:
                kept[plan.key] = plan
        self._tie_to_parents(kept, parents)
        return _parents_first(kept)

    def _reason_to_skip(self, comment: WxrComment, seen: dict[str, str]) -> str:
        if comment.type not in COMMENT_TYPES:
            return _reason(comment.type)
        if not comment.id.isdecimal() or len(comment.id) > LONGEST_ID:
            return "without-id"
        return "repeated" if comment.id in seen else ""

    def _comment(self, comment: WxrComment, *, written_at: datetime) -> CommentPlan:
        at = _moment(comment.date_gmt, comment.date) or written_at
        if at > self._now:
            self.notes.changes["comment-dated-ahead"] += 1
            at = self._now
        approval = APPROVALS.get(comment.approved, Approval.HELD)
        body = to_body(comment.content, base_url=self._base_url)
        self.notes.changes.update(body.changed)
        return CommentPlan(
            key=comment.id,
            parent_key=comment.parent,
            user_id="" if comment.user_id == "0" else comment.user_id,
            name=public_name(comment.author),
            email=comment.email,
            website=_website(comment.url),
            body=body,
            approval=approval,
            created_at=at,
        )

    def _tie_to_parents(self, kept: dict[str, CommentPlan], parents: dict[str, str]) -> None:
        """
        Point each comment to its nearest ancestor that is kept.

        A parent nobody has makes a root. Of a circle, the comment where it closes is a root.
        """
        settled: set[str] = set()
        for plan in kept.values():
            path: set[str] = set()
            current: CommentPlan | None = plan
            while current is not None and current.key not in settled:
                settled.add(current.key)
                path.add(current.key)
                self._tie(current, kept, parents, path=path)
                current = kept.get(current.parent_key)

    def _tie(
        self,
        plan: CommentPlan,
        kept: dict[str, CommentPlan],
        parents: dict[str, str],
        *,
        path: set[str],
    ) -> None:
        wanted = plan.parent_key
        is_listed = wanted in parents
        found = _kept_ancestor(wanted, kept, parents)
        if found in path:
            self.notes.changes["parents-in-a-circle"] += 1
            found = ""
        elif found != wanted and wanted not in NO_PARENT:
            self.notes.changes["parent-skipped" if is_listed else "parent-missing"] += 1
        plan.parent_key = found


def _kept_ancestor(key: str, kept: dict[str, CommentPlan], parents: dict[str, str]) -> str:
    passed = []
    while key not in kept and key in parents:
        passed.append(key)
        key = parents.pop(key)  # a circle ends where it began: that one is gone already
    key = key if key in kept else ""
    # The next one who asks finds the answer at once.
    parents.update(dict.fromkeys(passed, key))
    return key


def key_of(post: WxrPost) -> str:
    """What names the post in its old site: its number, else the number or address of its link."""
    if post.id.isdecimal() and len(post.id) <= LONGEST_ID:
        return post.id
    for address in (post.guid, post.link):
        number = _number_in(address)
        if number:
            return number
    return post.link[:200]


def _reason(kind: str) -> str:
    """The name of a type as a reason, short and without surprises."""
    return re.sub(r"[^\w.-]+", "-", kind)[:40] or "unknown"


def public_name(typed: str) -> str:
    """A name as it may be shown: of an e-mail address only what stands before the sign."""
    name = to_line(typed)
    return name.partition("@")[0].strip() if "@" in name.strip("@") else name


def old_paths(post: WxrPost) -> list[str]:
    """The addresses the post had, as paths of this site: without host and closing slash."""
    found = []
    for address in (post.link, post.guid):
        path, number = _path_of(address), _number_in(address)
        if number:
            found.append(f"{path}?p={number}")
        elif path != "/" and address == post.link:
            found.append(path)
    return list(dict.fromkeys(found))


def normal_path(path: str) -> str:
    """A path as old addresses are stored and looked up."""
    path = re.sub(r"/comment-page-\d+/?$", "/", path)
    return f"/{path.strip('/')}"


def _path_of(address: str) -> str:
    try:
        return normal_path(unquote(urlsplit(address).path))
    except ValueError:
        return "/"


def _number_in(address: str) -> str:
    try:
        number = parse_qs(urlsplit(address).query).get("p", [""])[0]
    except ValueError:
        return ""
    return number if number.isdecimal() and len(number) <= LONGEST_ID else ""


def _state(post: WxrPost, at: datetime, *, now: datetime) -> tuple[State, str]:
    """The state an article starts in, and why it is held back if WordPress showed it."""
    if post.password:
        return State.DRAFT, "password"
    match post.status:
        case "publish":
            return (State.PUBLISHED if at <= now else State.SCHEDULED), ""
        case "future" if at > now:
            return State.SCHEDULED, ""
        case "future":
            return State.DRAFT, "schedule-passed"
        case "draft" | "pending" | "private":
            return State.DRAFT, post.status
        case _:
            return State.DRAFT, "unknown-state"


def _tags(post: WxrPost) -> list[str]:
    names = (
        to_line(term.name or term.slug)
        for term in post.terms
        if term.domain in {"category", "post_tag", "tag"} and term.slug not in EMPTY_TERMS
    )
    unique: dict[str, str] = {}
    for name in names:
        unique.setdefault(name.casefold(), name)
    return [name for key, name in unique.items() if key and key not in EMPTY_TERMS]


def _website(address: str) -> str:
    """An address a reader may follow: http or https, with a host, of a sane length."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    is_sane = parts.scheme in {"http", "https"} and "." in parts.netloc and len(address) <= 200
    return address.strip() if is_sane and not re.search(r"[\s<>\"'\\]", address.strip()) else ""


def _parents_first(kept: dict[str, CommentPlan]) -> list[CommentPlan]:
    """By date, then number, but never an answer before what it answers."""
    answers: dict[str, list[CommentPlan]] = {}
    for plan in kept.values():
        answers.setdefault(plan.parent_key, []).append(plan)
    waiting: list[tuple[datetime, int, str]] = []

    def let_in(parent_key: str) -> None:
        for plan in answers.get(parent_key, ()):
            number = int(plan.key) if plan.key.isdecimal() else 0
            heappush(waiting, (plan.created_at, number, plan.key))

    let_in("")
    ordered = []
    while waiting:
        plan = kept[heappop(waiting)[2]]
        ordered.append(plan)
        let_in(plan.key)
    return ordered


def _moment(*stamps: str, rfc: str = "") -> datetime | None:
    """The first stamp that is a real moment; WordPress writes 0000-00-00 where it has none."""
    for stamp in stamps:
        try:
            moment = datetime.strptime(stamp, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        except ValueError:
            continue
        # Years at the ends of the calendar cannot be shown in every time zone.
        if 1000 <= moment.year <= 9000:
            return moment
    try:
        moment = parsedate_to_datetime(rfc)
    except (ValueError, TypeError, IndexError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    # A draft's "Mon, 30 Nov -0001" is read as some year by the parser: no post is that old.
    return moment.astimezone(UTC) if moment.year >= 1990 else None
