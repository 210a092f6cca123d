"""The queue: what waits, for whom, in which order, drawn in a fixed number of queries."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.viewer import Viewer
from forum.comments.models import Comment, Status
from forum.moderation import kinds, places, queries, urgency
from forum.moderation.cards import cards_of
from forum.moderation.filters import Filters
from forum.moderation.kinds import CaseCard, Verb
from forum.moderation.models import Case, Decision, Firing
from forum.moderation.services.cases import open_case, weigh
from forum.moderation.services.decide import decide
from forum.moderation.services.watch import add_word
from tests.factories import (
    make_comment,
    make_discussion,
    make_editor,
    make_member,
    make_moderator,
    suspend,
)
from tests.factories_articles import make_article, make_series
from tests.factories_moderation import (
    EVERYWHERE,
    case_of,
    make_held,
    make_held_by_guest,
    make_known,
    make_report,
    signed_in,
)
from tests.factories_topics import make_board, make_topic

pytestmark = pytest.mark.django_db


def _load(viewer: Viewer, ids: Sequence[int]) -> dict[int, CaseCard]:
    return {
        pk: CaseCard(title="A note <b>", text="It <i>was</i> long.", facts=[("Vote", "2")])
        for pk in ids
    }


@pytest.fixture
def feedback(monkeypatch: pytest.MonkeyPatch) -> str:
    """A kind that a floor above registers."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds.registered()))
    kinds.register(
        "feedback",
        label="Feedback",
        load=_load,
        verbs=[Verb("done", "Done", icon="check")],
        for_editors=True,
        order=30,
    )
    return "feedback"


def test_a_card_shows_the_place_the_parent_the_rules_and_the_person() -> None:
    bob = make_moderator()
    add_word("casino", mode="whole", by=bob)
    place = make_discussion("Heat & fatigue")
    parent = make_comment(place, author=make_known(), body="A diary of hot days helps.")
    nora = make_member("Nora")
    make_comment(author=nora, status="rejected")
    make_held(parent=parent, author=nora, body="I went to the <casino> today.")
    suspend(nora)
    html = signed_in(bob).get("/moderation/").content.decode()
    for words in (
        "Heat &amp; fatigue",
        "Answers Charlie",
        "A diary of hot days helps.",
        "Watched word",
        "<mark>casino</mark>",
        "New member",
        "/moderation/people/nora/",
        "data-case",
        'data-verb="approve"',
        'data-verb="reject"',
        'data-verb="spam"',
    ):
        assert words in html, words
    assert "<casino>" not in html


def test_reports_are_counted_by_reason_and_reporters_are_not_named() -> None:
    comment = make_comment(author=make_known())
    make_report(comment, by=make_member("Rita"), reason="selling", text="He sells <pills>.")
    make_report(comment, by=make_member("Ruth"), reason="selling")
    html = signed_in(make_moderator()).get("/moderation/queue/reported/").content.decode()
    assert "2 people" in html
    assert "He sells &lt;pills&gt;." in html
    assert "Rita" not in html


def test_the_history_of_a_person_is_counted() -> None:
    charlie = make_known()
    for status in ("rejected", "removed", "removed", "spam"):
        make_comment(author=charlie, status=status)
    comment = make_comment(author=charlie)
    make_report(comment)
    [card] = cards_of([case_of(comment)], Viewer.for_user(make_moderator()))
    assert card.history is not None
    history = card.history
    assert (history.published, history.rejected, history.removed, history.spam) == (3, 1, 2, 1)


def test_what_may_do_harm_is_due_before_what_has_waited_a_little_longer() -> None:
    harmless, harmful = make_comment(author=make_known()), make_comment(author=make_known("Dora"))
    make_report(harmless, by=make_member("Rita"), reason="spam")
    make_report(harmful, by=make_member("Ruth"), reason="claim")
    page, _more = queries.cases_of_tab("reported", viewer=EVERYWHERE)
    assert [case.comment for case in page] == [harmful, harmless]
    wait(case_of(harmless), timedelta(hours=5))
    page, _more = queries.cases_of_tab("reported", viewer=EVERYWHERE)
    assert [case.comment for case in page] == [harmless, harmful]


