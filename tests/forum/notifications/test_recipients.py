"""Who hears what: examples that a person can follow, and everything against a slow model."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Guest, User
from accounts.models.user import Kind as PersonKind
from accounts.viewer import Viewer
from forum.comments.models import AudienceKind, Comment, Discussion, DiscussionStatus, Status
from forum.comments.models.discussion import may_see
from forum.comments.services.edit import edit
from forum.comments.services.post import post
from forum.comments.services.set_status import set_status
from forum.notifications import kinds, recipients
from forum.notifications.hosts import find
from forum.notifications.models import Level, Notice, Origin, Subscription
from forum.notifications.services import tell
from forum.notifications.services.channels import of_branch, of_discussion
from forum.notifications.services.follow import follow
from forum.topics.models import Topic
from forum.topics.services.ask import ask
from tests.factories import (
    make_audience,
    make_comment,
    make_discussion,
    make_guest,
    make_member,
    make_moderator,
    write,
)
from tests.factories_mail import make_confirmed_guest
from tests.factories_topics import make_board, make_topic

pytestmark = pytest.mark.django_db


def told(person: User | Guest) -> list[str]:
    who = {"user" if isinstance(person, User) else "guest": person}
    return list(Notice.objects.filter(**who).order_by("pk").values_list("kind", flat=True))


def follow_thing(person: User, kind: str, pk: int, level: Level = Level.ALL) -> None:
    host = find(Viewer.for_user(person), kind, pk)
    assert host is not None
    follow(person, host.make(), level)


# --- Examples ------------------------------------------------------------------------------


def test_three_rules_that_match_tell_once_and_being_answered_is_the_reason() -> None:
    alice, bob = make_member("Alice"), make_moderator()
    root = make_comment(author=alice)
    follow(alice, of_discussion(root.discussion_id), Level.ALL)
    follow(alice, of_branch(root.pk), Level.ALL)
    write(root.discussion, bob, parent=root)
    assert told(alice) == [kinds.REPLY]


def test_who_follows_hears_everything_and_the_nearest_choice_counts() -> None:
    charlie, bob = make_member("Charlie"), make_moderator()
    loud, quiet = make_comment(), make_comment()
    for root in (loud, quiet):
        follow(charlie, of_discussion(root.discussion_id), Level.ALL)
    follow(charlie, of_branch(quiet.pk), Level.OFF)
    write(loud.discussion, bob, parent=loud)
    write(quiet.discussion, bob, parent=quiet)
    [notice] = Notice.objects.filter(user=charlie)
    assert notice.kind == kinds.FOLLOWED
    assert notice.channel == of_discussion(loud.discussion_id)


def test_off_silences_even_the_answer() -> None:
    alice = make_member("Alice")
    comment = make_comment(author=alice)
    follow(alice, of_discussion(comment.discussion_id), Level.OFF)
    write(comment.discussion, make_moderator(), parent=comment)
    assert told(alice) == []


def test_a_board_followed_tells_of_topics_and_not_of_their_replies() -> None:
    charlie, bob = make_member("Charlie"), make_moderator()
    board = make_board()
    follow_thing(charlie, "board", board.pk)
    topic = make_topic(board=board, by=bob)
    assert told(charlie) == []  # laid in: nobody is told
    tell.of_comment(Comment.objects.get(discussion=topic.discussion).pk)
    write(topic.discussion, bob, "And more.")
    assert told(charlie) == [kinds.TOPIC]
    assert told(bob) == []


def test_a_board_that_is_off_silences_its_topics_unless_one_was_chosen() -> None:
    alice, bob = make_member("Alice"), make_moderator()
    board = make_board()
    follow_thing(alice, "board", board.pk, Level.OFF)
    silent, chosen = make_topic(board=board, by=alice), make_topic("Two", board=board, by=alice)
    follow(alice, of_discussion(chosen.discussion_id), Level.REPLIES)
    for topic in (silent, chosen):
        write(topic.discussion, bob)
    [notice] = Notice.objects.filter(user=alice)
    assert notice.comment is not None
    assert notice.comment.discussion == chosen.discussion


def test_who_may_not_see_hears_nothing_and_what_is_taken_down_is_no_news() -> None:
    alice, charlie, bob = make_member("Alice"), make_member("Charlie"), make_moderator()
    place = make_discussion(audience=make_audience(AudienceKind.MEMBERS))
    follow(charlie, of_discussion(place.pk), Level.ALL)
    reply = write(place, bob)
    assert told(charlie) == [kinds.FOLLOWED]
    set_status(reply, Status.REMOVED, by=make_moderator("Max"))
    assert not Notice.objects.unread().filter(user=charlie).exists()
    place.audience.kind = AudienceKind.STAFF
    place.audience.save()
    write(place, bob, "Only for the team.")
    assert told(charlie) == []
    assert told(alice) == []


@pytest.mark.parametrize(
    "gone", [{"is_active": False}, {"kind": PersonKind.ERASED}], ids=["closed", "erased"]
)
def test_who_has_left_hears_nothing(gone: dict[str, Any]) -> None:
    alice = make_member("Alice")
    comment = make_comment(author=alice)
    User.objects.filter(pk=alice.pk).update(**gone)
    write(comment.discussion, make_moderator(), parent=comment)
    assert told(alice) == []


def test_a_guest_hears_of_an_answer_once_the_address_is_confirmed() -> None:
    gina, typed = make_confirmed_guest(), make_guest("Gustav", "gustav@example.org")
    place = make_discussion()
    for guest in (gina, typed):
        write(place, make_moderator(guest.name), parent=make_comment(place, guest=guest))
    assert told(gina) == [kinds.REPLY]
    assert told(typed) == []


def test_what_one_starts_and_where_one_writes_is_followed_by_itself() -> None:
    bob = make_moderator()
    topic = make_topic(by=bob)
    write(topic.discussion, bob)
    [row] = Subscription.objects.filter(user=bob)
    assert (row.level, row.origin) == (Level.REPLIES, Origin.WROTE)
    follow(bob, row.channel, Level.OFF)
    write(topic.discussion, bob, "Once more.")
    row.refresh_from_db()
    assert (row.level, row.origin) == (Level.OFF, Origin.CHOSEN)


def test_nothing_is_followed_by_itself_where_one_does_not_want_it() -> None:
    from forum.notifications.services.prefer import choose

    bob = make_moderator()
    choose(bob, follows_by_itself=False)
    write(make_discussion(), bob)
    assert not Subscription.objects.exists()


def test_many_followers_are_told_in_steps(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    monkeypatch.setattr(recipients, "STEP", 2)
    place, bob = make_discussion(), make_moderator()
    fans = [make_member(f"Fan {number}") for number in range(5)]
    for fan in fans:
        follow(fan, of_discussion(place.pk), Level.ALL)
    write(place, bob)
    assert [told(fan) for fan in fans] == [[kinds.FOLLOWED]] * 5


def test_an_answer_held_for_a_moderator_is_told_when_it_is_published() -> None:
    alice = make_member("Alice")
    comment = make_comment(author=alice)
    reply = post(
        comment.discussion,
        viewer=Viewer.for_user(make_member("Nora")),
        body="I do that too.",
        parent=comment,
    ).comment
    assert told(alice) == []
    set_status(reply, Status.PUBLISHED, by=make_moderator())
    assert told(alice) == [kinds.REPLY]


def test_who_is_named_hears_of_it_once_and_only_where_they_may_look() -> None:
    alice, dora, bob = make_member("Alice"), make_member("Dora"), make_moderator()
    comment = make_comment(author=alice)
    write(comment.discussion, bob, f"@{alice.handle} and @{dora.handle}", parent=comment)
    assert told(alice) == [kinds.REPLY]
    assert told(dora) == [kinds.NAMED]
    follow(dora, of_discussion(comment.discussion_id), Level.OFF)
    write(comment.discussion, bob, f"Once more, @{dora.handle}.")
    place = make_discussion(audience=make_audience(AudienceKind.STAFF))
    write(place, bob, f"Shall we ask @{dora.handle}?")
    assert told(dora) == [kinds.NAMED]


def test_who_is_named_in_a_question_hears_of_it() -> None:
    dora, bob = make_member("Dora"), make_moderator()
    topic = ask(
        make_board(), viewer=Viewer.for_user(bob), title="How do you rest?",
        body=f"You know it, @{dora.handle}.",
    ).topic  # fmt: skip
    opening = topic.discussion.comments.get()
    tell.of_comment(opening.pk)  # as the worker does, once the topic is there
    assert told(dora) == [kinds.NAMED]
    assert told(bob) == []
    assert f'href="{dora.get_absolute_url()}"' in opening.body_html


def test_who_is_named_by_a_change_hears_of_it_and_nobody_else_does() -> None:
    dora, fan, bob = make_member("Dora"), make_member("Fan"), make_moderator()
    comment = write(make_discussion(), bob)
    follow(fan, of_discussion(comment.discussion_id), Level.ALL)
    edit(comment, viewer=Viewer.for_user(bob), body=f"As @{dora.handle} says, I rest.")
    edit(comment, viewer=Viewer.for_user(bob), body=f"As @{dora.handle} always says, I rest.")
    assert told(dora) == [kinds.NAMED]
    assert told(fan) == []


# --- Everything, against a slow and obvious model -------------------------------------------

LEVELS = ("", *Level.values)  # "": chose nothing


@dataclass
class Case:
    """One person and a comment in a branch of a topic on a board."""

    branch: str
    discussion: str
    board: str
    is_author: bool
    is_answered: bool
    is_named: bool
    is_here: bool
    audience: str
    is_hidden: bool
    role: str = "member"
    heard: list[str] = field(default_factory=list)

    def expected(self) -> list[str]:
        """Said as slowly as a person would say it."""
        if self.is_author or not self.is_here:
            return []
        if self.audience == AudienceKind.STAFF and self.role == "member":
            return []
        if self.is_hidden and self.role == "member":
            return []
        wish = self.branch
        if wish == "":
            wish = self.discussion
        if wish == "":
            wish = "off" if self.board == "off" else "replies"
        if wish == "off":
            return []
        if self.is_answered:
            return [kinds.REPLY]
        if self.is_named:
            return [kinds.NAMED]
        return [kinds.FOLLOWED] if wish == "all" else []


cases = st.builds(
    Case,
    branch=st.sampled_from(LEVELS),
    discussion=st.sampled_from(LEVELS),
    board=st.sampled_from(LEVELS),
    is_author=st.booleans(),
    is_answered=st.booleans(),
    is_named=st.booleans(),
    is_here=st.booleans(),
    audience=st.just(AudienceKind.PUBLIC),
    is_hidden=st.just(False),
    role=st.sampled_from(["member", "moderator"]),
)
places = st.tuples(st.sampled_from(AudienceKind.values), st.booleans())


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(people=st.lists(cases, min_size=1, max_size=6), place=places)
def test_everybody_hears_what_the_slow_model_says(
    people: list[Case], place: tuple[str, bool]
) -> None:
    audience, is_hidden = place
    writer = make_member("Writer")
    board = make_board(f"Board {timezone.now().timestamp()}")
    topic = make_topic(board=board, by=writer)
    branch = make_comment(topic.discussion, author=writer)
    made: list[tuple[Case, User]] = []
    author, answered = writer, branch
    for case in people:
        case.audience, case.is_hidden = audience, is_hidden
        person = make_member("Person", role=case.role)
        if case.is_author and author is not writer:
            case.is_author = False
        if case.is_author:
            author = person
        if case.is_answered and answered is not branch:
            case.is_answered = False
        if case.is_answered:
            answered = make_comment(parent=branch, author=person)
        for level, kind, pk in (
            (case.branch, "branch", branch.pk),
            (case.discussion, "discussion", topic.discussion_id),
            (case.board, "board", board.pk),
        ):
            if level:
                follow_thing(person, kind, pk, Level(level))
        made.append((case, person))
    User.objects.filter(pk__in=[p.pk for case, p in made if not case.is_here]).update(
        is_active=False
    )
    _settle(topic, audience, is_hidden)
    names = " ".join(f"@{person.handle}" for case, person in made if case.is_named)
    comment = make_comment(parent=answered, author=author, body=f"I rest. {names}")
    for _again in range(2):
        tell.of_comment(comment.pk)
    for case, person in made:
        assert told(person) == case.expected(), case
        assert Notice.objects.filter(user=person, comment=comment).count() <= 1


def _settle(topic: Topic, audience: str, is_hidden: bool) -> None:
    topic.board.audience.kind = audience
    topic.board.audience.save()
    if is_hidden:
        Discussion.objects.filter(pk=topic.discussion_id).update(status=DiscussionStatus.HIDDEN)


def test_one_rule_says_who_may_see_one_discussion_and_many() -> None:
    alice = make_member("Alice")
    viewers = [
        Viewer.nobody(),
        Viewer(guest=make_guest()),
        *(Viewer.for_user(one) for one in (alice, make_member("Charlie"), make_moderator())),
    ]
    for audience, status in product(AudienceKind.values, DiscussionStatus.values):
        place = make_discussion(audience=make_audience(audience), started_by=alice)
        Discussion.objects.filter(pk=place.pk).update(status=status)
        place.refresh_from_db()
        for viewer in viewers:
            listed = Discussion.objects.visible_to(viewer).filter(pk=place.pk).exists()
            assert may_see(viewer, place) == listed
