"""Who moderates which boards."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts import facts
from accounts import moderators as named
from accounts.models import BoardModerator, Sanction
from accounts.services import moderators
from accounts.viewer import Viewer
from tests.factories import make_member, make_moderator

pytestmark = pytest.mark.django_db


def test_naming_and_relieving_undo_each_other_and_say_whether_they_did_anything() -> None:
    bea = make_member("Bea")
    assert moderators.name(bea, shelf=3) and not moderators.name(bea, shelf=3)
    assert moderators.name(bea, shelf=5)
    assert Viewer.for_user(bea).shelves == {3, 5}
    assert [one.name for one in named.of_board(3)] == ["Bea"]
    assert moderators.relieve(bea, shelf=3) and not moderators.relieve(bea, shelf=3)
    assert Viewer.for_user(bea).shelves == {5}


def test_they_moderate_these_boards_and_no_other() -> None:
    bea = make_member("Bea")
    moderators.name(bea, shelf=3)
    viewer, everywhere = Viewer.for_user(bea), Viewer.for_user(make_moderator())
    assert viewer.moderates(3) and viewer.has_queue and not viewer.is_moderator
    assert not viewer.moderates(4) and not viewer.moderates(0)
    assert everywhere.moderates(0) and everywhere.moderates(4) and not everywhere.shelves


def test_who_moderates_is_read_once_and_kept(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    bea, people = make_member("Bea"), [make_member(f"Member {number}") for number in range(5)]
    moderators.name(bea, shelf=3)
    assert Viewer.for_user(bea).has_queue
    with django_assert_num_queries(0):
        assert not any(Viewer.for_user(one).has_queue for one in people)


@pytest.mark.parametrize("shelf", [0, 3])
def test_the_database_takes_a_person_once_for_each_board_and_for_no_place_that_is_none(
    shelf: int,
) -> None:
    bea = make_member("Bea")
    BoardModerator.objects.create(user=bea, shelf=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        BoardModerator.objects.create(user=bea, shelf=shelf)


def test_what_limits_a_moderator_is_asked_once_for_a_page(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    bea = make_member("Bea")
    moderators.name(bea, shelf=3)
    moderators.name(bea, shelf=5)
    assert Viewer.for_user(bea).has_queue
    Sanction.objects.create(
        user=bea, kind="board", shelf=3, reason="Rest.", ends_at=timezone.now() + timedelta(days=1)
    )
    person = facts.person(bea.pk)
    assert person is not None
    viewer = Viewer.for_user(person)
    with django_assert_num_queries(1):
        assert [viewer.moderates(shelf) for shelf in (3, 5, 3)] == [False, True, False]
