"""Each decision can be taken back, to exactly how everything stood before."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from accounts.viewer import Viewer
from forum.comments.models import Comment, Revision, Status
from forum.comments.refusal import Refused
from forum.comments.services.delete import delete
from forum.comments.services.edit import edit
from forum.moderation.models import Case, Decision, Firing
from forum.moderation.services import discussions
from forum.moderation.services.cases import open_case
from forum.moderation.services.decide import decide, settle
from forum.moderation.services.recount import recount
from forum.moderation.services.undo import undo
from foundation.text import render_markdown
from tests.factories import make_comment, make_discussion, make_editor, make_member, make_moderator
from tests.factories_moderation import case_of, make_held, make_known, make_report, signed_in

pytestmark = pytest.mark.django_db

REASON: dict[str, Any] = {"reason_code": "selling"}
MANY_LINKS = "Look: https://a.example https://b.example https://c.example"


def state(comment: Comment) -> dict[str, object]:
    """All that people and moderators can see of a comment."""
    case = Case.objects.filter(comment=comment).order_by("-pk").first()
    fields = ("status", "shown", "published_at", "body_source", "body_html", "edited_at", "root_no")
    fresh = Comment.objects.get(pk=comment.pk)
    place = fresh.discussion
    return {
        "comment": {name: getattr(fresh, name) for name in fields},
        "counts": (place.comment_count, place.root_count, place.last_comment_id),
        "case": case and (case.pk, case.kind, case.status, case.outcome, case.waiting_since,
                          case.priority, case.due_at),
        "why": list(Firing.objects.filter(case=case).values_list("rule", "start", "end")),
        "texts": list(
            Revision.objects.filter(comment=comment)
            .order_by("at")
            .values_list("status", "body_source", "reason", "by", "at")
        ),
    }  # fmt: skip


def reported() -> Comment:
    comment = make_comment(author=make_known(), body="I rest.")
    make_report(comment, reason="claim")
    return comment


def changed() -> Comment:
    charlie = make_known()
    comment = make_comment(author=charlie, body="I rest.")
    drawn = render_markdown("I rest.", "comment")
    Comment.objects.filter(pk=comment.pk).update(body_html=drawn, body_format="markdown")
    comment.refresh_from_db()
    edit(comment, viewer=Viewer.for_user(charlie), body=MANY_LINKS)
    return comment


def published() -> Comment:
    return make_comment(author=make_known(), body="I rest.")


def spam() -> Comment:
    comment = make_held()
    decide(comment, "spam", by=make_moderator("Sue"))
    return comment


@pytest.mark.parametrize(
    ("make", "verb", "places"),
    [
        (make_held, "approve", 1),
        (make_held, "reply", 2),
        (make_held, "reject", 0),
        (make_held, "spam", 0),
        (reported, "approve", 0),
        (reported, "remove", 0),
        (reported, "spam", 0),
        (changed, "approve", 0),
        (changed, "reject", 0),
        (changed, "remove", 0),
        (published, "remove", 0),
        (published, "hold", 0),
        (reported, "hold", 0),
        (spam, "restore", 1),
    ],
)
def test_taken_back_everything_stands_as_before(
    make: Callable[[], Comment], verb: str, places: int
) -> None:
    comment, bob = make(), make_moderator()
    before = state(comment)
    change = Revision.objects.waiting().filter(comment=comment).first()
    seen = f"change-{change.pk}" if change else ""
    outcome = decide(comment, verb, by=bob, seen=seen, reply="Welcome.", **REASON)
    assert outcome.decision is not None
    assert state(comment) != before
    undone = undo(outcome.decision, by=make_moderator("Carol"))
    after = state(comment)
    # A place once given among the roots is never given again.
    for one in (before, after):
        assert isinstance(one["comment"], dict)
        one["comment"].pop("root_no") if places else None
    if before["case"] is None:
        after["case"] = None  # what was decided without a case leaves a closed one
    for name in before:
        assert after[name] == before[name], name
    assert undone.done
    assert (undone.decision.action, undone.decision.reverses) == ("undo", outcome.decision)
    assert recount(repair=False).is_clean


def test_of_two_who_take_back_one_does_and_the_other_is_told() -> None:
    comment, bob = make_held(), make_moderator()
    decision = decide(comment, "approve", by=bob).decision
    assert decision is not None
    carol = make_moderator("Carol")
    assert undo(decision, by=carol).done
    again = undo(decision, by=bob)
    assert not again.done
    assert again.decision.by == carol
    assert Decision.objects.filter(action="undo").count() == 1


def test_the_last_decision_is_taken_back_before_the_one_it_was_built_on() -> None:
    comment, bob = make_held(), make_moderator()
    first = decide(comment, "approve", by=bob).decision
    second = decide(comment, "remove", by=bob, **REASON).decision
    assert first is not None
    assert second is not None
    with pytest.raises(Refused):
        undo(first, by=bob)
    assert undo(second, by=bob).done
    assert undo(first, by=bob).done
    comment.refresh_from_db()
    assert comment.status == Status.HELD


def test_after_thirty_days_it_stands() -> None:
    decision = decide(make_held(), "approve", by=make_moderator()).decision
    assert decision is not None
    old = timezone.now() - timedelta(days=30)
    QuerySet(Decision).filter(pk=decision.pk).update(at=old)
    with pytest.raises(Refused):
        undo(Decision.objects.get(pk=decision.pk), by=make_moderator("Carol"))


def test_what_its_author_took_back_meanwhile_is_not_brought_back() -> None:
    nora = make_member("Nora")
    comment = make_held(author=nora)
    decision = decide(comment, "approve", by=make_moderator()).decision
    assert decision is not None
    delete(comment, viewer=Viewer.for_user(nora))
    with pytest.raises(Refused):
        undo(decision, by=make_moderator("Carol"))
    comment.refresh_from_db()
    assert comment.status == Status.DELETED


def test_a_report_that_came_meanwhile_waits_on_with_the_comment() -> None:
    comment = make_held()
    decision = decide(comment, "approve", by=make_moderator()).decision
    make_report(comment)
    new = case_of(comment)
    assert decision is not None
    assert undo(decision, by=make_moderator("Carol")).done
    assert case_of(comment).pk == new.pk
    assert case_of(comment).kind == "held"
    assert recount(repair=False).is_clean


def test_a_text_changed_again_is_not_put_back() -> None:
    comment = changed()
    change = Revision.objects.waiting().get()
    decision = decide(comment, "approve", by=make_moderator(), seen=f"change-{change.pk}").decision
    assert decision is not None
    comment.refresh_from_db()
    charlie = comment.author
    assert charlie is not None
    edit(comment, viewer=Viewer.for_user(charlie), body="Something else altogether.")
    with pytest.raises(Refused):
        undo(decision, by=make_moderator("Carol"))


@pytest.mark.parametrize("first", ["lock", "pin"])
def test_closing_and_pinning_are_taken_back_and_know_nothing_of_each_other(first: str) -> None:
    place, bob = make_discussion(), make_moderator()
    second = "pin" if first == "lock" else "lock"
    rows = {}
    for verb in (first, second):
        getattr(discussions, verb)(place, by=bob)
        rows[verb] = Decision.objects.order_by("-pk")[0]
    assert undo(rows[first], by=bob).done
    place.refresh_from_db()
    assert (place.status, place.rank) == (("open", 1) if first == "lock" else ("locked", 0))
    assert undo(rows[second], by=bob).done
    place.refresh_from_db()
    assert (place.status, place.rank) == ("open", 0)


@pytest.mark.parametrize("verb", ["lock", "pin"])
def test_opening_and_unpinning_are_taken_back(verb: str) -> None:
    place, bob = make_discussion(), make_moderator()
    getattr(discussions, verb)(place, by=bob)
    getattr(discussions, f"un{verb}")(place, by=bob)
    assert undo(Decision.objects.order_by("-pk")[0], by=bob).done
    place.refresh_from_db()
    assert (place.status, place.rank) == (("locked", 0) if verb == "lock" else ("open", 1))


def test_a_note_of_a_reader_waits_again() -> None:
    case, edith = open_case("feedback"), make_editor()
    decision = settle(case, "read", by=edith).decision
    assert decision is not None
    assert undo(decision, by=edith).done
    case.refresh_from_db()
    assert (case.status, case.outcome) == ("open", "")


def test_who_may_not_decide_may_not_take_back() -> None:
    decision = decide(make_held(), "approve", by=make_moderator()).decision
    assert decision is not None
    for person in (make_member("Mary"), make_editor()):
        with pytest.raises(Refused):
            undo(decision, by=person)
    bob = make_moderator("Max")
    own = make_comment(author=bob)
    about_own = decide(own, "remove", by=make_moderator("Carol"), **REASON).decision
    assert about_own is not None
    with pytest.raises(Refused):
        undo(about_own, by=bob)


def test_a_moment_after_a_decision_the_queue_offers_to_undo_it() -> None:
    comment, bob = make_held(), make_moderator()
    client = signed_in(bob)
    client.post(f"/moderation/cases/{case_of(comment).pk}/approve/?seen=held", {"back": "held"})
    decision = Decision.objects.get()
    html = client.get("/moderation/queue/held/").content.decode()
    address = f"/moderation/decisions/{decision.pk}/undo/"
    assert html.count(address) == 1
    other = signed_in(make_moderator("Carol")).get("/moderation/queue/held/").content.decode()
    assert address not in other
    answer = client.post(address, {"back": "held"})
    assert (answer.status_code, answer["Location"]) == (303, "/moderation/queue/held/")
    html = client.get("/moderation/queue/held/").content.decode()
    assert "Taken back: Approved" in html
    assert address not in html
    assert "has taken this back" in client.post(address, follow=True).content.decode()
    assert client.post("/moderation/decisions/999/undo/").status_code == 404


def test_the_history_offers_what_can_be_taken_back_and_says_what_was() -> None:
    bob = make_moderator()
    first = decide(make_held(), "approve", by=bob).decision
    second = decide(make_held(author=make_member("Nell"), body="Other"), "approve", by=bob).decision
    assert first is not None
    assert second is not None
    undo(first, by=bob)
    html = signed_in(bob).get("/moderation/decisions/").content.decode()
    assert f"/moderation/decisions/{second.pk}/undo/" in html
    assert f"/moderation/decisions/{first.pk}/undo/" not in html
    assert "This was taken back." in html
