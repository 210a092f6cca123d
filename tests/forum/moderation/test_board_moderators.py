"""A moderator of one board: everything there, and nothing elsewhere, by whatever address."""

from datetime import timedelta
from typing import Any, Final

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Sanction, User
from accounts.services import moderators
from accounts.viewer import Viewer
from forum.comments import edit_stamp
from forum.comments.models import AudienceKind, Comment, Hat, Status
from forum.comments.refusal import Refused
from forum.comments.services.post import post
from forum.comments.services.set_status import set_status
from forum.moderation import queries
from forum.moderation.models import Case, Decision
from forum.moderation.policies import verbs_of
from forum.moderation.services import opinions, sanctions, undo
from forum.moderation.services.amend import VERBS as AMENDING
from forum.moderation.services.amend import amend
from forum.moderation.services.bulk import decide_all
from forum.moderation.services.decide import AFTER, decide
from forum.moderation.views.queue import address_of
from forum.topics.models import Board, Topic
from forum.topics.services import boards, order, split
from tests.factories import make_comment, make_discussion, make_member, make_moderator, suspend
from tests.factories_moderation import (
    case_of,
    make_board_moderator,
    make_known,
    make_report,
    signed_in,
)
from tests.factories_topics import make_board, make_topic

pytestmark = pytest.mark.django_db

STATES: Final = ("published", "held", "reported", "rejected", "spam", "removed", "deleted")
WORDS: Final[dict[str, dict[str, str]]] = {
    "reply": {"reply": "Thank you for telling us."},
    "redact": {"reason_code": "personal", "parts": "rest"},
    "edit": {"reason_code": "personal", "body": "I lie down at noon."},
    "note": {"text": "See the article about rest."},
    "veil": {"topic": "Grief"},
}
WITH_REASON: Final = {"reason_code": "selling"}


@pytest.fixture
def here() -> Board:
    return make_board("Sleep")


@pytest.fixture
def there() -> Board:
    return make_board("Diet")


@pytest.fixture
def bea(here: Board) -> User:
    return make_board_moderator(here)


def comment_on(board: Board | None, state: str = "published") -> Comment:
    """Of Alice; on no board it stands under an article."""
    place = make_topic("How?", board=board).discussion if board else make_discussion()
    alice = User.objects.filter(name="Alice").first() or make_member()
    comment = make_comment(place, author=alice, body="I rest at noon.")
    if state == "reported":
        make_report(comment)
    elif state != "published":
        set_status(comment, Status(state), by=None)
    comment.refresh_from_db()
    return comment


def sent(verb: str, comment: Comment) -> dict[str, str]:
    if verb == "edit":
        return {**WORDS["edit"], "base": edit_stamp.mark_of(comment)}
    return WORDS.get(verb) or (WITH_REASON if verb in ("reject", "remove", "hold") else {})


@pytest.mark.parametrize("state", STATES)
def test_on_their_board_they_do_what_a_moderator_does_and_elsewhere_nothing(
    state: str, here: Board, there: Board, bea: User
) -> None:
    """Every verb, by form, in every state of a comment: on their board, on another, and under an
    article."""
    client = signed_in(bea)
    for verb in sorted({*AFTER, *AMENDING}):
        for board in (here, there, None):
            comment = comment_on(board, state)
            case = Case.objects.open().filter(comment=comment).first()
            by_case = f"/moderation/cases/{case.pk}/{verb}/" if case else ""
            by_comment = f"/moderation/comments/{comment.pk}/{verb}/"
            before = Decision.objects.count()
            answers = [
                client.post(url, sent(verb, comment)) for url in (by_case, by_comment) if url
            ]
            done = Decision.objects.count() - before
            if board != here:
                assert {answer.status_code for answer in answers} <= {403, 404}, verb
                comment.refresh_from_db()
                assert not done and comment.status == (
                    "published" if state == "reported" else state
                )
            else:
                may = verb in verbs_of(comment, has_case=case is not None)
                assert done >= 1 if may else not done, verb


@pytest.mark.parametrize("verb", sorted(AFTER))
def test_the_verb_itself_refuses_them_elsewhere(verb: str, there: Board, bea: User) -> None:
    with pytest.raises(Refused, match="not one of the boards"):
        decide(comment_on(there), verb, by=bea, reason_code="selling")
    with pytest.raises(Refused, match="not one of the boards"):
        amend(comment_on(None), "veil", by=bea, topic="Grief")


