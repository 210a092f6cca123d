"""The database says no: each constraint is broken once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from forum.moderation.models import (
    Case,
    Claim,
    Decision,
    Firing,
    LinkedSite,
    Opinion,
    Report,
    WatchedWord,
    Written,
)
from tests.factories import make_comment, make_guest, make_member, make_moderator

pytestmark = pytest.mark.django_db


def refuses(constraint: str, **fields: object) -> None:
    model = fields.pop("model")
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        model.objects.create(**fields)  # type: ignore[attr-defined]
    names = {
        # SQLite names the columns of a broken unique constraint, not the constraint.
        "case_one_open_per_comment": "comment_id",
        "case_one_open_per_user": "user_id",
        "case_one_open_per_guest": "guest_id",
        "report_once_per_member": "reporter_id",
        "report_once_per_device": "device_hash",
        "watchedword_once": "folded",
        "linkedsite_once": "host",
        "claim_case_id": "case_id",
        "decision_reversed_once": "reverses_id",
        "opinion_awaited_once": "asked_id",
        # An unknown status is neither of the two that this one knows.
        "case_status_known": "case_closed_says_how",
    }
    message = str(refused.value)
    assert constraint in message or names.get(constraint, constraint) in message


def test_a_case_is_about_one_subject_at_most() -> None:
    comment, guest, user = make_comment(), make_guest(), make_member("Nora")
    refuses("case_one_subject", model=Case, kind="held", comment=comment, user=user)
    refuses("case_one_subject", model=Case, kind="held", comment=comment, guest=guest)
    refuses("case_one_subject", model=Case, kind="held", user=user, guest=guest)
    Case.objects.create(kind="feedback")


def test_a_comment_a_member_and_a_guest_have_one_open_case_each() -> None:
    subjects = {"comment": make_comment(), "user": make_member("Nora"), "guest": make_guest()}
    for name, subject in subjects.items():
        Case.objects.create(kind="held", **{name: subject})
        refuses(f"case_one_open_per_{name}", model=Case, kind="reported", **{name: subject})
        closed = {"status": "closed", "closed_at": timezone.now(), "outcome": "approve"}
        for _ in range(2):
            Case.objects.create(kind="held", **{name: subject}, **closed)


def test_only_a_case_about_a_comment_has_its_discussion() -> None:
    place = make_comment().discussion
    refuses("case_discussion_of_comment", model=Case, kind="feedback", discussion=place)


def test_a_case_has_a_known_status_and_a_kind() -> None:
    refuses("case_status_known", model=Case, kind="held", status="odd", outcome="x")
    refuses("case_kind_given", model=Case, kind="")


def test_a_closed_case_says_how_and_an_open_one_does_not() -> None:
    now = timezone.now()
    name = "case_closed_says_how"
    refuses(name, model=Case, kind="held", status="closed", closed_at=now)
    refuses(name, model=Case, kind="held", status="closed", outcome="approve")
    refuses(name, model=Case, kind="held", status="open", outcome="approve")
    refuses(name, model=Case, kind="held", status="open", closed_at=now)


def test_the_span_of_a_firing_has_a_start_and_a_later_end() -> None:
    case = Case.objects.create(kind="held")
    facts = {"model": Firing, "case": case, "rule": "links", "reason": "Links."}
    refuses("firing_span_whole", **facts, start=1)
    refuses("firing_span_whole", **facts, end=1)
    refuses("firing_span_whole", **facts, start=4, end=4)
    Firing.objects.create(case=case, rule="links", reason="Links.", start=4, end=5)


def test_a_report_comes_from_a_member_or_a_device() -> None:
    comment, rita = make_comment(), make_member("Rita")
    case = Case.objects.create(kind="reported", comment=comment)
    facts = {"model": Report, "case": case, "comment": comment, "reason": "spam"}
    refuses("report_member_or_device", **facts)
    refuses("report_member_or_device", **facts, reporter=rita, device_hash="abc")


def test_a_person_reports_a_comment_once() -> None:
    comment, rita = make_comment(), make_member("Rita")
    case = Case.objects.create(kind="reported", comment=comment)
    facts = {"case": case, "comment": comment, "reason": "spam"}
    Report.objects.create(**facts, reporter=rita)
    Report.objects.create(**facts, device_hash="abc")
    refuses("report_once_per_member", model=Report, **facts, reporter=rita)
    refuses("report_once_per_device", model=Report, **facts, device_hash="abc")
    Report.objects.create(**facts, device_hash="def")


def test_a_report_says_why() -> None:
    comment = make_comment()
    case = Case.objects.create(kind="reported", comment=comment)
    refuses(
        "report_says_why", model=Report, case=case, comment=comment, reason="", device_hash="abc"
    )


def test_a_decision_says_what_and_why() -> None:
    bob = make_moderator()
    refuses("decision_says_what", model=Decision, action="", by=bob)
    for action in ("reject", "remove", "suspend"):
        refuses("decision_says_why", model=Decision, action=action, by=bob)
        Decision.objects.create(action=action, by=bob, reason_text="Because.")


def test_a_decision_is_never_changed_and_never_deleted() -> None:
    decision = Decision.objects.create(action="approve", by=make_moderator())
    decision.note = "Something else"
    for change in (
        decision.save,
        decision.delete,
        Decision.objects.all().delete,
        lambda: Decision.objects.update(note="Something else"),
        lambda: Decision.objects.bulk_update([decision], ["note"]),
        lambda: Decision.objects.update_or_create(pk=decision.pk, defaults={"note": "x"}),  # type: ignore[misc]  # it never looks
    ):
        with pytest.raises(Written):
            change()
    assert Decision.objects.get().note == ""


def test_a_decision_outlives_what_it_was_about() -> None:
    nora = make_member("Nora")
    case = Case.objects.create(kind="held", user=nora)
    Decision.objects.create(action="approve", by=make_moderator(), case=case, person=nora)
    case.delete()
    nora.delete()
    assert Decision.objects.get().person is None


def test_a_watched_word_is_there_once_and_is_not_empty() -> None:
    WatchedWord.objects.create(word="casino", folded="casino", mode="whole")
    refuses("watchedword_once", model=WatchedWord, word="C", folded="casino", mode="whole")
    refuses("watchedword_not_empty", model=WatchedWord, word="C", folded="", mode="whole")
    refuses("watchedword_mode_known", model=WatchedWord, word="C", folded="c", mode="regex")


def test_a_case_has_one_claim_and_a_claim_an_end() -> None:
    case, bob = Case.objects.create(kind="held"), make_moderator()
    now = timezone.now()
    refuses("claim_has_an_end", model=Claim, case=case, by=bob, at=now, until=now)
    Claim.objects.create(case=case, by=bob, at=now, until=now + timedelta(minutes=2))
    other: dict[str, object] = {"by": make_moderator("Carol"), "until": now + timedelta(hours=1)}
    refuses("claim_case_id", model=Claim, case=case, at=now, **other)


def test_an_opinion_is_asked_of_somebody_else_in_words_and_once_at_a_time() -> None:
    case, bob, carol = Case.objects.create(kind="held"), make_moderator(), make_moderator("Carol")
    fields: dict[str, object] = {"model": Opinion, "case": case, "asked_by": bob, "note": "Well?"}
    refuses("opinion_of_somebody_else", **fields, asked=bob)
    refuses("opinion_says_what", **(fields | {"note": ""}), asked=carol)
    refuses("opinion_answered_in_words", **fields, asked=carol, answered_at=timezone.now())
    refuses("opinion_answered_in_words", **fields, asked=carol, answer="Yes")
    fields.pop("model")
    Opinion.objects.create(**fields, asked=carol)
    refuses("opinion_awaited_once", model=Opinion, **fields, asked=carol)


def test_a_decision_is_taken_back_once_and_the_row_says_which() -> None:
    first = Decision.objects.create(action="approve", by=make_moderator())
    refuses("decision_undo_says_which", model=Decision, action="undo")
    refuses("decision_undo_says_which", model=Decision, action="approve", reverses=first)
    Decision.objects.create(action="undo", reverses=first)
    refuses("decision_reversed_once", model=Decision, action="undo", reverses=first)


def test_a_linked_site_is_listed_once_and_has_a_name() -> None:
    LinkedSite.objects.create(host="who.int")
    refuses("linkedsite_once", model=LinkedSite, host="who.int")
    refuses("linkedsite_has_host", model=LinkedSite, host="")
