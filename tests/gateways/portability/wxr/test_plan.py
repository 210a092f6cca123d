from collections import Counter
from datetime import UTC, datetime

import pytest

from gateways.portability.wxr.items import WxrHead, WxrPost
from gateways.portability.wxr.parse import parse
from gateways.portability.wxr.plan import ArticlePlan, Notes, Planner, normal_path, old_paths
from tests.factories_portability import wxr, wxr_comment, wxr_post

NOW = datetime(2021, 6, 1, 12, tzinfo=UTC)


def plan_all(*items: str) -> tuple[list[ArticlePlan], Notes]:
    found = list(parse(wxr(*items)))
    head = next(item for item in found if isinstance(item, WxrHead))
    planner = Planner(head, now=NOW)
    plans = [planner.plan(item) for item in found if isinstance(item, WxrPost)]
    return [plan for plan in plans if plan is not None], planner.notes


def plan(item: str) -> ArticlePlan:
    return plan_all(item)[0][0]


def tree(*comments: str) -> dict[str, str]:
    return {c.key: c.parent_key for c in plan(wxr_post(1, *comments)).comments}


@pytest.mark.parametrize(
    ("status", "date", "password", "state"),
    [
        ("publish", "2020-01-01 00:00:00", "", "published"),
        ("publish", "2030-01-01 00:00:00", "", "scheduled"),
        ("future", "2030-01-01 00:00:00", "", "scheduled"),
        ("future", "2020-01-01 00:00:00", "", "draft"),
        ("draft", "0000-00-00 00:00:00", "", "draft"),
        ("pending", "2020-01-01 00:00:00", "", "draft"),
        ("private", "2020-01-01 00:00:00", "", "draft"),
        ("publish", "2020-01-01 00:00:00", "secret", "draft"),
        ("future", "2030-01-01 00:00:00", "secret", "draft"),
        ("archived", "2020-01-01 00:00:00", "", "draft"),
        ("PUBLISH", "2020-01-01 00:00:00", "", "draft"),
        ("", "2020-01-01 00:00:00", "", "draft"),
        (None, "2020-01-01 00:00:00", "", "draft"),
    ],
)
def test_only_what_was_public_becomes_public(
    status: str | None, date: str, password: str, state: str
) -> None:
    made = plan(wxr_post(1, status=status, date=date, password=password))
    assert made.state == state
    assert (made.published_at is None) == (state == "draft")


def test_a_public_post_without_text_becomes_a_draft() -> None:
    made, notes = plan_all(wxr_post(1, body=" <p></p> "))
    assert made[0].state == "draft"
    assert notes.changes["draft:empty"] == 1


@pytest.mark.parametrize(
    ("kind", "status", "reason"),
    [
        ("page", "publish", "page"),
        ("attachment", "inherit", "attachment"),
        ("nav_menu_item", "publish", "nav_menu_item"),
        ("revision", "inherit", "revision"),
        ("shop order!", "publish", "shop-order-"),
        ("post", "trash", "trash"),
        ("post", "auto-draft", "auto-draft"),
    ],
)
def test_what_is_no_article_is_skipped_by_reason(kind: str, status: str, reason: str) -> None:
    made, notes = plan_all(wxr_post(1, wxr_comment(1), wxr_comment(2), kind=kind, status=status))
    assert made == []
    assert notes.items == Counter({reason: 1})
    assert notes.comments == Counter({"of-skipped-item": 2})


def test_a_post_that_stands_twice_comes_once() -> None:
    made, notes = plan_all(wxr_post(1, title="First"), wxr_post(1, title="Second"))
    assert [p.title for p in made] == ["First"]
    assert notes.items == Counter({"repeated": 1})


def test_a_post_without_a_number_is_known_by_its_link() -> None:
    made, _notes = plan_all(
        wxr_post(None, link="https://old.example/?p=4"),
        wxr_post(None, link="https://old.example/named/"),
    )
    assert [p.key for p in made] == ["4", "https://old.example/named/"]


@pytest.mark.parametrize(
    ("approved", "approval"),
    [
        ("1", "published"),
        ("0", "held"),
        ("", "held"),
        ("2", "held"),
        ("hold", "held"),
        ("spam", "spam"),
        ("trash", "removed"),
        ("post-trashed", "removed"),
        ("11", "held"),
    ],
)
def test_only_what_was_approved_is_public(approved: str, approval: str) -> None:
    (comment,) = plan(wxr_post(1, wxr_comment(1, approved=approved))).comments
    assert comment.approval == approval


def test_pingbacks_and_other_kinds_of_comments_are_skipped_by_reason() -> None:
    kinds = ["pingback", "trackback", "order_note", "comment", ""]
    comments = [wxr_comment(number, kind=kind) for number, kind in enumerate(kinds, start=1)]
    made, notes = plan_all(wxr_post(1, *comments))
    assert [c.key for c in made[0].comments] == ["4", "5"]
    assert notes.comments == Counter({"pingback": 1, "trackback": 1, "order_note": 1})


