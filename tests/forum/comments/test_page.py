import re
from typing import Any

import pytest
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.viewer import Viewer
from forum.comments import location, tree
from forum.comments.models import Comment, Discussion, Status
from forum.comments.page import discussion_page
from forum.comments.services.lay_in import Row, lay_in
from forum.comments.services.recount import recount
from forum.comments.services.set_status import set_status
from tests.factories import make_comment, make_discussion, make_guest, make_member, make_moderator
from tests.factories_topics import make_topic

pytestmark = pytest.mark.django_db

NOBODY = Viewer.nobody()


def fill(discussion: Discussion, parents: list[int | None], author: Any = None) -> list[Comment]:
    """Comments whose parents are given by position; None makes a root."""
    from datetime import timedelta

    from django.utils import timezone

    author = author or make_member("Alice")
    start = timezone.now() - timedelta(days=1)
    rows = [
        Row(
            ref=str(n),
            parent_ref=None if parent is None else str(parent),
            created_at=start + timedelta(seconds=n),
            body_source=f"text {n}",
            body_html=f"<p>text {n}</p>",
            author=author,
        )
        for n, parent in enumerate(parents)
    ]
    made = lay_in(discussion, rows)
    discussion.refresh_from_db()
    return [made[str(n)] for n in range(len(parents))]


def ids(page: Any) -> list[list[int]]:
    return [[row.id for row in thread.rows] for thread in page.threads]


def test_a_page_is_twenty_roots_with_three_replies_each() -> None:
    discussion = make_discussion()
    fill(discussion, [None] * 25 + [0] * 7)
    page = discussion_page(discussion, NOBODY, {"sort": "oldest"})
    assert len(page.threads) == tree.ROOTS
    assert len(page.threads[0].rows) == 1 + tree.REPLIES
    assert page.threads[0].more == 4
    assert page.pager is not None
    assert (page.pager.number, page.pager.count) == (1, 2)


@pytest.mark.parametrize("sort", ["oldest", "newest", "helpful", "replied"])
def test_every_root_stands_on_exactly_one_page_of_each_sort(sort: str) -> None:
    discussion = make_discussion()
    made = fill(discussion, [None] * 45 + [3, 3, 7])
    seen: list[int] = []
    params = {"sort": sort}
    for _round in range(5):
        page = discussion_page(discussion, NOBODY, params)
        seen += [thread.rows[0].id for thread in page.threads]
        if sort in tree.NUMBERED:
            assert page.pager is not None
            if page.pager.is_last:
                break
            params = {"sort": sort, "page": str(page.pager.number + 1)}
        elif page.next_url:
            params = {"sort": sort, "from": page.next_url.split("from=")[1].split("#")[0]}
        else:
            break
    roots = [comment.pk for comment in made[:45]]
    assert sorted(seen) == sorted(roots)
    if sort == "oldest":
        assert seen == roots
    if sort == "newest":
        assert seen == roots[::-1]
    if sort == "replied":
        assert seen[:2] == [made[3].pk, made[7].pk]


@pytest.mark.parametrize("sort", tree.SORTS)
def test_the_last_page_alone_says_that_the_discussion_ends(sort: str, client: Any) -> None:
    topic = make_topic().discussion
    fill(topic, [None] * 30)
    first = client.get(topic.url, {"sort": sort}).content.decode()
    assert "This is the end of the discussion." not in first
    following = re.search(r'href="([^"]*)" rel="next"', first)
    assert following is not None
    last = client.get(following[1].replace("&amp;", "&")).content.decode()
    assert last.count("This is the end of the discussion.") == 1


def test_pages_keep_their_roots_when_others_are_removed() -> None:
    discussion = make_discussion()
    made = fill(discussion, [None] * 30)
    before = ids(discussion_page(discussion, NOBODY, {"sort": "oldest", "page": "2"}))
    for comment in made[:5]:
        set_status(comment, Status.REMOVED, by=None)
    discussion.refresh_from_db()
    assert ids(discussion_page(discussion, NOBODY, {"sort": "oldest", "page": "2"})) == before