def test_someone_at_risk_stands_in_a_tab_of_its_own_the_longest_waiting_first() -> None:
    comments = [make_comment(author=make_known(f"Person {n}")) for n in range(3)]
    for number, comment in enumerate(comments):
        make_report(comment, by=make_member(f"Rita {number}"))
    for number in (0, 2):
        make_report(comments[number], by=make_member(f"Ruth {number}"), reason="at_risk")
    wait(case_of(comments[2]), timedelta(hours=1))
    at_risk, _more = queries.cases_of_tab("risk", viewer=EVERYWHERE)
    usual, _more = queries.cases_of_tab("reported", viewer=EVERYWHERE)
    assert [case.comment for case in at_risk] == [comments[2], comments[0]]
    assert [case.comment for case in usual] == [comments[1]]
    html = signed_in(make_moderator()).get("/moderation/").content.decode()
    for words in ("Moderation: Someone at risk", "Someone at risk (2)", "Reported (1)"):
        assert words in html
    assert f"case-{case_of(comments[1]).pk}" not in html


def test_more_reporters_never_make_a_quarrel_look_like_a_person_at_risk() -> None:
    comment = make_comment(author=make_known())
    for number in range(30):
        make_report(comment, by=make_member(f"Rita {number}"))
    case = case_of(comment)
    assert case.priority == 99
    assert case.due_at < case.waiting_since + timedelta(hours=1)


def test_a_case_is_due_by_what_is_at_stake_and_by_who_can_see_it() -> None:
    def due(priority: int, seen: int) -> float:
        now = timezone.now()
        return (urgency.due_at(now, priority, seen) - now) / timedelta(hours=1)

    assert due(0, urgency.NOBODY) == 24
    assert due(10, urgency.EVERYBODY) == 4
    assert due(40, urgency.MANY) == pytest.approx(1.2)
    assert due(100, urgency.NOBODY) == due(99, urgency.NOBODY)


def test_a_card_says_why_it_stands_where_it_stands() -> None:
    comment = make_comment(author=make_known())
    make_report(comment, reason="claim")
    wait(case_of(comment), timedelta(hours=3))
    html = signed_in(make_moderator()).get("/moderation/queue/reported/").content.decode()
    for words in ("It could do harm", "seen by everyone", "waits for 3"):
        assert words in html
    assert "may be at risk. Please look" not in html


def test_who_can_see_it_counts() -> None:
    comment = make_comment()
    place = comment.discussion
    seen = [urgency.visibility_of(comment, "reported")]
    seen.append(urgency.visibility_of(comment, "changed"))
    for kind in ("members", "staff"):
        place.audience.kind = kind
        seen.append(urgency.visibility_of(comment, "reported"))
    place.audience.kind, place.comment_count = "public", 50
    seen.append(urgency.visibility_of(comment, "reported"))
    assert seen == [urgency.EVERYBODY, urgency.NOBODY, urgency.MEMBERS, 1, urgency.MANY]
    assert urgency.visibility_of(make_held(), "held") == urgency.NOBODY


def wait(case: Case, since: timedelta) -> None:
    """It has waited so long."""
    Case.objects.filter(pk=case.pk).update(waiting_since=timezone.now() - since)
    weigh(case)