def test_comments_that_are_empty_repeated_or_nameless_are_skipped_by_reason() -> None:
    made, notes = plan_all(
        wxr_post(
            1,
            wxr_comment(1),
            wxr_comment(1, "Again"),
            wxr_comment(2, " <b></b> "),
            wxr_comment("", "No number"),
            wxr_comment("9" * 30, "No number"),
        )
    )
    assert len(made[0].comments) == 1
    assert notes.comments == Counter({"repeated": 1, "empty": 1, "without-id": 2})


def test_comments_stand_by_date_and_never_before_what_they_answer() -> None:
    made = plan(
        wxr_post(
            1,
            wxr_comment(4, parent=3, date="2020-01-01 00:00:00"),
            wxr_comment(3, date="2020-01-03 00:00:00"),
            wxr_comment(2, date="2020-01-02 00:00:00"),
            wxr_comment(1, date="2020-01-02 00:00:00"),
        )
    )
    assert [c.key for c in made.comments] == ["1", "2", "3", "4"]
    assert made.comments[3].parent_key == "3"


def test_a_missing_parent_makes_a_root() -> None:
    made, notes = plan_all(wxr_post(1, wxr_comment(2, parent=99)))
    assert made[0].comments[0].parent_key == ""
    assert notes.changes["parent-missing"] == 1


def test_an_answer_to_something_skipped_moves_to_what_that_answered() -> None:
    comments = (
        wxr_comment(1),
        wxr_comment(2, kind="pingback", parent=1),
        wxr_comment(3, "", parent=2),
        wxr_comment(4, parent=3),
        wxr_comment(5, parent=2),
    )
    assert tree(*comments) == {"1": "", "4": "1", "5": "1"}
    _made, notes = plan_all(wxr_post(1, *comments))
    assert notes.changes["parent-skipped"] == 2


def test_circles_of_answers_are_opened() -> None:
    comments = (
        wxr_comment(1, parent=1),
        wxr_comment(2, parent=3),
        wxr_comment(3, parent=4),
        wxr_comment(4, parent=2),
        wxr_comment(5, parent=4),
    )
    found = tree(*comments)
    for key, above in found.items():
        seen = {key}
        while above:
            assert above not in seen
            seen.add(above)
            above = found[above]  # noqa: PLW2901 - climbing
    assert len(found) == 5


def test_a_circle_of_skipped_comments_holds_nobody() -> None:
    comments = (
        wxr_comment(1, kind="pingback", parent=2),
        wxr_comment(2, kind="pingback", parent=1),
        wxr_comment(3, parent=1),
    )
    assert tree(*comments) == {"3": ""}


def test_very_long_chains_are_planned_without_recursion() -> None:
    comments = [wxr_comment(number, parent=number - 1) for number in range(3000, 0, -1)]
    assert [c.key for c in plan(wxr_post(1, *comments)).comments][:2] == ["1", "2"]


def test_dates_that_are_none_are_replaced() -> None:
    zero = "0000-00-00 00:00:00"
    made = plan(wxr_post(1, wxr_comment(1, date=zero), wxr_comment(2, date="9999-12-31 23:59:59")))
    assert made.comments[0].created_at == made.created_at
    undated = plan(wxr_post(1, date=zero))
    assert undated.published_at == datetime(2021, 1, 5, 10, tzinfo=UTC)  # of the export


def test_a_comment_from_the_future_is_dated_today() -> None:
    made, notes = plan_all(wxr_post(1, wxr_comment(1, date="2031-01-01 00:00:00")))
    assert made[0].comments[0].created_at == NOW
    assert notes.changes["comment-dated-ahead"] == 1


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://gina.example/", True),
        ("http://gina.example/me", True),
        ("javascript:alert(1)//gina.example", False),
        ('https://gina.example/" onclick=x', False),
        ("data:text/html,x", False),
        ("//gina.example", False),
        ("gina", False),
        ("http://[::1", False),
        (f"https://gina.example/{'a' * 300}", False),
    ],
)
def test_only_an_honest_website_is_kept(address: str, kept: bool) -> None:
    (comment,) = plan(wxr_post(1, wxr_comment(1, website=address))).comments
    assert comment.website == (address if kept else "")


def test_an_address_given_as_a_name_is_not_shown() -> None:
    (comment,) = plan(wxr_post(1, wxr_comment(1, name="gina@example.org"))).comments
    assert comment.name == "gina"


def test_tags_come_once_and_without_the_empty_category() -> None:
    assert plan(wxr_post(1, tags=("Heat", "heat", "Uncategorized", "Tom &amp; I"))).tags == [
        "Heat",
        "Tom & I",
    ]


def test_old_addresses_are_paths_and_short_links() -> None:
    post = WxrPost(link="https://old.example/2020/M%C3%BCde/", guid="https://old.example/?p=7")
    assert old_paths(post) == ["/2020/Müde", "/?p=7"]
    assert old_paths(WxrPost(link="https://old.example/")) == []
    assert old_paths(WxrPost(link="http://[", guid="http://[")) == []
    assert normal_path("/2020/x/comment-page-3/") == "/2020/x"
