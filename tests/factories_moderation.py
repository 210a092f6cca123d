"""Comments that wait, reports, and members the site knows, made through the services."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.models import Guest, User
from accounts.services import device, moderators
from accounts.services.newcomer import Newcomer
from accounts.viewer import Viewer
from forum.comments.gate import Draft
from forum.comments.models import Comment, Discussion
from forum.comments.services.post import post
from forum.moderation.models import Appeal, Case, Report
from forum.moderation.services import appeals
from forum.moderation.services.decide import decide
from forum.moderation.services.report import report
from forum.topics.models import Board
from foundation.limits.network import Network
from tests.factories import (
    make_comment,
    make_discussion,
    make_guest,
    make_member,
    make_moderator,
)

HOME = Network("192.0.2.0/24", "home")
ELSEWHERE = Network("198.51.100.0/24", "elsewhere")


def make_known(name: str = "Charlie", **fields: Any) -> User:
    """A member for a month with two approved comments: the rules for newcomers leave them alone."""
    fields.setdefault("joined_at", timezone.now() - timedelta(days=30))
    user = make_member(name, **fields)
    old = timezone.now() - timedelta(days=20)
    place = make_discussion("Said before")
    for number in range(2):
        make_comment(place, author=user, body=f"Earlier words {number} of {user.name}.", at=old)
    return user


def make_held(
    discussion: Discussion | None = None,
    *,
    author: User | None = None,
    body: str = "I keep a diary of hot days.",
    parent: Comment | None = None,
) -> Comment:
    """A new member's comment, held by the rules."""
    author = author or make_member("Nora")
    place = discussion or (parent.discussion if parent else make_discussion())
    return post(place, viewer=Viewer.for_user(author), body=body, parent=parent).comment


def make_held_by_guest(
    discussion: Discussion | None = None,
    *,
    name: str = "Gina",
    body: str = "I keep a diary of hot days.",
    website: str = "",
    network: Network | None = None,
) -> Comment:
    newcomer = Newcomer(
        name=name,
        email=f"{name.lower()}@example.org",
        website=website,
        device_key=device.new_key(),
    )
    return post(
        discussion or make_discussion(),
        viewer=Viewer.nobody(),
        body=body,
        newcomer=newcomer,
        network=network,
    ).comment


def make_report(
    comment: Comment,
    *,
    by: User | None = None,
    reason: str = "harassment",
    text: str = "",
) -> Report:
    reporter = by or make_member("Rita")
    viewer = Viewer.for_user(reporter)
    return report(comment, viewer=viewer, reason=reason, text=text).report


def case_of(comment: Comment) -> Case:
    """The open case of a comment."""
    return Case.objects.open().get(comment=comment)


def draft(
    body: str = "I rest before I am tired.",
    *,
    by: User | None = None,
    guest: Guest | None = None,
    discussion: Discussion | None = None,
    **fields: Any,
) -> Draft:
    """What a rule is asked, without posting anything."""
    if by is None and guest is None:
        by = make_known()
    return Draft(
        discussion=discussion or make_discussion(),
        viewer=Viewer(user=by, guest=guest),
        body=body,
        author=by,
        guest=guest,
        website=guest.website if guest else "",
        **fields,
    )


def guest_draft(body: str, *, website: str = "", name: str = "Gina", **fields: Any) -> Draft:
    return draft(body, guest=make_guest(name, website=website), **fields)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def make_appeal(comment: Comment | None = None, *, by: User | None = None) -> Appeal:
    """An objection to the removal of a comment."""
    removed = comment or make_comment(author=make_known("Olga"))
    outcome = decide(
        removed, "remove", by=by or make_moderator("Remus"), reason_code="other",
        reason_text="Please be kind.",
    )  # fmt: skip
    assert outcome.decision is not None
    return appeals.appeal(outcome.decision, "It was meant well.")


def make_board_moderator(*boards: Board, name: str = "Bea", **fields: Any) -> User:
    """A member who moderates these boards."""
    person = make_known(name, **fields)
    for board in boards:
        moderators.name(person, shelf=board.pk)
    return person


# Whose queue holds everything.
EVERYWHERE = Viewer(user=User(role="moderator"))
