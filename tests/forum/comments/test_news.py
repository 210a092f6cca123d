"""What is new to whom, against a slow obvious model; and that the database keeps it so."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments import news, queries, tree
from forum.comments.models import Comment, Discussion, Reading, Status
from forum.comments.news import News, news_of, unread_counts, unread_page
from forum.comments.page import DiscussionPage, discussion_page
from forum.comments.services.read import forget_reading, mark_read, note_seen, settle
from forum.comments.services.recount import recount
from forum.comments.services.set_status import set_status
from forum.comments.tasks import forget_readings
from tests.factories import (
    make_audience,
    make_comment,
    make_discussion,
    make_guest,
    make_member,
    make_moderator,
    write,
)

pytestmark = pytest.mark.django_db


def look(user: User, discussion: Discussion, *shown: Comment) -> News:
    """Open a page that shows these comments."""
    discussion = Discussion.objects.get(pk=discussion.pk)
    found = news_of(user, discussion)
    note_seen(found, {comment.pk for comment in shown})
    return found


def pause(user: User, by: timedelta = news.VISIT) -> None:
    for row in Reading.objects.filter(user=user):
        Reading.objects.filter(pk=row.pk).update(at=row.at - by - timedelta(seconds=1))


def new_ids(user: User, discussion: Discussion) -> list[int]:
    return list(news_of(user, Discussion.objects.get(pk=discussion.pk)).new)


def unread(user: User, discussion: Discussion) -> int:
    found = unread_counts(user, [Discussion.objects.get(pk=discussion.pk)])
    return found[discussion.pk].count if found else 0


def test_on_the_first_visit_nothing_is_new() -> None:
    alice, topic = make_member("Reader"), make_discussion()
    made = [make_comment(topic) for _n in range(3)]
    assert not look(alice, topic, made[0]).new
    assert unread(alice, topic) == 0


def test_what_was_new_stays_new_until_the_visit_is_over() -> None:
    alice, topic = make_member("Reader"), make_discussion()
    look(alice, topic)
    pause(alice)
    fresh = make_comment(topic)
    assert unread(alice, topic) == 1
    for _reload in range(3):
        assert list(look(alice, topic, fresh).new) == [fresh.pk]
    assert unread(alice, topic) == 0
    later = make_comment(topic)
    assert new_ids(alice, topic) == [fresh.pk, later.pk]
    pause(alice)
    assert new_ids(alice, topic) == [later.pk]


def test_a_visit_goes_on_while_pages_are_opened() -> None:
    alice, topic = make_member("Reader"), make_discussion()
    look(alice, topic)
    fresh = make_comment(topic)
    for _page in range(4):
        assert list(look(alice, topic, fresh).new) == [fresh.pk]
        pause(alice, -news.VISIT + timedelta(minutes=45))
    assert new_ids(alice, topic) == [fresh.pk]


def test_what_stands_on_another_page_stays_new_for_the_next_visit() -> None:
    alice, topic = make_member("Reader"), make_discussion()
    look(alice, topic)
    one, two, three = (make_comment(topic) for _n in range(3))
    look(alice, topic, one, three)
    assert unread(alice, topic) == 1
    pause(alice)
    assert new_ids(alice, topic) == [two.pk]
    look(alice, topic, two)
    pause(alice)
    assert new_ids(alice, topic) == []
    row = Reading.objects.get(user=alice)
    assert (row.read_to, row.read_more) == (three.number, "")


def test_a_comment_that_waited_is_new_when_it_is_approved() -> None:
    alice, topic, bob = make_member("Reader"), make_discussion(), make_moderator()
    look(alice, topic)
    held = make_comment(topic, guest=make_guest(), status=Status.HELD)
    later = make_comment(topic)
    look(alice, topic, later)
    pause(alice)
    assert new_ids(alice, topic) == []
    set_status(held, Status.PUBLISHED, by=bob)
    held.refresh_from_db()
    assert held.late_no == held.arrival > later.arrival == later.number
    assert new_ids(alice, topic) == [held.pk]
    assert unread(alice, topic) == 1


def test_own_removed_and_waiting_comments_are_not_new() -> None:
    alice, topic = make_member("Reader"), make_discussion(kind="topic")
    look(alice, topic)
    write(topic, alice)
    make_comment(topic, guest=make_guest(), status=Status.HELD)
    gone, _answer = (first := make_comment(topic)), make_comment(parent=first)
    set_status(gone, Status.REMOVED, by=make_moderator())
    assert new_ids(alice, topic) == [_answer.pk]
    assert unread(alice, topic) == 1


def test_mark_as_read_clears_what_was_there_and_nothing_later() -> None:
    alice, topic = make_member("Reader"), make_discussion()
    look(alice, topic)
    one = make_comment(topic)
    two = make_comment(topic)
    mark_read(alice, topic, one.number)
    assert new_ids(alice, topic) == [two.pk]
    topic.refresh_from_db()
    mark_read(alice, topic, 10**15)
    three = make_comment(topic)
    assert new_ids(alice, topic) == [three.pk]


def test_the_end_of_a_page_settles_what_was_in_sight_and_shown() -> None:
    alice, topic = make_member("Reader"), make_discussion()
    look(alice, topic)
    one, two, three, four = (make_comment(topic) for _n in range(4))
    look(alice, topic, one, three, four)
    topic.refresh_from_db()
    settle(alice, topic, {one.number, two.number, four.number, 99})
    assert new_ids(alice, topic) == [two.pk, three.pk]
    assert unread(alice, topic) == 1


def test_one_statement_reads_where_nothing_is_new_two_where_something_is_and_one_writes(
    django_assert_num_queries: Any,
) -> None:
    alice, topic = make_member("Reader"), make_discussion()
    with django_assert_num_queries(1):
        found = news_of(alice, topic)
    with django_assert_num_queries(1):
        note_seen(found, ())
    with django_assert_num_queries(1):
        note_seen(news_of(alice, topic), ())
    made = [make_comment(topic) for _n in range(5)]
    with django_assert_num_queries(2):
        found = news_of(alice, topic)
    with django_assert_num_queries(1):
        note_seen(found, {made[0].pk})
    with django_assert_num_queries(2):
        note_seen(news_of(alice, topic), {made[0].pk})


def test_marks_look_back_a_thousand_numbers_and_no_further(monkeypatch: Any) -> None:
    monkeypatch.setattr(news, "WINDOW", 5)
    alice, topic = make_member("Reader"), make_discussion()
    look(alice, topic)
    made = [make_comment(topic) for _n in range(8)]
    found = look(alice, topic, made[-1])
    assert list(found.new) == [comment.pk for comment in made[3:]]
    assert found.is_more
    monkeypatch.setattr(news, "LISTED", 3)
    topic.refresh_from_db()
    assert str(unread_counts(alice, [topic])[topic.pk]) == "2+ new"


def test_next_leads_to_what_was_not_shown_then_to_what_is_new() -> None:
    alice, topic = make_member("Reader"), make_discussion()
    look(alice, topic)
    one, two = make_comment(topic), make_comment(topic)
    look(alice, topic, one)
    topic.refresh_from_db()
    found = news_of(alice, topic)
    assert found.next and found.next.comment_id == two.pk
    assert found.elsewhere({one.pk}) and not found.elsewhere({two.pk})
    look(alice, topic, two)
    found = news_of(alice, topic)
    assert found.next and found.next.comment_id == one.pk
    mark_read(alice, topic, topic.last_number)
    assert news_of(alice, topic).next is None


def test_new_replies_that_are_not_drawn_are_counted_by_root() -> None:
    alice, topic = make_member("Reader"), make_discussion()
    root = make_comment(topic)
    look(alice, topic)
    replies = [make_comment(parent=root) for _n in range(4)]
    make_comment(topic)
    topic.refresh_from_db()
    found = news_of(alice, topic)
    assert found.hidden_below({root.pk, replies[0].pk}) == {root.pk: 3}


# --- Lists --------------------------------------------------------------------------------


def test_the_list_holds_what_was_opened_and_has_something_unread() -> None:
    alice = make_member("Reader")
    opened, quiet, never = (make_discussion() for _n in range(3))
    look(alice, opened)
    look(alice, quiet)
    for topic in (opened, opened, never):
        make_comment(topic)
    write(quiet, alice)
    page, following = unread_page(Viewer.for_user(alice), alice, None)
    assert [(found.pk, str(count)) for found, count in page] == [(opened.pk, "2 new")]
    assert following is None
    stranger = make_member("Charlie")
    look(stranger, opened)
    assert unread_page(Viewer.for_user(stranger), stranger, None) == ([], None)


def test_what_is_closed_to_a_member_is_not_in_their_list() -> None:
    alice = make_member("Reader")
    staff_only, hidden = make_discussion(audience=make_audience("staff")), make_discussion()
    for topic in (staff_only, hidden):
        look(alice, topic)
        make_comment(topic)
    Discussion.objects.filter(pk=hidden.pk).update(status="hidden")
    assert unread_page(Viewer.for_user(alice), alice, None)[0] == []


def test_a_row_whose_unread_comment_was_removed_drops_out() -> None:
    alice, topic = make_member("Reader"), make_discussion()
    look(alice, topic)
    one, two = make_comment(topic), make_comment(topic)
    look(alice, topic, two)
    set_status(one, Status.REMOVED, by=None)
    assert unread_page(Viewer.for_user(alice), alice, None)[0] == []


def test_a_row_stays_whose_latest_comments_were_read_first(monkeypatch: Any) -> None:
    monkeypatch.setattr(news, "LISTED", 3)
    alice, topic = make_member("Reader"), make_discussion()
    look(alice, topic)
    made = [make_comment(topic) for _n in range(8)]
    look(alice, topic, *made[5:])
    page, _following = unread_page(Viewer.for_user(alice), alice, None)
    assert [(found.pk, str(count)) for found, count in page] == [(topic.pk, "5 new")]
    look(alice, topic, *made[:5])
    assert unread_page(Viewer.for_user(alice), alice, None)[0] == []


@pytest.mark.parametrize("count", [3, 12])
def test_the_list_costs_the_same_whatever_it_shows(
    count: int, django_assert_num_queries: Any
) -> None:
    alice = make_member("Reader")
    for _n in range(count):
        topic = make_discussion()
        look(alice, topic)
        make_comment(topic)
    viewer = Viewer.for_user(alice)
    assert not viewer.has_queue  # the settings are read by now, as on every page
    with django_assert_num_queries(3):
        page, _following = unread_page(viewer, alice, None)
    assert len(page) == count


def test_the_list_is_paged_by_keyset(monkeypatch: Any) -> None:
    monkeypatch.setattr(news, "PAGE", 2)
    alice = make_member("Reader")
    at = timezone.now()
    topics = []
    for _n in range(5):
        topic = make_discussion()
        look(alice, topic)
        make_comment(topic, at=at)
        topics.append(topic.pk)
    seen: list[int] = []
    start: Discussion | None = None
    for _page in range(3):
        page, following = unread_page(Viewer.for_user(alice), alice, start)
        seen += [found.pk for found, _count in page]
        start = Discussion.objects.get(pk=following) if following else None
    assert start is None
    assert seen == topics[::-1]


def test_unread_stays_for_a_year_and_is_forgotten_after() -> None:
    alice, topic = make_member("Reader"), make_discussion()
    look(alice, topic)
    make_comment(topic)
    pause(alice, timedelta(days=360))
    forget_readings.call()
    assert unread(alice, topic) == 1
    pause(alice, timedelta(days=10))
    forget_readings.call()
    assert not Reading.objects.exists()


def test_who_comes_back_is_not_forgotten_though_nothing_was_new() -> None:
    alice, topic = make_member("Reader"), make_discussion()
    look(alice, topic)
    for _visit in range(13):
        pause(alice, timedelta(days=31))
        look(alice, topic)
    forget_readings.call()
    make_comment(topic)
    assert unread(alice, topic) == 1


def test_an_erased_person_leaves_nothing_behind() -> None:
    alice, charlie, topic = make_member("Reader"), make_member("Charlie"), make_discussion()
    look(alice, topic)
    look(charlie, topic)
    forget_reading(alice)
    assert list(Reading.objects.values_list("user", flat=True)) == [charlie.pk]


# --- The database says no -----------------------------------------------------------------


def broken(name: str, **values: Any) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Reading.objects.create(**values)


def test_one_row_for_a_member_and_a_discussion() -> None:
    alice, topic = make_member("Reader"), make_discussion()
    look(alice, topic)
    broken("reading_once|user_id", user=alice, discussion=topic, read_to=0, visit_from=0)


def test_a_visit_begins_within_what_was_read() -> None:
    broken(
        "reading_visit_within_read",
        user=make_member("Reader"),
        discussion=make_discussion(),
        read_to=1,
        visit_from=2,
    )


@pytest.mark.parametrize(
    ("late_no", "name"),
    [(2, "comment_late_no_is_later"), (9, "comment_late_no_unique|late_no")],
)
def test_a_late_number_is_later_and_its_own(late_no: int, name: str) -> None:
    topic = make_discussion()
    one, two = make_comment(topic), make_comment(topic)
    Comment.objects.filter(pk=one.pk).update(late_no=9)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Comment.objects.filter(pk=two.pk).update(late_no=late_no)


def test_recount_keeps_the_numbers_that_were_taken_late() -> None:
    topic = make_discussion()
    held = make_comment(topic, status=Status.HELD)
    set_status(held, Status.PUBLISHED, by=None)
    topic.refresh_from_db()
    assert topic.last_number == held.late_no
    Discussion.objects.filter(pk=topic.pk).update(last_number=1)
    topic.refresh_from_db()
    assert recount(topic)
    topic.refresh_from_db()
    assert topic.last_number == held.late_no


# --- A slow obvious model -----------------------------------------------------------------

Token = tuple[int, int]  # a comment, and how often it was published


@dataclass
class Slow:
    """One reader: sets of everything, no numbers and no marks."""

    user: User
    seen: set[Token] | None = None
    before: set[Token] = field(default_factory=set)
    is_idle: bool = False


@dataclass
class Model:
    discussion: Discussion
    readers: list[Slow]
    times: dict[int, int] = field(default_factory=dict)

    def published(self) -> list[Comment]:
        return list(self.discussion.comments.filter(status=Status.PUBLISHED))

    def token(self, comment: Comment) -> Token:
        return comment.pk, self.times[comment.pk]

    def everything(self, to: float = float("inf")) -> set[Token]:
        return {self.token(c) for c in self.published() if c.arrival <= to}

    def begin(self, reader: Slow) -> bool:
        """Whether this is not the first visit; and a visit that is over begins anew."""
        if reader.seen is None:
            reader.seen = self.everything()
            reader.before = set(reader.seen)
            return False
        if reader.is_idle:
            reader.before = set(reader.seen)
        return True

    def fresh(self, reader: Slow, known: set[Token]) -> set[int]:
        return {
            c.pk
            for c in self.published()
            if c.author_id != reader.user.pk and self.token(c) not in known
        }

    def new(self, reader: Slow) -> set[int]:
        if reader.seen is None:
            return set()
        return self.fresh(reader, reader.seen if reader.is_idle else reader.before)

    def unread(self, reader: Slow) -> set[int]:
        return set() if reader.seen is None else self.fresh(reader, reader.seen)

    def look(self, reader: Slow, shown: list[Comment]) -> None:
        if not self.begin(reader):
            return
        assert reader.seen is not None
        if self.new(reader):
            reader.is_idle = False
        reader.seen |= {self.token(c) for c in shown}

    def mark_read(self, reader: Slow, to: int) -> None:
        self.begin(reader)
        assert reader.seen is not None
        reader.is_idle = False
        reader.seen |= self.everything(to)
        reader.before |= self.everything(to)

    def settle(self, reader: Slow, numbers: set[int]) -> None:
        self.begin(reader)
        assert reader.seen is not None
        reader.is_idle = False
        reader.before |= {
            self.token(c)
            for c in self.published()
            if c.arrival in numbers and self.token(c) in reader.seen
        }


few = st.integers(0, 7)
often = st.sampled_from([Status.PUBLISHED, Status.PUBLISHED, *Status])
step = st.one_of(
    st.tuples(st.just("write"), st.integers(0, 2), st.booleans()),
    st.tuples(st.just("write"), st.just(2), st.booleans()),
    st.tuples(st.just("status"), few, often),
    st.tuples(st.just("look"), st.integers(0, 1), st.sets(few)),
    st.tuples(st.just("look"), st.just(0), st.just({*range(8)})),
    st.tuples(st.just("pause"), st.integers(0, 1), st.none()),
    st.tuples(st.just("mark"), st.integers(0, 1), st.integers(0, 12)),
    st.tuples(st.just("settle"), st.integers(0, 1), st.sets(st.integers(1, 12))),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(step, min_size=6, max_size=24))
def test_it_agrees_with_a_slow_obvious_model(steps: list[tuple[str, Any, Any]]) -> None:
    people = [make_member("Reader"), make_member("Second"), make_member("Writer")]
    topic = make_discussion()
    model = Model(topic, [Slow(people[0]), Slow(people[1])])
    made: list[Comment] = []
    for reader in model.readers:
        model.look(reader, [])
        look(reader.user, topic)
    for verb, what, how in steps:
        topic.refresh_from_db()
        if verb == "write":
            parent = made[-1] if made and what else None
            status = Status.PUBLISHED if how else Status.HELD
            made.append(make_comment(topic, author=people[what], parent=parent, status=status))
            model.times[made[-1].pk] = 0
        elif verb == "status" and made:
            comment = made[what % len(made)]
            if set_status(comment, how, by=None) and how == Status.PUBLISHED:
                model.times[comment.pk] += 1
        elif verb in ("look", "pause", "mark", "settle"):
            reader = model.readers[what]
            if verb == "look":
                shown = [c for n, c in enumerate(made) if n in how]
                shown = [c for c in model.published() if c in shown]
                model.look(reader, shown)
                look(reader.user, topic, *shown)
            elif verb == "pause":
                reader.is_idle = reader.seen is not None
                pause(reader.user)
            elif verb == "mark":
                model.mark_read(reader, how)
                mark_read(reader.user, topic, how)
            else:
                model.settle(reader, how)
                settle(reader.user, topic, how)
        for reader in model.readers:
            assert set(new_ids(reader.user, topic)) == model.new(reader)
            assert unread(reader.user, topic) == len(model.unread(reader))
            listed = unread_page(Viewer.for_user(reader.user), reader.user, None)[0]
            assert bool(listed) == bool(model.unread(reader))


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.integers(0, 40), min_size=4, max_size=18),
    st.integers(0, 6),
    st.lists(st.tuples(st.sampled_from([*tree.SORTS, "thread"]), st.integers(0, 5)), max_size=4),
)
def test_pages_mark_as_read_what_they_draw_and_nothing_else(
    shape: list[int], already: int, visits: list[tuple[str, int]]
) -> None:
    """Any tree, any pages of it in any order: against the set of what stood on them."""
    alice, topic = make_member("Reader"), make_discussion()
    viewer = Viewer.for_user(alice)
    made: list[Comment] = []
    fresh: set[int] = set()
    with pytest.MonkeyPatch.context() as patch:
        for name, few_of_them in (("ROOTS", 2), ("REPLIES", 1), ("THREAD", 2)):
            patch.setattr(tree, name, few_of_them)
        for at, number in enumerate(shape):
            if at == already:
                look(alice, topic)
            parent = made[number % at] if at and number % 3 else None
            made.append(make_comment(topic, parent=parent))
            if at >= already:
                fresh.add(made[-1].pk)
        if already >= len(shape):
            look(alice, topic)
        drawn: set[int] = set()
        for sort, number in visits:
            topic = Discussion.objects.select_related("audience").get(pk=topic.pk)
            page = _page(topic, viewer, sort, number)
            marked = {row.id for thread in page.threads for row in thread.rows if row.is_new}
            assert marked == fresh & page.drawn
            assert page.news is not None
            note_seen(page.news, page.drawn)
            drawn |= page.drawn
            assert unread(alice, topic) == len(fresh - drawn)
            hidden = {t.rows[0].id: t.more_new for t in page.threads if t.more}
            for root, count in hidden.items():
                below = Comment.objects.filter(root=root).values_list("pk", flat=True)
                assert count == len((set(below) & fresh) - page.drawn)
        pause(alice)
        assert set(new_ids(alice, topic)) == fresh - drawn


def _page(topic: Discussion, viewer: Viewer, sort: str, number: int) -> DiscussionPage:
    roots = list(tree.shown_roots(topic).order_by("root_no"))
    root = roots[number % len(roots)]
    if sort == "thread":
        return queries.thread_page(root, viewer, None)
    if sort in tree.NUMBERED:
        params = {"sort": sort, "page": str(number % tree.pages_of(topic) + 1)}
    else:
        params = {"sort": sort, "from": str(root.pk)}
    return discussion_page(topic, viewer, params)


# --- Many at once -------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_devices_and_writers_at_once_lose_nothing() -> None:
    """Each device shows half of the comments while others go on writing: all are seen at last."""
    alice, charlie, topic = make_member("Reader"), make_member("Charlie"), make_discussion()
    look(alice, topic)
    made = [make_comment(topic, author=charlie) for _n in range(24)]
    gate, faults = Barrier(4), []

    def device(half: int) -> None:
        for comment in made[half::2]:
            look(alice, topic, comment)

    def writer(_number: int) -> None:
        mine = Discussion.objects.get(pk=topic.pk)  # as each request reads its own
        for _n in range(6):
            make_comment(mine, author=charlie)

    def run(work: Any, number: int) -> None:
        try:
            gate.wait()
            work(number)
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [
        Thread(target=run, args=(work, number))
        for work, number in ((device, 0), (device, 1), (writer, 0), (writer, 1))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    later = set(topic.comments.values_list("pk", flat=True)) - {c.pk for c in made}
    pause(alice)
    assert set(new_ids(alice, topic)) == later


@pytest.mark.django_db(transaction=True)
def test_reading_never_brings_back_what_was_marked_as_read() -> None:
    """A tab that looked before the other marked everything as read writes after it."""
    alice, topic = make_member("Reader"), make_discussion()
    look(alice, topic)
    one, two = make_comment(topic), make_comment(topic)
    topic.refresh_from_db()
    stale = news_of(alice, topic)
    mark_read(alice, topic, topic.last_number)
    note_seen(stale, {one.pk})
    assert new_ids(alice, topic) == []
    assert two.pk not in new_ids(alice, topic)


def test_a_page_that_was_begun_earlier_takes_nothing_back() -> None:
    """One tab loads slowly; meanwhile the other shows what was written after the first began."""
    alice, topic = make_member("Reader"), make_discussion()
    look(alice, topic)
    one = make_comment(topic)
    slow = Discussion.objects.get(pk=topic.pk)
    later = make_comment(topic)
    look(alice, topic, later)
    note_seen(news_of(alice, slow), {one.pk})
    assert unread(alice, topic) == 0
