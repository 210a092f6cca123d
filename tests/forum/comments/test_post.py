from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.services.newcomer import Newcomer
from accounts.viewer import Viewer
from forum.comments.models import (
    AudienceKind,
    Comment,
    Discussion,
    DiscussionStatus,
    Origin,
    Status,
    StatusChange,
)
from forum.comments.refusal import Refused
from forum.comments.services import discussions
from forum.comments.services.post import post, ticket_hash
from forum.comments.services.recount import recount
from forum.comments.services.set_status import set_status
from foundation.branding import settings
from foundation.limits.network import Network
from tests.factories import (
    make_audience,
    make_comment,
    make_discussion,
    make_guest,
    make_member,
    make_moderator,
    suspend,
)

pytestmark = pytest.mark.django_db


def of(user: Any) -> Viewer:
    return Viewer.for_user(user)


def test_a_moderator_s_comment_is_published_counted_and_logged() -> None:
    discussion = make_discussion()
    bob = make_moderator()
    comment = post(discussion, viewer=of(bob), body="Welcome, all.").comment
    discussion.refresh_from_db()
    assert (comment.status, comment.number, comment.root_no) == (Status.PUBLISHED, 1, 1)
    assert (discussion.comment_count, discussion.root_count, discussion.version) == (1, 1, 1)
    assert discussion.last_comment_id == comment.pk
    assert StatusChange.objects.get(comment=comment).after == Status.PUBLISHED


def test_a_reply_keeps_its_true_parent_at_any_depth() -> None:
    discussion, bob = make_discussion(), make_moderator()
    parent = None
    chain = []
    for n in range(20):
        parent = post(discussion, viewer=of(bob), body=f"step {n}", parent=parent).comment
        chain.append(parent)
    assert [c.depth for c in chain] == list(range(1, 21))
    assert all(c.root_id == chain[0].pk for c in chain[1:])
    assert chain[19].parent_id == chain[18].pk
    chain[0].refresh_from_db()
    assert (chain[0].thread_count, chain[0].reply_count) == (19, 1)
    keys = list(
        Comment.objects.filter(discussion=discussion)
        .order_by("order_key", "number")
        .values_list("pk", flat=True)
    )
    assert keys == [c.pk for c in chain]


def test_the_body_is_rendered_and_cleaned_once() -> None:
    bob = make_moderator()
    comment = post(
        make_discussion(), viewer=of(bob), body="**Hi** <script>alert(1)</script>"
    ).comment
    assert "<strong>Hi</strong>" in comment.body_html
    assert "<script" not in comment.body_html


@pytest.mark.parametrize("body", ["", "   \n ", "\x00"])
def test_an_empty_comment_is_refused_with_a_sentence(body: str) -> None:
    with pytest.raises(ValidationError, match="write something"):
        post(make_discussion(), viewer=of(make_moderator()), body=body)
    assert not Comment.objects.exists()


def test_a_long_comment_is_refused_with_limit_and_count() -> None:
    with pytest.raises(ValidationError, match=r"10001.*10000"):
        post(make_discussion(), viewer=of(make_moderator()), body="x" * 10_001)


def test_a_closed_discussion_refuses_members_and_takes_moderators() -> None:
    discussion, alice, bob = make_discussion(), make_member(), make_moderator()
    discussions.lock(discussion, by=bob, reason="Settled.")
    with pytest.raises(Refused, match="closed"):
        post(discussion, viewer=of(alice), body="One more thing")
    assert post(discussion, viewer=of(bob), body="A last word").comment.pk


def test_a_discussion_closed_while_writing_refuses_the_late_comment() -> None:
    discussion, alice = make_discussion(), make_member()
    Discussion.objects.filter(pk=discussion.pk).update(status=DiscussionStatus.LOCKED)
    with pytest.raises(Refused, match="closed"):
        post(discussion, viewer=of(alice), body="Too late")
    discussion.refresh_from_db()
    assert discussion.last_number == 0


@pytest.mark.parametrize("kind", [AudienceKind.MEMBERS, AudienceKind.STAFF])
def test_a_guest_cannot_write_where_guests_cannot_read(kind: str) -> None:
    discussion = make_discussion(audience=make_audience(kind))
    with pytest.raises(Refused):
        post(discussion, viewer=Viewer(guest=make_guest()), body="Hello")


def test_a_member_cannot_write_among_staff() -> None:
    discussion = make_discussion(audience=make_audience(AudienceKind.STAFF))
    with pytest.raises(Refused, match="not open to you"):
        post(discussion, viewer=of(make_member()), body="Hello")