def test_the_queue_shows_and_counts_their_boards_alone(
    here: Board, there: Board, bea: User
) -> None:
    mine, other, article = (
        comment_on(here, "held"),
        comment_on(there, "held"),
        comment_on(None, "held"),
    )
    for comment in (comment_on(here), comment_on(there)):
        decide(comment, "spam", by=make_moderator())
    viewer = Viewer.for_user(bea)
    counts = {tab.id: tab.count for tab in queries.tabs(viewer)}
    assert counts == {"risk": 0, "reported": 0, "held": 1, "changed": 0, "spam": 1, "done": 0}
    assert queries.waiting_count(viewer) == 1
    cases, _more = queries.cases_of_tab("held", viewer=viewer)
    assert [case.comment for case in cases] == [mine]
    client = signed_in(bea)
    page = client.get("/moderation/").content.decode()
    assert f"case-{case_of(mine).pk}" in page
    for hidden in (other, article):
        assert f"case-{case_of(hidden).pk}" not in page
        assert client.get(f"/moderation/cases/{case_of(hidden).pk}/").status_code == 404
        assert client.post(f"/moderation/cases/{case_of(hidden).pk}/claim/").status_code == 404
    assert client.get(address_of("feedback")).status_code == 404
    assert client.get(address_of("profile")).status_code == 404


def test_where_someone_may_be_at_risk_on_their_board_they_see_it(
    here: Board, there: Board, bea: User
) -> None:
    for board in (here, there):
        case = case_of(comment_on(board, "held"))
        Case.objects.filter(pk=case.pk).update(priority=100)
    cases, _more = queries.cases_of_tab("risk", viewer=Viewer.for_user(bea))
    assert [case.comment.discussion.shelf for case in cases if case.comment] == [here.pk]


def test_of_a_person_the_card_tells_what_they_wrote_on_the_board(here: Board, bea: User) -> None:
    suspend(make_known("Alice"))
    held = comment_on(here, "held")
    seen = signed_in(make_moderator()).get(f"/moderation/cases/{case_of(held).pk}/")
    assert "1 suspension" in seen.content.decode()
    assert "3 comments published" in seen.content.decode()
    seen = signed_in(bea).get(f"/moderation/cases/{case_of(held).pk}/")
    assert "1 suspension" not in seen.content.decode()
    assert "1 comment published" in seen.content.decode()


def test_their_panel_of_a_person_holds_no_personal_data(
    here: Board, there: Board, bea: User
) -> None:
    alice, bob = make_known("Alice"), make_moderator()
    sanctions.add_note(alice, "Lives next to the mill.", by=bob)
    suspend(alice, reason="Too loud.")
    until = timezone.now() + timedelta(days=3)
    for board, reason in ((here, "Sleep is over."), (there, "Diet is over.")):
        sanctions.limit(alice, "board", by=bob, until=until, reason=reason, shelf=board.pk)
    page = signed_in(bea).get(f"/moderation/people/{alice.handle}/").content.decode()
    assert "Sleep is over." in page and "Kept out of one board: Sleep" in page
    for secret in ("next to the mill", "Too loud.", "Diet is over.", alice.email):
        assert secret not in page


def test_they_keep_people_out_of_their_board_and_let_them_in_again(
    here: Board, there: Board, bea: User
) -> None:
    alice, client = make_known("Alice"), signed_in(bea)
    url = f"/moderation/people/{alice.handle}/"
    ends = (timezone.localdate() + timedelta(days=3)).isoformat()
    words = {"until": ends, "reason": "Please rest."}
    answer = client.post(f"{url}limit/board/", {**words, "shelf": there.pk})
    assert answer.status_code == 422 and not Sanction.objects.exists()
    client.post(f"{url}limit/board/", {**words, "shelf": here.pk})
    sanction = Sanction.objects.get()
    assert sanction.shelf == here.pk and sanction.by == bea
    client.post(f"{url}lift/", {"sanction": sanction.pk})
    sanction.refresh_from_db()
    assert sanction.lifted_by == bea


def test_they_lift_nothing_else_and_limit_nobody_elsewhere(
    here: Board, there: Board, bea: User
) -> None:
    alice, bob = make_known("Alice"), make_moderator()
    until = timezone.now() + timedelta(days=3)
    other = sanctions.limit(alice, "board", by=bob, until=until, reason="Rest.", shelf=there.pk)
    for only in (other.pk, suspend(alice).pk, None):
        with pytest.raises(Refused):
            sanctions.lift(alice, by=bea, only=only)
    for kind, shelf in (("suspension", None), ("review", None), ("board", there.pk)):
        with pytest.raises(Refused):
            sanctions.limit(alice, kind, by=bea, until=until, reason="Rest.", shelf=shelf)
    with pytest.raises(Refused):
        sanctions.propose_ban(alice, by=bea, reason="Rest.")
    fellow = make_board_moderator(here, name="Fay")
    for person in (fellow, bob):
        with pytest.raises(Refused):
            sanctions.limit(person, "board", by=bea, until=until, reason="Rest.", shelf=here.pk)