@pytest.mark.parametrize("params", [{"page": "99"}, {"page": "0"}, {"page": "x"},
                                    {"sort": "helpful", "from": "999"}])  # fmt: skip
def test_a_page_that_is_not_there_is_not_found(params: dict[str, str]) -> None:
    discussion = make_discussion()
    fill(discussion, [None])
    with pytest.raises(Http404):
        discussion_page(discussion, NOBODY, params)


def test_an_unknown_sort_gives_the_usual_one() -> None:
    discussion = make_discussion()
    assert discussion_page(discussion, NOBODY, {"sort": "order_key; DROP"}).sort == "newest"


def test_depth_is_only_drawn_and_deep_replies_say_whom_they_answer() -> None:
    discussion = make_discussion()
    made = [make_comment(discussion, author=make_member("Alice"))]
    for name in ("Bella", "Charlie", "Doris"):
        made.append(make_comment(parent=made[-1], author=make_member(name)))
    page = discussion_page(discussion, NOBODY, {})
    rows = page.threads[0].rows
    assert [row.level for row in rows] == [1, 2, 3, 3]
    assert [row.names_parent for row in rows] == [False, False, True, True]
    assert rows[3].reply_to == "Charlie"
    assert rows[3].reply_to_url == f"#c-{made[2].pk}"


def test_two_who_answer_each_other_stay_at_one_level() -> None:
    discussion = make_discussion()
    alice, bella, gina = make_member("Alice"), make_member("Bella"), make_guest()
    root = make_comment(discussion, author=alice)
    last = make_comment(parent=root, author=bella)
    last = make_comment(parent=last, author=alice)
    last = make_comment(parent=last, author=bella)
    page = discussion_page(discussion, NOBODY, {})
    rows = page.threads[0].rows
    assert [row.level for row in rows] == [1, 2, 2, 2]
    assert [row.names_parent for row in rows] == [False, False, True, True]
    from forum.comments.queries import thread_page

    make_comment(parent=last, guest=gina)
    page = thread_page(Comment.objects.get(pk=root.pk), NOBODY, None)
    assert [row.level for row in page.threads[0].rows] == [1, 2, 2, 2, 3]


def test_the_place_of_a_removed_comment_does_not_tell_who_wrote_it() -> None:
    discussion = make_discussion()
    alice, bella = make_member("Alice"), make_member("Bella")
    root = make_comment(discussion, author=alice)
    answer = make_comment(parent=root, author=bella)
    removed = make_comment(parent=answer, author=alice)
    make_comment(parent=removed, author=bella)
    set_status(removed, Status.REMOVED, by=None)
    rows = discussion_page(discussion, NOBODY, {}).threads[0].rows
    assert [row.level for row in rows] == [1, 2, 3, 3]


@pytest.mark.parametrize("sort", ["", "oldest", "newest", "helpful", "replied"])
def test_a_permalink_lands_on_a_page_that_holds_the_comment(sort: str, client: Any) -> None:
    discussion = make_discussion()
    made = fill(discussion, [None] * 43 + [2] * 60 + [50])
    for comment in made[::9]:
        url = location.url_of(Comment.objects.get(pk=comment.pk), sort=sort)
        assert url.endswith(f"#c-{comment.pk}")
        assert comment.pk in _on_page(discussion, url)


def _on_page(discussion: Discussion, url: str) -> list[int]:
    from urllib.parse import parse_qs, urlsplit

    from forum.comments.queries import thread_page

    parts = urlsplit(url)
    params = {key: values[0] for key, values in parse_qs(parts.query).items()}
    if parts.path.startswith("/c/"):
        root = Comment.objects.get(pk=int(parts.path.split("/")[2]))
        start = Comment.objects.get(pk=int(params["from"])) if "from" in params else None
        page = thread_page(root, NOBODY, start)
    else:
        page = discussion_page(discussion, NOBODY, params)
    return [number for thread in ids(page) for number in thread]