def test_a_tab_is_filtered_by_reason_place_person_and_age() -> None:
    article, topic = make_discussion("Heat", kind="article"), make_discussion("Rest")
    nora, gina = make_held(article, body="I rest at noon."), make_held_by_guest(topic)
    rule = Firing.objects.filter(case__comment=nora).values_list("rule", flat=True)[0]
    wait(case_of(gina), timedelta(days=2))
    for asked, expected in {
        "": [gina, nora],
        f"reason=rule-{rule}": [nora],
        "reason=rule-guest_always": [gina],
        "reason=report-spam": [],
        "reason=odd": [],
        f"place=discussion-{topic.pk}": [gina],
        "place=discussion-x": [],
        "place=planet-1": [],
        "person=NORA": [nora],
        f"person=guest-{gina.guest_id}": [gina],
        "person=nobody": [],
        "age=day": [gina],
        "age=today": [nora],
        "age=odd": [],
        f"age=day&person=nora&place=discussion-{article.pk}": [],
    }.items():
        filters = Filters.read(QueryDict(asked).dict())
        page, _more = queries.cases_of_tab("held", viewer=EVERYWHERE, filters=filters)
        assert [case.comment for case in page] == expected, asked


def test_reports_are_filtered_by_their_reason() -> None:
    one, two = make_comment(author=make_known()), make_comment(author=make_known("Dora"))
    make_report(one, by=make_member("Rita"), reason="selling")
    make_report(two, by=make_member("Ruth"), reason="spam")
    page, _more = queries.cases_of_tab(
        "reported", viewer=EVERYWHERE, filters=Filters(reason="report-selling")
    )
    assert [case.comment for case in page] == [one]


def test_a_filter_stays_after_a_decision_and_on_the_next_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queries, "PAGE", 1)
    place, client = make_discussion(), signed_in(make_moderator())
    held = [make_held(place, author=make_member(f"Nora {n}"), body=f"Text {n}") for n in range(2)]
    make_held(make_discussion(), author=make_member("Nell"), body="Elsewhere")
    here = f"/moderation/queue/held/?place=discussion-{place.pk}"
    html = client.get(here).content.decode()
    assert f'value="held?place=discussion-{place.pk}"' in html
    assert f"place=discussion-{place.pk}&amp;after={case_of(held[0]).pk}" in html
    assert f'<option value="discussion-{place.pk}" selected>' in html
    url = f"/moderation/cases/{case_of(held[0]).pk}/approve/?seen=held"
    back = {"back": f"held?place=discussion-{place.pk}&evil=1"}
    assert client.post(url, back)["Location"] == here
    html = client.get("/moderation/queue/held/?person=nobody").content.decode()
    assert "Nothing matches" in html
    assert 'value="nobody"' in html


def test_boards_and_series_are_places() -> None:
    board = make_board("Everyday")
    topic = make_topic("How?", board=board)
    series = make_series()
    article = make_article("Heat", series=series)
    assert article.discussion
    for value, place in ((f"board-{board.pk}", topic.discussion),
                         (f"series-{series.pk}", article.discussion)):  # fmt: skip
        inside = places.within(value)
        assert inside is not None
        assert list(inside) == [place]
    names = [place.name for _label, group in places.choices() for place in group]
    assert {"Everyday", series.title} <= set(names)