@pytest.mark.parametrize("kind", ["suspension", "ban", "board"])
def test_who_is_suspended_or_banned_moderates_no_more(kind: str, here: Board, bea: User) -> None:
    held = comment_on(here, "held")
    now = timezone.now()
    limit: dict[str, Any] = {"ends_at": now + timedelta(days=3)}
    if kind == "ban":
        limit = {"confirmed_at": now, "confirmed_by": make_moderator()}
    if kind == "board":
        limit["shelf"] = here.pk
    Sanction.objects.create(user=bea, kind=kind, reason="A pause for you.", **limit)
    viewer = Viewer.for_user(bea)
    assert not viewer.has_queue and not Comment.objects.visible_to(viewer).filter(pk=held.pk)
    client = signed_in(bea)
    answer = client.post(f"/moderation/cases/{case_of(held).pk}/approve/")
    assert answer.status_code in (403, 404)
    with pytest.raises(Refused, match="A pause for you"):
        decide(held, "approve", by=bea)
    Sanction.objects.update(lifted_at=now)
    assert client.post(f"/moderation/cases/{case_of(held).pk}/approve/").status_code == 303


def test_who_is_relieved_or_may_not_sign_in_moderates_no_more(here: Board, bea: User) -> None:
    held = comment_on(here, "held")
    bea.is_active = False
    assert not Viewer.for_user(bea).has_queue
    bea.is_active = True
    moderators.relieve(bea, shelf=here.pk)
    assert not Viewer.for_user(bea).has_queue
    assert signed_in(bea).get("/moderation/").status_code == 403
    with pytest.raises(Refused):
        decide(held, "approve", by=bea)


def test_a_board_that_became_one_for_the_team_is_closed_to_them(here: Board, bea: User) -> None:
    held = comment_on(here, "held")
    boards.change(here, slug=here.slug, audience=AudienceKind.STAFF)
    viewer = Viewer.for_user(bea)
    assert queries.waiting_count(viewer) == 0
    assert signed_in(bea).get(f"/moderation/cases/{case_of(held).pk}/").status_code == 404
    with pytest.raises(Refused):
        decide(Comment.objects.get(pk=held.pk), "approve", by=bea)


def test_they_speak_with_the_hat_on_their_board_alone(here: Board, there: Board, bea: User) -> None:
    viewer = Viewer.for_user(bea)
    mine = post(make_topic(board=here).discussion, viewer=viewer, body="Rest.", hat=Hat.MODERATOR)
    assert mine.comment.hat == Hat.MODERATOR
    for place in (make_topic(board=there).discussion, make_discussion()):
        with pytest.raises(Refused, match="this role"):
            post(place, viewer=viewer, body="Rest.", hat=Hat.MODERATOR)


def test_they_move_split_and_merge_between_their_boards_alone(
    here: Board, there: Board, bea: User
) -> None:
    second = make_board("Noise")
    moderators.name(bea, shelf=second.pk)
    topic, other = make_topic("A", board=here), make_topic("B", board=there)
    for work in (
        lambda: order.move(topic, there, by=bea),
        lambda: order.move(other, here, by=bea),
        lambda: split.split(
            make_comment(topic.discussion), board=there, title="A long story", by=bea
        ),
        lambda: split.split(
            make_comment(other.discussion), board=here, title="A long story", by=bea
        ),
        lambda: split.split(
            make_comment(make_discussion()), board=here, title="A long story", by=bea
        ),
        lambda: split.merge(topic, other, by=bea),
        lambda: split.merge(other, topic, by=bea),
    ):
        with pytest.raises(Refused):
            work()
    assert not Decision.objects.exists()
    assert order.move(topic, second, by=bea)
    assert split.split(make_comment(topic.discussion), board=here, title="A long story", by=bea).pk
    assert split.merge(topic, make_topic("C", board=here), by=bea).pk


def test_the_forms_offer_them_their_boards_alone(here: Board, there: Board, bea: User) -> None:
    client = signed_in(bea)
    topic, other = make_topic("A", board=here), make_topic("B", board=there)
    make_comment(topic.discussion)
    page = client.get(f"/t/{topic.pk}/move/").content.decode()
    assert f'value="{here.pk}"' in page and f'value="{there.pk}"' not in page
    moved = client.post(f"/t/{topic.pk}/move/", {"board": there.pk, "title": "A new one"})
    merged = client.post(f"/t/{topic.pk}/merge/", {"into": str(other.pk), "confirm": "1"})
    assert moved.status_code == merged.status_code == 422
    assert Topic.objects.get(pk=topic.pk).board == here