def test_a_long_thread_is_read_through_page_by_page() -> None:
    from forum.comments.queries import thread_page

    discussion = make_discussion()
    made = fill(discussion, [None] + [0] * 120)
    seen: list[int] = []
    start = None
    for _round in range(4):
        page = thread_page(made[0], NOBODY, start)
        seen += [row.id for row in page.threads[0].rows[1:]]
        if not page.next_url:
            break
        start = Comment.objects.get(pk=int(page.next_url.split("from=")[1].split("#")[0]))
    assert seen == [comment.pk for comment in made[1:]]


def test_what_waits_is_shown_to_its_author_and_to_moderators_alone() -> None:
    discussion = make_discussion()
    gina = make_guest()
    held = make_comment(discussion, guest=gina, status=Status.HELD, body="please approve")
    for viewer, sees in [
        (NOBODY, False),
        (Viewer.for_user(make_member("Charlie")), False),
        (Viewer(guest=make_guest("Otto", "otto@example.org")), False),
        (Viewer(guest=gina), True),
        (Viewer.for_user(make_moderator()), True),
    ]:
        page = discussion_page(discussion, viewer, {})
        assert ([[held.pk]] == ids(page)) == sees
        html = "".join(row.body_html for thread in page.threads for row in thread.rows)
        assert ("please approve" in html) == sees


def test_the_text_of_what_was_removed_is_not_on_the_page() -> None:
    discussion = make_discussion()
    made = fill(discussion, [None, 0])
    set_status(made[0], Status.REMOVED, by=make_moderator())
    page = discussion_page(discussion, NOBODY, {})
    row = page.threads[0].rows[0]
    assert "removed by a moderator" in row.placeholder
    assert row.body_html == ""


@pytest.mark.parametrize(("who", "most"), [("visitor", 5), ("member", 8), ("moderator", 9)])
def test_a_page_costs_the_same_number_of_queries_whatever_it_shows(
    who: str, most: int, django_assert_max_num_queries: Any
) -> None:
    discussion = make_discussion()
    fill(discussion, [None] * 20 + [n % 20 for n in range(200)])
    viewer = {
        "visitor": NOBODY,
        "member": Viewer.for_user(make_member("Charlie")),
        "moderator": Viewer.for_user(make_moderator()),
    }[who]
    with django_assert_max_num_queries(most):
        discussion_page(discussion, viewer, {})


trees = st.lists(st.integers(min_value=0, max_value=1000), min_size=1, max_size=40)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(trees, st.lists(st.tuples(st.integers(0, 39), st.sampled_from(list(Status))), max_size=15))
def test_tree_order_and_counters_agree_with_a_slow_obvious_model(
    shape: list[int], moves: list[tuple[int, Status]]
) -> None:
    parents = [None if n % 3 == 0 or at == 0 else n % at for at, n in enumerate(shape)]
    discussion = make_discussion()
    made = fill(discussion, parents, author=make_member("Model"))
    for at, status in moves:
        set_status(made[at % len(made)], status, by=None)
    discussion.refresh_from_db()

    fresh = {c.pk: c for c in Comment.objects.filter(discussion=discussion)}
    children: dict[int | None, list[Comment]] = {}
    for comment in sorted(fresh.values(), key=lambda c: c.number):
        children.setdefault(comment.parent_id, []).append(comment)

    def shown(comment: Comment) -> bool:
        return comment.status == Status.PUBLISHED or any(
            shown(child) for child in children.get(comment.pk, [])
        )

    def walk(comment: Comment) -> list[int]:
        below = [pk for child in children.get(comment.pk, []) for pk in walk(child)]
        return ([comment.pk] if shown(comment) else []) + below

    assert discussion.comment_count == sum(
        1 for c in fresh.values() if c.status == Status.PUBLISHED
    )
    expected = [walk(root) for root in children[None] if shown(root)]
    expected.sort(key=lambda branch: fresh[branch[0]].root_no or 0)
    got = []
    for root in tree.shown_roots(discussion).order_by("root_no"):
        got.append([root.pk, *(c.pk for c in tree.thread_from(root, None, NOBODY)[0])])
    assert got == expected
    assert not recount(discussion)
