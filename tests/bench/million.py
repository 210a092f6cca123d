"""Discussions and boards of a hundred and of a million, and pages that should cost the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments import tree
from forum.comments.models import Comment, CommentKind, Discussion, Hat, Status
from forum.comments.page import discussion_page
from forum.topics.models import Board, Topic
from forum.topics.services import boards
from gateways.ops.services import make_load
from gateways.ops.services.make_load import NOBODY
from tests.bench.content import loosen_limits
from tests.bench.driver import Call
from tests.bench.pages import POSTED, Page, cookies, replies
from tests.bench.pages import get as get_any
from tests.bench.urls import BARE

AGE = timedelta(days=400)
TALK = "Talk"
# A parameter no page knows: the page is made each time and not kept.
ANEW = "made-anew=1"
COLUMNS = {"helpful": "helpful_rank", "replied": "thread_count"}


@dataclass(frozen=True, slots=True)
class Counts:
    few: int = 100
    many: int = 1_000_000
    chain: int = 10_000


SMALL = Counts(few=60, many=400, chain=40)


@dataclass(frozen=True, slots=True)
class Content:
    few: Discussion
    many: Discussion
    chain: Discussion
    few_topics: Board
    many_topics: Board
    members: list[User]
    cast: make_load.Cast


def make(counts: Counts) -> Content:
    cast = make_load.make_cast()

    def discussion(board: Board, *, parents: int = 0, chain: int = 0) -> Discussion:
        (pk,) = make_load.start_topics(board, 1, cast, over=AGE)
        found = Topic.objects.select_related("discussion").get(pk=pk).discussion
        shape = make_load.chain(chain) if chain else make_load.lively(parents, cast.dice)
        make_load.fill(found, shape, cast)
        return found

    talk, few, many = (boards.make(name) for name in (TALK, "Few topics", "Many topics"))
    make_load.start_topics(few, counts.few, cast)
    make_load.start_topics(many, counts.many, cast)
    made = Content(
        few=discussion(talk, parents=counts.few),
        many=discussion(talk, parents=counts.many),
        chain=discussion(talk, chain=counts.chain),
        few_topics=few,
        many_topics=many,
        members=list(User.objects.filter(handle__startswith="load-").order_by("pk")[:20]),
        cast=cast,
    )
    boards.count()
    loosen_limits()
    return made


def pages(content: Content) -> list[Page]:
    return [
        Page("a bare view", get(BARE), expect="hello"),
        *_sorted_pages(content),
        *_permalinks(content),
        *_boards(content),
        *_chain(content),
        *_posts(content),
    ]


def get(url: str, by: dict[str, str] | None = None) -> Callable[[], Call]:
    return get_any(f"{url}{'&' if '?' in url else '?'}{ANEW}", by)


def _sorted_pages(content: Content) -> Iterator[Page]:
    """Each page beside one of a small discussion that shows as many comments in the same places."""
    for sort in tree.SORTS:
        for place, url in _places(content.many, sort).items():
            name = f"{sort} {place}"
            small = _small_one_like(content, url)
            is_continued = place != "first" and sort not in tree.NUMBERED
            few = _places(small, sort)["last"] if is_continued else _address(small, sort)
            yield Page(f"100 {name}", get(few), expect='id="c-')
            yield Page(f"million {name}", get(url), expect='id="c-', like=f"100 {name}")
    reader = cookies(content.members[0])
    middle = _places(content.many, "oldest")["middle"]
    few = _address(_small_one_like(content, middle), "oldest")
    yield Page("100, member", get(few, reader), expect='id="c-')
    yield Page("million, member", get(middle, reader), expect='id="c-', like="100, member")


def _small_one_like(content: Content, url: str) -> Discussion:
    """
    A discussion of some hundred comments whose only page shows what the page at `url` shows: the
    same tree, one reply more where that page offers more, and as many in an official role.
    """
    params = dict(parse_qsl(urlsplit(url).query))
    page = discussion_page(content.many, Viewer.nobody(), params)
    rows = [(row.id, thread.more) for thread in page.threads for row in thread.rows]
    parents: dict[int, int | None] = dict(
        Comment.objects.filter(pk__in=[pk for pk, _more in rows]).values_list("pk", "parent_id")
    )
    at = {pk: place for place, (pk, _more) in enumerate(rows)}
    shape = [at[above] if (above := parents[pk]) is not None else NOBODY for pk, _more in rows]
    shape += [at[thread.rows[0].id] for thread in page.threads if thread.more]
    (topic,) = make_load.start_topics(Board.objects.get(name=TALK), 1, content.cast, over=AGE)
    made = Topic.objects.select_related("discussion").get(pk=topic).discussion
    make_load.fill(made, shape, content.cast)
    official = sum(len(jumps) for _label, jumps in page.official)
    wanted = made.comments.filter(status=Status.PUBLISHED, kind=CommentKind.REPLY)
    for pk in wanted.order_by("-number").values_list("pk", flat=True)[:official]:
        Comment.objects.filter(pk=pk, author__isnull=False).update(hat=Hat.MODERATOR)
    return made


def _places(discussion: Discussion, sort: str) -> dict[str, str]:
    """The addresses of the first, a middle and the last whole page."""
    pages = tree.pages_of(discussion)
    if sort in tree.NUMBERED:
        wanted = {"first": 1, "middle": max(1, pages // 2), "last": max(1, pages - 1)}
        return {
            name: _address(discussion, sort, f"page={number}") for name, number in wanted.items()
        }
    column = COLUMNS[sort]
    roots = tree.shown_roots(discussion).order_by(f"-{column}", "-id").values_list("pk", flat=True)
    count = discussion.root_count
    starts = {"middle": roots[count // 2], "last": roots[max(0, count - tree.ROOTS)]}
    return {"first": _address(discussion, sort)} | {
        name: _address(discussion, sort, f"from={pk}") for name, pk in starts.items()
    }


def _address(discussion: Discussion, sort: str, place: str = "") -> str:
    return f"{discussion.url}?sort={sort}" + (f"&{place}" if place else "")


def _permalinks(content: Content) -> Iterator[Page]:
    shown = Comment.objects.filter(shown=True, kind=CommentKind.REPLY)
    few = shown.filter(discussion=content.few).order_by("number")
    alike = {is_root: few.filter(root__isnull=is_root)[0] for is_root in (True, False)}
    many = shown.filter(discussion=content.many)
    last = content.many.last_number
    chosen = {
        "first": many.filter(number__gte=2).order_by("number")[0],
        "middle": many.filter(number__gte=last // 2).order_by("number")[0],
        "last": many.filter(number__lte=last).order_by("-number")[0],
    }
    for sort in tree.SORTS:
        for is_root, comment in alike.items():
            yield _link(f"link 100 {sort}, {_kind(is_root)}", comment, sort)
        for place, comment in chosen.items():
            name = f"{sort} {place}, {_kind(comment.is_root)}"
            like = f"link 100 {sort}, {_kind(comment.is_root)}"
            yield _link(f"link million {name}", comment, sort, like)
    # The most answered root, and the page in the middle of its own thread.
    crowd = many.order_by("-thread_count", "-id")[0]
    thread = tree.rows().filter(root=crowd, shown=True).order_by("order_key", "number")
    own = f"/c/{crowd.pk}/thread/"
    yield Page("thread of a crowd", get(own), expect='id="c-')
    middle = thread[crowd.thread_count // 2]
    yield Page("the same, middle", get(f"{own}?from={middle.pk}"), like="thread of a crowd")


def _kind(is_root: bool) -> str:
    return "root" if is_root else "reply"


def _link(name: str, comment: Comment, sort: str, like: str = "") -> Page:
    return Page(name, get(f"/c/{comment.pk}/?sort={sort}"), good=HTTPStatus.FOUND, like=like)


def _boards(content: Content) -> Iterator[Page]:
    few, many = (board.get_absolute_url() for board in (content.few_topics, content.many_topics))
    topics = Discussion.objects.filter(shelf=content.many_topics.pk)
    newest = topics.order_by("-last_comment_at", "-id").values_list("pk", flat=True)
    count = content.many_topics.topics.count()
    yield Page("board of 100", get(few), expect="/t/")
    for place, start in {"middle": count // 2, "last": max(0, count - 20)}.items():
        url = f"{many}?from={newest[start]}"
        yield Page(f"board of a million {place}", get(url), expect="/t/", like="board of 100")
    yield Page("board of a million first", get(many), expect="/t/", like="board of 100")
    for name in ("latest", "unanswered"):
        yield Page(name, get(f"/forum/{name}/"), expect="/t/", like="board of 100")
    yield Page("forum", get("/forum/"), expect="/t/")
    yield Page("front page", get("/"), expect="<h1")


def _chain(content: Content) -> Iterator[Page]:
    chain = content.chain.comments.filter(kind=CommentKind.REPLY).order_by("number")
    first, last = chain[0], chain.reverse()[0]
    own = f"/c/{first.pk}/thread/"
    like = "chain, first replies"
    yield Page(like, get(own), expect='id="c-')
    yield Page("chain, last reply", get(f"{own}?from={last.pk}"), expect=f'id="c-{last.pk}"')
    before = tree.rows().filter(root=first, shown=True).order_by("-order_key", "-number")
    start = before[min(tree.THREAD, first.thread_count) - 1]
    yield Page("chain, last fifty", get(f"{own}?from={start.pk}"), expect='id="c-', like=like)
    yield _link("link chain first", first, "")
    yield _link("link chain last", last, "", "link chain first")


def _posts(content: Content) -> Iterator[Page]:
    """Answers: they make the discussions a little longer, so they stand last."""
    like = "reply among 100"
    yield Page(like, replies([_published(content.few)], content.members), good=POSTED)
    for name, parent in (
        ("reply, oldest of a million", _published(content.many)),
        ("reply to the end of a chain", _published(content.chain, "-number")),
    ):
        yield Page(name, replies([parent], content.members), good=POSTED, like=like)


def _published(discussion: Discussion, by: str = "number") -> int:
    """The first comment in this order that can be answered."""
    found = Comment.objects.filter(discussion=discussion, kind=CommentKind.REPLY)
    return found.filter(status="published").order_by(by).values_list("pk", flat=True)[:1][0]
