"""A queue in which a hundred thousand comments wait, and what a decision in it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.models import Role, User
from forum.comments import order
from forum.comments.models import Comment, Discussion, Status
from forum.moderation import urgency
from forum.moderation.models import HELD, Case, Firing
from forum.topics.services import boards
from gateways.ops.services import make_load
from tests.bench.content import loosen_limits
from tests.bench.driver import Call
from tests.bench.pages import CSRF, POSTED, Page, cookies, get
from tests.bench.urls import BARE

TOPICS = 100
RARE = 5000  # one in so many is held by the rule that is asked for
BATCH = 5000


@dataclass(frozen=True, slots=True)
class Content:
    moderator: User
    discussions: list[Discussion]


def make(waiting: int) -> Content:
    cast = make_load.make_cast()
    board = boards.make("Everyday life")
    make_load.start_topics(board, TOPICS, cast, over=timedelta(days=30))
    discussions = list(Discussion.objects.filter(shelf=board.pk).order_by("pk"))
    made = 0
    while made < waiting:
        number = min(BATCH, waiting - made)
        comments = Comment.objects.bulk_create(
            _held(cast, discussions, made + step) for step in range(number)
        )
        cases = Case.objects.bulk_create(_case(comment) for comment in comments)
        Firing.objects.bulk_create(
            Firing(case=case, rule=_rule(made + step), reason="It waits.")
            for step, case in enumerate(cases)
        )
        made += number
    for place in discussions:
        Discussion.objects.filter(pk=place.pk).update(last_number=waiting + 10)
    loosen_limits()
    moderator = User.objects.filter(handle__startswith="load-").order_by("pk")[0]
    User.objects.filter(pk=moderator.pk).update(role=Role.MODERATOR)
    moderator.refresh_from_db()
    return Content(moderator, discussions)


def _held(cast: make_load.Cast, places: list[Discussion], count: int) -> Comment:
    source, html = cast.dice.choice(cast.texts)
    number = 10 + count  # above what the topic had, and unique in it
    return Comment(
        discussion=places[count % len(places)],
        number=number,
        order_key=order.element(number),
        author_id=cast.members[1 + count % (len(cast.members) - 1)],
        body_source=source,
        body_html=html,
        status=Status.HELD,
        shown=False,
        created_at=timezone.now() - timedelta(minutes=count % 20_000),
    )


def _case(comment: Comment) -> Case:
    since = comment.created_at
    return Case(
        kind=HELD,
        comment=comment,
        discussion_id=comment.discussion_id,
        opened_at=since,
        waiting_since=since,
        due_at=urgency.due_at(since, 0, urgency.NOBODY),
    )


def _rule(count: int) -> str:
    return "links" if count % RARE == 0 else "guest_always"


def pages(content: Content) -> list[Page]:
    who = cookies(content.moderator)
    here = "/moderation/queue/held/"
    deep = Case.objects.usual().filter(kind=HELD).order_by("-due_at", "-id")[100]
    rare, place = f"{here}?reason=rule-links", content.discussions[7].pk
    return [
        Page("a bare view", get(BARE), expect="hello"),
        Page("the tab, 20 cards", get(here, who), expect="data-case"),
        Page("the same, near its end", get(f"{here}?after={deep.pk}", who), expect="data-case"),
        Page("by a rule that fires rarely", get(rare, who), expect="data-case"),
        Page("in one discussion", get(f"{here}?place=discussion-{place}", who), expect="data-case"),
        Page("longer than a day", get(f"{here}?age=day", who), expect="data-case"),
        Page("one case", get(f"/moderation/cases/{deep.pk}/?from=held", who), expect="data-case"),
        Page("decide, and find the next", _decisions(who), good=POSTED),
    ]


def _decisions(who: dict[str, str]) -> Callable[[], Call]:
    """Approve one case after the other, from the first on."""
    found = Case.objects.usual().filter(kind=HELD).order_by("due_at", "id")
    ids: Iterator[int] = iter(list(found.values_list("pk", flat=True)[:5000]))
    form = {"back": "next:held", "csrfmiddlewaretoken": CSRF}

    def call() -> Call:
        return Call(f"/moderation/cases/{next(ids)}/approve/?seen=held", who, form)

    return call