def test_a_parent_that_vanished_is_said_and_nothing_is_written() -> None:
    bob = make_moderator()
    parent = make_comment()
    set_status(parent, Status.REMOVED, by=bob)
    with pytest.raises(Refused, match="no longer there"):
        post(parent.discussion, viewer=of(bob), body="But", parent=parent)
    assert Comment.objects.count() == 1


def test_a_parent_of_another_discussion_is_refused() -> None:
    with pytest.raises(Refused, match="no longer there"):
        post(make_discussion(), viewer=of(make_moderator()), body="But", parent=make_comment())


def test_a_reply_to_what_waits_is_refused() -> None:
    parent = make_comment(status=Status.HELD)
    with pytest.raises(Refused):
        post(parent.discussion, viewer=of(make_moderator()), body="But", parent=parent)


def test_a_repeated_press_makes_one_comment() -> None:
    discussion, bob = make_discussion(), make_moderator()
    one = post(discussion, viewer=of(bob), body="Once", form_key="k1")
    two = post(discussion, viewer=of(bob), body="Once", form_key="k1")
    assert two.again
    assert two.comment.pk == one.comment.pk
    discussion.refresh_from_db()
    assert (discussion.comment_count, discussion.last_number) == (1, 1)


def test_a_guest_gets_an_unguessable_token_stored_as_a_hash() -> None:
    newcomer = Newcomer(name="Gina", email="gina@example.org", device_key="key")
    posted = post(make_discussion(), viewer=Viewer.nobody(), body="Hello", newcomer=newcomer)
    assert len(posted.token) >= 43
    assert posted.comment.ticket.token_hash == ticket_hash(posted.token)
    assert posted.comment.guest is not None
    assert posted.comment.guest.address.email == "gina@example.org"


def test_two_people_who_type_one_address_are_two_guests() -> None:
    settings.set_value("guest_wait_seconds", 0)
    discussion = make_discussion()
    newcomer = Newcomer(name="Gina", email="gina@example.org", device_key="one")
    other = Newcomer(name="Gina", email="gina@example.org", device_key="two")
    one = post(discussion, viewer=Viewer.nobody(), body="Hello", newcomer=newcomer).comment
    two = post(discussion, viewer=Viewer.nobody(), body="Hello you", newcomer=other).comment
    again = post(discussion, viewer=Viewer.nobody(), body="Me again", newcomer=newcomer).comment
    assert one.guest_id != two.guest_id
    assert one.guest_id == again.guest_id


def test_a_suspended_member_is_refused_with_reason_and_date() -> None:
    alice = make_member()
    suspend(alice, reason="Please be kind.")
    with pytest.raises(Refused, match="Please be kind"):
        post(make_discussion(), viewer=of(alice), body="Hello")


def test_a_member_cannot_put_on_a_hat() -> None:
    with pytest.raises(Refused, match="role"):
        post(make_discussion(), viewer=of(make_member()), body="Hello", hat="moderator")


def test_only_a_block_and_a_hash_are_kept_of_the_address() -> None:
    network = Network("192.0.2.0/24", "abc")
    bob = make_moderator()
    comment = post(make_discussion(), viewer=of(bob), body="Hello", network=network).comment
    assert Origin.objects.get(comment=comment).block == "192.0.2.0/24"


def test_counters_equal_a_recount_after_every_kind_of_move() -> None:
    discussion, bob = make_discussion(), make_moderator()
    root = post(discussion, viewer=of(bob), body="root").comment
    child = post(discussion, viewer=of(bob), body="child", parent=root).comment
    leaf = post(discussion, viewer=of(bob), body="leaf", parent=child).comment
    for comment, status in [
        (root, Status.REMOVED),
        (child, Status.REMOVED),
        (leaf, Status.SPAM),
        (leaf, Status.PUBLISHED),
        (root, Status.PUBLISHED),
        (leaf, Status.DELETED),
        (child, Status.HELD),
    ]:
        assert set_status(comment, status, by=bob)
        assert not recount(discussion), (comment.body_source, status)


def test_a_placeholder_goes_when_its_last_reply_goes() -> None:
    discussion, bob = make_discussion(), make_moderator()
    root = post(discussion, viewer=of(bob), body="root").comment
    child = post(discussion, viewer=of(bob), body="child", parent=root).comment
    set_status(root, Status.REMOVED, by=bob)
    assert root.shown
    set_status(child, Status.REMOVED, by=bob)
    root.refresh_from_db()
    discussion.refresh_from_db()
    assert not root.shown
    assert (discussion.comment_count, discussion.root_count) == (0, 0)
    assert discussion.last_comment_id is None


def test_setting_the_status_it_has_changes_nothing() -> None:
    comment = make_comment()
    assert not set_status(comment, Status.PUBLISHED, by=None)
    assert StatusChange.objects.filter(comment=comment).count() == 1
