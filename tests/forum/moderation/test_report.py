"""Reporting: for everybody who can see the comment, once, with a reason."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from accounts.services import device
from accounts.viewer import Viewer
from forum.comments.models import Comment
from forum.comments.refusal import Refused
from forum.moderation.models import Case, Report, ReportReason
from forum.moderation.services.decide import decide
from forum.moderation.services.report import Reported, report
from foundation.branding import settings
from tests.factories import (
    make_audience,
    make_comment,
    make_discussion,
    make_guest,
    make_member,
    make_moderator,
    suspend,
)
from tests.factories_moderation import (
    ELSEWHERE,
    HOME,
    case_of,
    make_held,
    make_known,
    make_report,
    signed_in,
)
from tests.race import race


def by_device(comment: Comment, key: str = "", **facts: object) -> Reported:
    return report(
        comment,
        viewer=Viewer.nobody(),
        reason="spam",
        device_key=key or device.new_key(),
        **facts,  # type: ignore[arg-type]
    )


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ReportReason.values)
def test_a_member_reports_for_each_reason(reason: str) -> None:
    comment, rita = make_comment(), make_member("Rita")
    made = make_report(comment, by=rita, reason=reason, text="Please look.")
    case = case_of(comment)
    assert (made.reporter, made.case, made.text) == (rita, case, "Please look.")
    assert case.kind == "reported"


@pytest.mark.django_db
def test_visitors_and_guests_report_too() -> None:
    comment = make_comment()
    by_device(comment)
    report(comment, viewer=Viewer(guest=make_guest()), reason="spam", device_key="known")
    assert Report.objects.filter(reporter=None).exclude(device_hash="").count() == 2
    assert "known" not in Report.objects.values_list("device_hash", flat=True)


@pytest.mark.django_db
def test_a_second_report_answers_like_the_first_and_writes_nothing() -> None:
    comment, rita = make_comment(), make_member("Rita")
    viewer = Viewer.for_user(rita)
    first = report(comment, viewer=viewer, reason="spam")
    again = report(comment, viewer=viewer, reason="harassment")
    assert (again.again, again.report) == (True, first.report)
    key = device.new_key()
    assert not by_device(comment, key).again
    assert by_device(comment, key).again
    assert Report.objects.count() == 2


@pytest.mark.django_db
def test_someone_at_risk_stands_before_everything() -> None:
    one, two = make_comment(author=make_known()), make_comment(author=make_known("Dora"))
    make_report(one, by=make_member("Rita"))
    make_report(two, by=make_member("Ruth"), reason="at_risk")
    assert case_of(two).priority > case_of(one).priority
    make_report(one, by=make_member("Rosa"), reason="at_risk")
    assert case_of(one).priority >= 100


@pytest.mark.django_db
def test_more_reporters_move_a_case_up() -> None:
    comment = make_comment()
    make_report(comment, by=make_member("Rita"))
    before = case_of(comment).priority
    make_report(comment, by=make_member("Ruth"))
    assert case_of(comment).priority > before
    assert Case.objects.count() == 1


@pytest.mark.django_db
def test_a_report_for_another_reason_after_a_decision_opens_a_new_case() -> None:
    comment = make_comment(author=make_known())
    make_report(comment, by=make_member("Rita"))
    decide(comment, "approve", by=make_moderator())
    make_report(comment, by=make_member("Ruth"), reason="claim")
    assert Case.objects.filter(comment=comment).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reason", "text"), [("", ""), ("boring", ""), ("other", " "), ("spam", "x" * 1001)]
)
def test_a_report_without_a_reason_or_too_long_is_refused(reason: str, text: str) -> None:
    with pytest.raises(ValidationError):
        make_report(make_comment(), reason=reason, text=text)
    assert not Case.objects.exists()


@pytest.mark.django_db
def test_nobody_reports_their_own_comment_or_one_that_is_gone() -> None:
    alice = make_member("Alice")
    with pytest.raises(Refused, match="your own"):
        make_report(make_comment(author=alice), by=alice)
    for status in ("held", "rejected", "spam", "removed", "deleted"):
        with pytest.raises(Refused, match="no longer"):
            make_report(make_comment(author=alice, status=status))


@pytest.mark.django_db
def test_a_suspended_person_cannot_report() -> None:
    rita = make_member("Rita")
    suspend(rita, reason="Please calm down.")
    with pytest.raises(Refused, match="Please calm down"):
        make_report(make_comment(), by=rita)


@pytest.mark.django_db
def test_a_person_reports_only_so_often_in_a_day() -> None:
    settings.set_value("reports_per_day", 3)
    place, rita = make_discussion(), make_member("Rita")
    for _ in range(3):
        make_report(make_comment(place), by=rita)
    with pytest.raises(Refused, match="tomorrow"):
        make_report(make_comment(place), by=rita)
    make_report(make_comment(place), by=make_member("Ruth"))


@pytest.mark.django_db
def test_devices_of_one_network_report_only_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forum.moderation.services.report.BLOCK_REPORTS", 2)
    comment = make_comment()
    for _ in range(2):
        by_device(comment, network=HOME)
    with pytest.raises(Refused):
        by_device(comment, network=HOME)
    by_device(comment, network=ELSEWHERE)


@pytest.mark.both_engines
@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_report() -> None:
    comment, rita = make_comment(), make_member("Rita")
    race([lambda: report(comment, viewer=Viewer.for_user(rita), reason="spam")] * 2)
    assert Report.objects.count() == 1
    assert Case.objects.count() == 1


# --- over HTTP ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_visitor_reports_by_a_plain_form_and_is_thanked(client: Client) -> None:
    comment = make_comment()
    page = client.get(f"/c/{comment.pk}/report/")
    assert page.status_code == 200
    assert not page.cookies
    sent = client.post(f"/c/{comment.pk}/report/", {"reason": "spam", "text": "An advert."})
    assert (sent.status_code, sent["Location"]) == (303, f"/c/{comment.pk}/report/sent/")
    assert client.get(sent["Location"]).status_code == 200
    assert Report.objects.get().text == "An advert."
    client.post(f"/c/{comment.pk}/report/", {"reason": "harassment"})
    assert Report.objects.count() == 1


@pytest.mark.django_db
def test_bad_input_comes_back_with_the_text_and_a_sentence(client: Client) -> None:
    comment = make_comment()
    url = f"/c/{comment.pk}/report/"
    for data in (
        {"text": "My words"},
        {"reason": "other", "text": ""},
        {"reason": "spam", "text": "My words " * 200},
        {"reason": "spam", "text": "My words", "subject_line": "filled"},
    ):
        answer = client.post(url, data)
        assert answer.status_code == 422
        assert data.get("text", "")[:8] in answer.content.decode()
        assert "data-error-summary" in answer.content.decode()
    assert not Report.objects.exists()


@pytest.mark.django_db
def test_what_one_cannot_see_cannot_be_reported(client: Client) -> None:
    hidden = make_comment(make_discussion(audience=make_audience("staff")))
    members = make_comment(make_discussion(audience=make_audience("members")))
    held = make_held()
    for comment in (hidden, members, held):
        assert client.get(f"/c/{comment.pk}/report/").status_code == 404
        assert client.post(f"/c/{comment.pk}/report/", {"reason": "spam"}).status_code == 404
    assert client.get("/c/999999/report/").status_code == 404
    assert signed_in(make_member("Rita")).get(f"/c/{members.pk}/report/").status_code == 200


@pytest.mark.django_db
def test_the_own_comment_is_refused_with_a_sentence() -> None:
    alice: User = make_member("Alice")
    answer = signed_in(alice).get(f"/c/{make_comment(author=alice).pk}/report/")
    assert answer.status_code == 403
    assert "your own comment" in answer.content.decode()


@pytest.mark.django_db
def test_the_thank_you_page_of_a_comment_one_cannot_see_is_not_found(client: Client) -> None:
    assert client.get(f"/c/{make_held().pk}/report/sent/").status_code == 404