def test_they_take_back_what_was_decided_on_their_board(
    here: Board, there: Board, bea: User
) -> None:
    bob = make_moderator()
    for board, status in ((here, 303), (there, 404), (None, 404)):
        row = decide(comment_on(board), "spam", by=bob).decision
        assert row is not None
        answer = signed_in(bea).post(f"/moderation/decisions/{row.pk}/undo/")
        assert answer.status_code == status
        if board != here:
            with pytest.raises(Refused):
                undo.undo(row, by=bea)


def test_a_merge_across_boards_is_taken_back_by_moderators_of_both(
    here: Board, there: Board, bea: User
) -> None:
    split.merge(make_topic("A", board=here), make_topic("B", board=there), by=make_moderator())
    row = Decision.objects.get(action="merge")
    with pytest.raises(Refused):
        undo.undo(row, by=bea)
    moderators.name(bea, shelf=there.pk)
    assert undo.undo(row, by=bea).done


def test_they_read_what_was_decided_on_their_board_alone(
    here: Board, there: Board, bea: User
) -> None:
    bob, alice = make_moderator(), make_known("Alice")
    for board, note in ((here, "On sleep."), (there, "On diet."), (None, "On an article.")):
        decide(comment_on(board), "spam", by=bob, note=note)
    until = timezone.now() + timedelta(days=3)
    sanctions.limit(alice, "suspension", by=bob, until=until, reason="Too loud.")
    page = signed_in(bea).get("/moderation/decisions/").content.decode()
    assert "On sleep." in page
    for elsewhere in ("On diet.", "On an article.", "Too loud.", there.name):
        assert elsewhere not in page


def test_several_are_decided_about_on_their_board_alone(
    here: Board, there: Board, bea: User
) -> None:
    mine, other = comment_on(here, "held"), comment_on(there, "held")
    done = decide_all([(mine.pk, "held"), (other.pk, "held")], "spam", by=bea)
    assert done.decided == 1 and done.batch is not None
    other.refresh_from_db()
    assert other.status == Status.HELD
    client = signed_in(bea)
    assert client.get(f"/moderation/batches/{done.batch.pk}/").status_code == 200
    page = client.get(f"/moderation/several/?verb=spam&c={other.pk}:held").content.decode()
    assert "I rest at noon." not in page


def test_they_ask_and_are_asked_about_what_stands_on_their_board(
    here: Board, there: Board, bea: User
) -> None:
    bob, fay = make_moderator(), make_board_moderator(here, name="Fay")
    mine, other = case_of(comment_on(here, "held")), case_of(comment_on(there, "held"))
    assert {one.name for one in queries.colleagues_of(bob, mine)} == {bea.name, fay.name}
    assert not queries.colleagues_of(bob, other)
    opinions.ask(mine, by=bea, of=fay, note="What do you think?")
    tabs = {tab.id: tab.count for tab in queries.tabs(Viewer.for_user(fay))}
    assert tabs["asked"] == 1
    assert opinions.answer(mine, by=fay, text="Let it stand.")
    with pytest.raises(Refused):
        opinions.ask(other, by=bea, of=bob, note="What do you think?")


def test_the_page_of_a_topic_has_its_tools_for_them(here: Board, there: Board, bea: User) -> None:
    client = signed_in(bea)
    for board in (here, there):
        held = comment_on(board, "held")
        page = client.get(held.discussion.url).content.decode()
        assert ("order-tools" in page) == (board == here)
        assert (f"/moderation/cases/{case_of(held).pk}/approve/" in page) == (board == here)
        assert ("I rest at noon." in page) == (board == here)


def test_what_they_write_on_their_board_is_the_teams(here: Board, there: Board, bea: User) -> None:
    links = "Look: https://a.example https://b.example https://c.example"
    viewer = Viewer.for_user(bea)
    mine = post(make_topic(board=here).discussion, viewer=viewer, body=links).comment
    other = post(make_topic(board=there).discussion, viewer=viewer, body=f"{links} Well?").comment
    assert mine.status == Status.PUBLISHED and other.status == Status.HELD


def test_members_pay_nothing_for_it(here: Board, bea: User) -> None:
    topic, client = make_topic(board=here), signed_in(make_member("Mary"))
    make_comment(topic.discussion)

    def read() -> int:
        client.get(topic.get_absolute_url())  # what a process keeps is kept by now
        with CaptureQueriesContext(connection) as made:
            client.get(topic.get_absolute_url())
        return len(made)

    with_some = read()
    moderators.relieve(bea, shelf=here.pk)
    assert read() == with_some
