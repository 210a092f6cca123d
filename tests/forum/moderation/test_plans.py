"""Every page of the queue is answered by the index that is there for it."""

import pytest
from django.db import connection

from accounts.viewer import Viewer
from forum.moderation import queries
from forum.moderation.filters import Filters
from forum.moderation.models import Case
from forum.moderation.services.cases import close
from tests.factories import make_member
from tests.factories_moderation import EVERYWHERE, case_of, make_board_moderator, make_held
from tests.factories_topics import make_board
from tests.forum.comments.test_plans import plans, uses

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("tab", "index"),
    [
        ("held", "case_queue_due"),
        ("risk", "case_queue_at_risk"),
        ("spam", "case_spam"),
        ("done", "case_done"),
    ],
)
@pytest.mark.parametrize("continued", [False, True])
def test_a_tab_is_read_in_the_order_of_its_index(tab: str, index: str, continued: bool) -> None:
    case = case_of(make_held())
    Case.objects.filter(pk=case.pk).update(priority=100 if tab == "risk" else 0)
    if tab in ("spam", "done"):
        close(case, tab)
    with plans() as said:
        queries.cases_of_tab(tab, viewer=EVERYWHERE, after=case.pk if continued else None)
    plan = said[-1]
    assert uses(plan, index)
    assert "TEMP B-TREE" not in plan and "Sort" not in plan


@pytest.mark.parametrize(
    ("filters", "indexes"),
    [
        (Filters(reason="rule-links"), ["firing_by_rule"]),
        (Filters(reason="report-spam"), ["report_by_reason"]),
        (Filters(age="day"), []),
    ],
)
def test_a_filtered_tab_is_walked_in_its_order(filters: Filters, indexes: list[str]) -> None:
    make_held(author=make_member("Nora"))
    with plans() as said:
        queries.cases_of_tab("held", viewer=EVERYWHERE, filters=filters)
    [plan] = said
    for index in indexes:
        assert uses(plan, index)
    if connection.vendor == "sqlite":
        assert "case_queue_due" in plan
        assert "TEMP B-TREE FOR ORDER BY" not in plan
        assert "CORRELATED" not in plan


@pytest.mark.parametrize(("tab", "index"), [("held", "case_queue_due"), ("done", "case_done")])
def test_who_moderates_boards_reads_the_same_index_in_its_order(tab: str, index: str) -> None:
    bea = Viewer.for_user(make_board_moderator(make_board("Sleep"), make_board("Diet")))
    assert bea.has_queue  # what a process keeps is kept by now
    case = case_of(make_held())
    if tab == "done":
        close(case, tab)
    with plans() as said:
        queries.cases_of_tab(tab, viewer=bea)
    plan = said[-1]
    if connection.vendor == "sqlite":
        assert index in plan
        assert "TEMP B-TREE FOR ORDER BY" not in plan
        assert "CORRELATED" not in plan


def test_the_counts_of_the_tabs_read_the_index_of_the_queue() -> None:
    make_held()
    with plans() as said:
        queries._counted("held", EVERYWHERE)
    [plan] = said
    assert uses(plan, "case_queue_due")