def test_pages_follow_each_other_also_when_the_last_case_was_decided(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    place = make_discussion()
    held = [make_held(place, author=make_member(f"Nora {n}"), body=f"Text {n}") for n in range(5)]
    first, more = queries.cases_of_tab("held", viewer=EVERYWHERE)
    assert more
    decide(first[-1].comment or held[1], "approve", by=make_moderator())
    second, more = queries.cases_of_tab("held", viewer=EVERYWHERE, after=first[-1].pk)
    third, end = queries.cases_of_tab("held", viewer=EVERYWHERE, after=second[-1].pk)
    assert [case.comment for case in (*first, *second, *third)] == held
    assert more
    assert not end


def test_closed_tabs_show_the_last_first_and_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    bob = make_moderator()
    held = [make_held(author=make_member(f"Nora {n}"), body=f"Text {n}") for n in range(3)]
    for comment in held:
        decide(comment, "approve", by=bob)
    first, more = queries.cases_of_tab("done", viewer=EVERYWHERE)
    second, _end = queries.cases_of_tab("done", viewer=EVERYWHERE, after=first[-1].pk)
    assert more
    assert [case.comment for case in (*first, *second)] == held[::-1]


def test_spam_has_a_tab_and_can_be_published_again() -> None:
    comment, bob = make_held(), make_moderator()
    decide(comment, "spam", by=bob)
    client = signed_in(bob)
    html = client.get("/moderation/queue/spam/").content.decode()
    assert "I keep a diary of hot days." in html
    assert client.get("/moderation/queue/done/").content.decode().count("data-case ") == 0
    answer = client.post(f"/moderation/comments/{comment.pk}/restore/?seen=spam", {"back": "spam"})
    assert (answer.status_code, answer["Location"]) == (303, "/moderation/queue/spam/")
    comment.refresh_from_db()
    assert comment.status == Status.PUBLISHED


def test_the_queue_costs_the_same_for_one_case_and_for_twenty(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = signed_in(make_moderator())
    place = make_discussion()
    make_held_by_guest(place, body="One text of a guest.")
    make_held(place, body="One text of a member.")
    client.get("/moderation/")
    with CaptureQueriesContext(connection) as few:
        client.get("/moderation/")
    for number in range(10):
        parent = make_comment(place)
        make_held(parent=parent, author=make_member(f"Nora {number}"), body=f"Text {number}")
        make_held_by_guest(place, name=f"Gus {number}", body=f"Words {number}")
    with django_assert_max_num_queries(len(few) + 1):
        answer = client.get("/moderation/")
    assert answer.content.decode().count("data-case ") == queries.PAGE


def test_an_empty_queue_says_so_and_counts_nothing() -> None:
    html = signed_in(make_moderator()).get("/moderation/").content.decode()
    assert "Nothing waits here" in html
    assert "Held (0)" in html


def test_an_editor_opens_the_tab_of_feedback_and_no_other(feedback: str) -> None:
    case = open_case(feedback)
    held = make_held()
    client = signed_in(make_editor())
    html = client.get("/moderation/").content.decode()
    assert "A note &lt;b&gt;" in html
    assert "Held (" not in html
    for tab in ("held", "reported", "spam", "done", "unheard-of"):
        assert client.get(f"/moderation/queue/{tab}/").status_code == 404
    assert client.get(f"/moderation/cases/{case.pk}/").status_code == 200
    assert client.get(f"/moderation/cases/{case_of(held).pk}/").status_code == 404
    assert client.post(f"/moderation/cases/{case_of(held).pk}/approve/").status_code == 404
    answer = client.post(f"/moderation/cases/{case.pk}/done/", {"back": "feedback"})
    assert answer["Location"] == "/moderation/queue/feedback/"
    case.refresh_from_db()
    assert (case.status, case.outcome) == ("closed", "done")
    assert Decision.objects.get().action == "done"
    assert client.post(f"/moderation/cases/{case.pk}/approve/").status_code == 404


def test_a_case_whose_floor_is_gone_still_has_a_card() -> None:
    case = open_case("unheard-of")
    html = signed_in(make_moderator()).get(f"/moderation/cases/{case.pk}/").content.decode()
    assert "no longer here" in html


def test_the_page_of_a_case_shows_what_was_decided() -> None:
    comment, bob = make_held(), make_moderator()
    case = case_of(comment)
    decide(
        comment, "reject", by=bob, reason_code="other", reason_text="Too <b>loud</b>.", note="Hm."
    )
    html = signed_in(bob).get(f"/moderation/cases/{case.pk}/").content.decode()
    assert "Too &lt;b&gt;loud&lt;/b&gt;." in html
    assert "Hm." in html
    assert "by Bob" in html


def test_a_decision_goes_back_to_where_it_was_made() -> None:
    bob = make_moderator()
    client = signed_in(bob)
    for back, where in (
        ("held", "/moderation/queue/held/"),
        ("case", "/moderation/cases/"),
        ("https://evil.example", "/c/"),
        ("", "/c/"),
    ):
        comment = make_held(author=make_member("Nora"), body=f"Text for {back}")
        url = f"/moderation/cases/{case_of(comment).pk}/approve/?seen=held"
        answer = client.post(url, {"back": back})
        assert answer.status_code == 303
        assert answer["Location"].startswith(where)


def test_the_second_moderator_reads_who_decided() -> None:
    comment, bob, carol = make_held(), make_moderator(), make_moderator("Carol")
    url = f"/moderation/cases/{case_of(comment).pk}/approve/?seen=held"
    signed_in(bob).post(url, {"back": "held"})
    html = signed_in(carol).post(url, {"back": "held"}, follow=True).content.decode()
    assert "Bob has decided this already" in html


def test_rejecting_without_a_reason_asks_again_and_keeps_the_words() -> None:
    comment = make_held()
    url = f"/moderation/cases/{case_of(comment).pk}/reject/?seen=held"
    client = signed_in(make_moderator())
    assert client.get(url).status_code == 200
    answer = client.post(url, {"reason_text": "My own words.", "back": "held"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "My own words." in html
    assert "choose a reason" in html
    assert 'value="held"' in html
    answer = client.post(url, {"reason_code": "selling", "back": "held"})
    assert answer.status_code == 303
    comment.refresh_from_db()
    assert comment.status == Status.REJECTED


def test_a_reply_that_is_too_long_asks_again_and_keeps_the_words() -> None:
    comment = make_held()
    url = f"/moderation/cases/{case_of(comment).pk}/reply/?seen=held"
    client = signed_in(make_moderator())
    answer = client.post(url, {"reply": "word " * 3000})
    assert answer.status_code == 422
    assert "word word" in answer.content.decode()
    comment.refresh_from_db()
    assert comment.status == Status.HELD


def test_the_buttons_stand_in_place_for_moderators_only() -> None:
    held = make_held(make_discussion(kind="article"))
    place = held.discussion
    published = make_comment(place, author=make_known())
    make_report(published)
    from forum.moderation.in_place import comment_actions

    comments = list(Comment.objects.filter(discussion=place).order_by("id"))
    for_bob = comment_actions(Viewer.for_user(make_moderator()), comments)
    urls = {action.url for action in for_bob[held.pk]}
    assert f"/moderation/cases/{case_of(held).pk}/approve/?seen=held" in urls
    assert {action.url for action in for_bob[published.pk]} >= {
        f"/moderation/cases/{case_of(published).pk}/remove/?seen=published"
    }
    for_dora = comment_actions(Viewer.for_user(make_known("Dora")), comments)
    assert [action.url for action in for_dora[published.pk]] == [f"/c/{published.pk}/report/"]
    assert held.pk not in for_dora
    for_nobody = comment_actions(Viewer.nobody(), comments)
    assert [action.label for action in for_nobody[published.pk]] == ["Report"]


def test_the_author_reads_why_and_everybody_only_the_listed_reason() -> None:
    from forum.moderation.in_place import reasons

    held, rejected, removed = make_held(), make_held(), make_comment(author=make_known())
    bob = make_moderator()
    words: dict[str, Any] = {"reason_code": "claim", "reason_text": "Only for you."}
    decide(rejected, "reject", by=bob, **words)
    decide(removed, "remove", by=bob, **words)
    rejected.refresh_from_db()
    removed.refresh_from_db()
    found = reasons([held, rejected, removed, make_comment()])
    assert "first comments" in found[held.pk].sentence
    assert "Only for you." in found[rejected.pk].sentence
    assert found[removed.pk].sentence == "It makes a health claim that could harm somebody."
    assert found[removed.pk].rule == "4"
    assert len(found) == 3


def test_the_number_in_the_header_is_what_waits_for_this_person(feedback: str) -> None:
    make_held()
    open_case(feedback)
    open_case(feedback)
    assert queries.waiting_count(Viewer.for_user(make_moderator())) == 3
    assert queries.waiting_count(Viewer.for_user(make_editor())) == 2


def test_others_cost_the_header_no_query(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    member = Viewer.for_user(make_member())
    assert not member.has_queue  # the settings are read by now, as on every page
    with django_assert_max_num_queries(0):
        assert queries.waiting_count(member) == 0
        assert queries.waiting_count(Viewer.nobody()) == 0


@pytest.mark.parametrize("number", ["x", "-1", "1" * 30, "99999999"])
def test_a_page_that_is_none_is_not_found(number: str) -> None:
    client = signed_in(make_moderator())
    assert client.get(f"/moderation/?after={number}").status_code == 404


def test_watched_words_are_added_and_removed_in_the_site() -> None:
    client = signed_in(make_moderator())
    assert client.get("/moderation/words/").status_code == 200
    assert client.post("/moderation/words/", {"word": "!!"}).status_code == 422
    sent = client.post("/moderation/words/", {"word": "casino", "mode": "whole", "note": "Adverts"})
    assert sent.status_code == 303
    html = client.get("/moderation/words/").content.decode()
    assert "casino" in html
    assert client.post("/moderation/words/999/remove/").status_code == 404
    from forum.moderation.models import WatchedWord

    word = WatchedWord.objects.get()
    assert client.post(f"/moderation/words/{word.pk}/remove/").status_code == 303
    assert not WatchedWord.objects.exists()


def test_the_history_of_decisions_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "HISTORY_PAGE", 2)
    bob = make_moderator()
    for number in range(3):
        decide(make_held(author=make_member(f"Nora {number}")), "approve", by=bob)
    client = signed_in(bob)
    first = client.get("/moderation/decisions/")
    assert first.content.decode().count("<strong>Approved</strong>") == 2
    last = Decision.objects.order_by("-id")[1].pk
    second = client.get(f"/moderation/decisions/?before={last}")
    assert second.content.decode().count("<strong>Approved</strong>") == 1


def test_a_member_is_suspended_and_released_in_the_panel() -> None:
    charlie, client = make_known(), signed_in(make_moderator())
    panel = "/moderation/people/charlie/"
    assert client.get(panel).status_code == 200
    wrong = client.post(f"{panel}limit/suspension/", {"until": "soon", "reason": "My reason"})
    assert wrong.status_code == 422
    assert "My reason" in wrong.content.decode()
    past = client.post(f"{panel}limit/suspension/", {"until": "2001-01-01", "reason": "My reason"})
    assert past.status_code == 422
    day = (timezone.now() + timedelta(days=5)).date()
    sent = client.post(
        f"{panel}limit/suspension/", {"until": str(day), "reason": "My <b>reason</b>"}
    )
    assert (sent.status_code, sent["Location"]) == (303, panel)
    assert "My &lt;b&gt;reason&lt;/b&gt;" in client.get(panel).content.decode()
    assert charlie.sanctions.count() == 1
    assert client.post(f"{panel}lift/").status_code == 303
    assert client.post(f"{panel}lift/").status_code == 303
    assert charlie.sanctions.get().lifted_at is not None
    assert client.get("/moderation/people/nobody/").status_code == 404


def test_a_discussion_is_locked_and_pinned_by_a_plain_form() -> None:
    place, client = make_discussion(), signed_in(make_moderator())
    for verb, expected in (
        ("lock", ("locked", 0)),
        ("pin", ("locked", 1)),
        ("unlock", ("open", 1)),
        ("unpin", ("open", 0)),
    ):
        answer = client.post(f"/moderation/discussions/{place.pk}/{verb}/")
        assert (answer.status_code, answer["Location"]) == (303, place.url)
        place.refresh_from_db()
        assert (place.status, place.rank) == expected
    assert client.post(f"/moderation/discussions/{place.pk}/burn/").status_code == 404
    assert client.get(f"/moderation/discussions/{place.pk}/lock/").status_code == 405


def test_what_an_author_took_back_is_not_shown_to_moderators() -> None:
    from forum.comments.services.delete import delete

    nora = make_member("Nora")
    comment = make_held(author=nora, body="Something I regret.")
    delete(comment, viewer=Viewer.for_user(nora))
    html = signed_in(make_moderator()).get("/moderation/queue/done/").content.decode()
    assert "data-case " in html
    assert "Something I regret." not in html
