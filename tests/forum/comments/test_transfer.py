"""Comments go into another discussion and come back: same ids, exact counts, nothing lost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.viewer import Viewer
from forum.comments import counters, news
from forum.comments.models import (
    Comment,
    CommentKind,
    Discussion,
    DiscussionStatus,
    Mark,
    Moved,
    Reading,
    Status,
    Transfer,
)
from forum.comments.refusal import Refused
from forum.comments.services import read, transfer
from forum.comments.services.post import post
from forum.comments.services.recount import recount
from forum.comments.services.set_status import set_status
from foundation.pagecache.versions import SHARED_BY
from tests.factories import make_comment, make_discussion, make_member, make_moderator
from tests.factories_topics import make_topic
from tests.race import race

pytestmark = pytest.mark.django_db

PLACE = ("discussion_id", "parent_id", "root_id", "kind", "number", "late_no", "root_no",
         "order_key", "depth", "shown", "status", "reply_count", "thread_count", "helpful_count",
         "helpful_rank")  # fmt: skip
COUNTS = ("status", "comment_count", "others_count", "root_count", "helpful_count", "vote_count",
          "last_comment_id", "last_comment_at", "continued_at_id")  # fmt: skip


def places(*discussions: Discussion) -> dict[int, tuple[Any, ...]]:
    found = Comment.objects.filter(discussion__in=discussions).exclude(kind=CommentKind.NOTICE)
    return {row[0]: row[1:] for row in found.order_by("pk").values_list("pk", *PLACE)}


def counts(discussion: Discussion) -> tuple[Any, ...]:
    return tuple(Discussion.objects.values_list(*COUNTS).get(pk=discussion.pk))


def is_whole(*discussions: Discussion) -> bool:
    """Each key is made of the keys above, each root is the top, and nothing has to be counted."""
    from forum.comments import order

    for discussion in discussions:
        rows = {row.pk: row for row in Comment.objects.filter(discussion=discussion)}
        for row in rows.values():
            parent = rows[row.parent_id] if row.parent_id else None
            assert row.root_id == (parent and (parent.root_id or parent.pk))
            assert row.depth == (parent.depth + 1 if parent else 1)
            if row.kind != CommentKind.NOTICE:
                key = order.key_under(parent.order_key if parent else "", row.number)
                assert row.order_key == key
            assert parent is None or parent.number < row.number
        assert not recount(Discussion.objects.get(pk=discussion.pk))
    return True


def talk() -> tuple[Discussion, Comment, Comment, Comment]:
    """Two roots, the first with a reply that has a reply."""
    place = make_discussion()
    root = make_comment(place, body="A root.")
    reply = make_comment(place, body="A reply.", parent=root)
    deep = make_comment(place, body="A reply to it.", parent=reply)
    make_comment(place, body="Another root.")
    return place, root, reply, deep


def empty() -> Discussion:
    return make_discussion("A new one", kind="topic")


def test_a_branch_becomes_the_opening_and_the_roots_of_another_discussion() -> None:
    place, root, reply, deep = talk()
    done = transfer.split(reply, [], target=(target := empty()), by=make_moderator())
    reply.refresh_from_db()
    deep.refresh_from_db()
    assert (reply.discussion, reply.kind, reply.parent, reply.number) == (
        target,
        "opening",
        None,
        1,
    )
    assert (deep.discussion, deep.parent, deep.root_no, deep.number) == (target, None, 1, 2)
    stub = done.stub
    assert stub is not None and stub.parent == root and stub.kind == CommentKind.NOTICE
    assert f'href="/c/{reply.pk}/"' in stub.body_html
    place.refresh_from_db()
    target.refresh_from_db()
    assert (place.comment_count, target.comment_count) == (2, 1)
    assert target.came_from == stub and is_whole(place, target)


def test_the_stub_stands_exactly_where_the_comment_stood() -> None:
    place = make_discussion()
    first, second, third = (make_comment(place) for _ in range(3))
    done = transfer.split(second, [], target=empty(), by=None)
    roots = (
        Comment.objects.filter(discussion=place).order_by("root_no").values_list("pk", "root_no")
    )
    assert done.stub is not None
    assert list(roots) == [(first.pk, 1), (done.stub.pk, 2), (third.pk, 3)]
    place.refresh_from_db()
    assert place.comment_count == 2 and place.last_comment == third


def test_other_branches_come_along_in_their_order() -> None:
    place = make_discussion()
    one, two, three = (make_comment(place, body=f"{n}") for n in range(3))
    under = make_comment(place, parent=one)
    transfer.split(two, [one.pk, under.pk], target=(target := empty()), by=None)
    found = Comment.objects.filter(discussion=target).order_by("number")
    assert [row.pk for row in found] == [two.pk, one.pk, under.pk]
    three.refresh_from_db()
    assert three.discussion == place and is_whole(place, target)


def test_what_is_not_published_or_stands_below_a_chosen_one_begins_no_topic() -> None:
    place, root, reply, _deep = talk()
    before = places(place)
    with pytest.raises(Refused):
        transfer.split(reply, [root.pk], target=empty(), by=None)
    set_status(reply, Status.REMOVED, by=None)
    with pytest.raises(Refused):
        transfer.split(reply, [], target=empty(), by=None)
    assert places(place).keys() == before.keys() and not Moved.objects.exists()


def test_a_topic_goes_into_another_and_leads_there() -> None:
    source, target = make_topic("One").discussion, make_topic("Two").discussion
    reply = make_comment(source)
    deep = make_comment(source, parent=reply)
    make_comment(target)
    done = transfer.pour(source, target, by=make_moderator())
    source.refresh_from_db()
    reply.refresh_from_db()
    deep.refresh_from_db()
    head = done.head
    head.refresh_from_db()
    assert (head.kind, head.root_no, head.number) == ("reply", 2, 3)
    assert (reply.parent, deep.parent, deep.root) == (head, reply, head)
    assert source.status == DiscussionStatus.HIDDEN and source.continued_at == head
    assert source.comment_count == 0 and is_whole(source, target)


@pytest.mark.parametrize("way", ["split", "pour"])
def test_taken_back_everything_stands_exactly_as_before(way: str) -> None:
    if way == "split":
        source, _root, reply, deep = talk()
        target = empty()
        Mark.objects.create(comment=deep, kind="helpful", by=make_member())
        recount(source)
        before = places(source), counts(source)
        done = transfer.split(reply, [], target=target, by=None)
    else:
        source, target = make_topic("One").discussion, make_topic("Two").discussion
        make_comment(source, parent=make_comment(source))
        make_comment(target)
        before = places(source, target), counts(source)
        done = transfer.pour(source, target, by=None)
    assert transfer.put_back(done, by=None)
    assert not transfer.put_back(done, by=None)
    after = places(source) if way == "split" else places(source, target)
    assert (after, counts(source)) == before
    assert is_whole(source, target)


def test_what_was_written_since_comes_along_when_it_is_taken_back() -> None:
    source, root, reply, deep = talk()
    target = empty()
    done = transfer.split(reply, [], target=target, by=None)
    late = make_comment(target, body="A root of the new topic.")
    later = make_comment(target, parent=Comment.objects.get(pk=deep.pk), body="Below a moved one.")
    here = make_comment(source, body="Meanwhile in the old one.")
    transfer.put_back(done, by=None)
    for comment, parent in ((late, reply), (later, deep), (here, None), (reply, root)):
        comment.refresh_from_db()
        assert (comment.discussion, comment.parent) == (source, parent)
    target.refresh_from_db()
    assert target.continued_at == reply and target.status == DiscussionStatus.HIDDEN
    assert is_whole(source, target)


def test_after_a_merge_is_taken_back_what_was_written_to_the_other_topic_stays_there() -> None:
    source, target = make_topic("One").discussion, make_topic("Two").discussion
    done = transfer.pour(source, target, by=None)
    head = Comment.objects.get(pk=done.head_id)
    ours, theirs = make_comment(target, parent=head), make_comment(target)
    transfer.put_back(done, by=None)
    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (ours.discussion, ours.parent, theirs.discussion) == (source, None, target)
    assert is_whole(source, target)


def test_what_was_moved_on_is_taken_back_first() -> None:
    source, _root, reply, deep = talk()
    first = transfer.split(reply, [], target=empty(), by=None)
    second = transfer.split(Comment.objects.get(pk=deep.pk), [], target=empty(), by=None)
    with pytest.raises(Refused):
        transfer.put_back(first, by=None)
    before = Transfer.objects.get(pk=first.pk).returned_at
    assert before is None
    transfer.put_back(second, by=None)
    transfer.put_back(first, by=None)
    assert is_whole(source)


def test_a_reply_on_its_way_follows_what_it_answers() -> None:
    source, _root, reply, deep = talk()
    target = empty()
    viewer = Viewer.for_user(make_moderator("Mo"))
    stale = Comment.objects.select_related("discussion__audience").get(pk=deep.pk)
    transfer.split(reply, [], target=target, by=None)
    posted = post(stale.discussion, viewer=viewer, body="Still here.", parent=stale).comment
    assert (posted.discussion, posted.parent_id) == (target, deep.pk)
    assert is_whole(source, target)


def test_a_comment_sent_to_an_emptied_topic_stands_below_what_became_of_it() -> None:
    source, target = make_topic("One").discussion, make_topic("Two").discussion
    done = transfer.pour(source, target, by=None)
    viewer = Viewer.for_user(make_moderator("Mo"))
    posted = post(source, viewer=viewer, body="Still here.").comment
    assert (posted.discussion, posted.parent_id) == (target, done.head_id)
    assert is_whole(source, target)


def test_what_a_member_had_read_stays_read_and_what_not_stays_new() -> None:
    source, target = make_topic("One").discussion, make_topic("Two").discussion
    rita, stranger = make_member("Rita"), make_member("Stan")
    make_comment(target)
    known = make_comment(source)
    seen = {"read_to": known.number, "visit_from": known.number}
    Reading.objects.create(user=rita, discussion=source, **seen)
    Reading.objects.create(user=stranger, discussion=target, read_to=2, visit_from=2)
    unknown = make_comment(source)
    done = transfer.pour(source, target, by=None)
    target.refresh_from_db()

    def unread(user: Any) -> set[int]:
        found = news.news_of(user, target)
        return {pk for pk, arrival in found.new.items() if found.is_unread(arrival)}

    assert unread(rita) == {unknown.pk}
    assert {known.pk, unknown.pk} <= unread(stranger)
    read.mark_read(rita, target, target.last_number)
    transfer.put_back(done, by=None)
    source.refresh_from_db()
    assert not news.news_of(rita, source).new


def test_a_notice_counts_nowhere_and_answers_nothing() -> None:
    topic = make_topic()
    reply = make_comment(topic.discussion, author=make_member("Dora"))
    done = transfer.split(reply, [], target=empty(), by=None)
    topic.discussion.refresh_from_db()
    assert (topic.discussion.comment_count, topic.discussion.others_count) == (0, 0)
    assert topic.discussion.root_count == 1 and done.stub is not None
    with pytest.raises(Refused):
        post(topic.discussion, viewer=Viewer.for_user(make_moderator()), body="?", parent=done.stub)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_tree_goes_and_comes_back_whole(data: st.DataObject) -> None:
    source = make_discussion()
    made: list[Comment] = []
    for parent in data.draw(st.lists(st.integers(-1, 8), min_size=1, max_size=9)):
        above = made[parent] if 0 <= parent < len(made) else None
        made.append(make_comment(source, parent=above))
    for index in data.draw(st.sets(st.integers(0, len(made) - 1), max_size=3)):
        set_status(made[index], Status.REMOVED, by=None)
    before = places(source), counts(source)
    published = list(Comment.objects.filter(discussion=source, status=Status.PUBLISHED))
    if not published:
        return
    head = data.draw(st.sampled_from(published))
    others = data.draw(st.sets(st.sampled_from([row.pk for row in made])))
    target = empty()
    try:
        done = transfer.split(head, others, target=target, by=None)
    except Refused:
        assert (places(source), counts(source)) == before
        return
    assert is_whole(source, target)
    moved = Comment.objects.filter(discussion=target)
    assert moved.count() + Comment.objects.filter(discussion=source).count() == len(made) + 1
    transfer.put_back(done, by=None)
    assert (places(source), counts(source)) == before
    assert is_whole(source, target)


# --- many at once ------------------------------------------------------------------------


def _writes(body: str, discussion_id: int, parent_id: int | None) -> Callable[[], object]:
    """Somebody whose page was opened before anything was moved."""
    viewer = Viewer.for_user(make_moderator(f"Mo {body}"))
    place = Discussion.objects.select_related("audience").get(pk=discussion_id)
    parent = Comment.objects.filter(pk=parent_id or 0).first()
    return lambda: post(place, viewer=viewer, body=body, parent=parent)


@pytest.mark.both_engines
@pytest.mark.django_db(transaction=True)
def test_while_comments_are_split_off_and_put_back_nothing_that_is_written_is_lost() -> None:
    source, root, reply, deep = talk()
    target = empty()
    done: list[Transfer] = []
    writers = [
        _writes(f"{round_} {n}", source.pk, parent)
        for round_ in ("split", "return")
        for n, parent in enumerate((None, root.pk, reply.pk, deep.pk, deep.pk))
    ]
    race([*writers[:5], lambda: done.append(transfer.split(reply, [], target=target, by=None))])
    assert is_whole(source, target)
    below = Comment.objects.filter(body_source__in=["split 2", "split 3", "split 4"])
    assert set(below.values_list("discussion", flat=True)) == {target.pk}
    race([*writers[5:], lambda: transfer.put_back(done[0], by=None)])
    assert is_whole(source, target)
    assert Comment.objects.filter(discussion=source, kind=CommentKind.REPLY).count() == 4 + 10
    assert not Comment.objects.filter(discussion=target).exists()


@pytest.mark.both_engines
@pytest.mark.django_db(transaction=True)
def test_two_topics_merged_into_each_other_at_once_become_one() -> None:
    one, two = make_topic("One way").discussion, make_topic("Another way").discussion
    refused: list[Refused] = []

    def pour(source: Discussion, target: Discussion) -> Callable[[], object]:
        def work() -> None:
            try:
                transfer.pour(source, target, by=None)
            except Refused as refusal:
                refused.append(refusal)

        return work

    race([pour(one, two), pour(two, one), _writes("Meanwhile", one.pk, None)])
    assert len(refused) == 1
    one.refresh_from_db()
    two.refresh_from_db()
    assert {one.continued_at_id is None, two.continued_at_id is None} == {True, False}
    assert is_whole(one, two)
    assert Comment.objects.get(body_source="Meanwhile").discussion.continued_at_id is None


@pytest.mark.both_engines
@pytest.mark.django_db(transaction=True)
def test_what_moves_while_it_is_decided_about_ends_whole_and_without_a_fault() -> None:
    """The target has the lower number, so whoever held the source and then asked for the target
    would wait crosswise for those who move."""
    target = make_topic("An older one").discussion
    source = make_topic("A younger one").discussion
    comments = [make_comment(source, body=f"Reply {n}") for n in range(3)]
    bob = make_moderator()

    def pour() -> None:
        done = transfer.pour(source, target, by=None)
        transfer.put_back(done, by=None)

    def decide_about(comment: Comment) -> Callable[[], object]:
        stale = Comment.objects.select_related("discussion__audience").get(pk=comment.pk)

        def work() -> None:
            for status in (Status.REMOVED, Status.PUBLISHED, Status.HELD, Status.PUBLISHED):
                set_status(stale, status, by=bob)

        return work

    race([pour, *(decide_about(comment) for comment in comments)])
    assert is_whole(source, target)
    assert Comment.objects.filter(discussion=source, status=Status.PUBLISHED).count() == 4


@pytest.mark.both_engines
@pytest.mark.django_db(transaction=True)
def test_moves_between_discussions_that_share_their_words_of_change_do_not_meet_crosswise() -> None:
    """Kept pages know discussions by their number modulo 64: what is locked in one order must be
    said in one order too."""
    here = 1000 * SHARED_BY
    four = [make_discussion() for _one in range(4)]
    for one, step in zip(four, (0, 1, SHARED_BY, SHARED_BY + 1), strict=True):
        one.pk = here + step
        one.save(force_insert=True)

    def lock(*steps: int) -> Callable[[], object]:
        def work() -> None:
            for _round in range(20):
                with transaction.atomic():
                    counters.lock_all([here + step for step in steps])

        return work

    race([lock(0, SHARED_BY + 1), lock(1, SHARED_BY)])
    moved = Discussion.objects.filter(pk__gte=here).values_list("version", flat=True)
    assert len(set(moved)) == 1


def test_the_database_refuses_a_transfer_to_itself_and_a_comment_moved_twice_by_one() -> None:
    place, root, _reply, _deep = talk()
    with pytest.raises(IntegrityError, match="transfer_goes_elsewhere"), transaction.atomic():
        Transfer.objects.create(source=place, target=place, head=root)
    done = transfer.split(root, [], target=empty(), by=None)
    row = done.moved.get(comment=root)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
