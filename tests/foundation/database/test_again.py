"""What a database gives up in favour of another transaction is done once more."""

import threading
from collections.abc import Callable

import psycopg.errors
import pytest
from django.db import OperationalError, connection, transaction

from foundation.branding.models import Setting
from foundation.database.again import TIMES, again


class GivenUp(OperationalError):
    """As Django passes on what the driver says."""

    def __init__(self, cause: Exception) -> None:
        super().__init__("given up")
        self.__cause__ = cause


def failing(times: int, cause: Exception) -> tuple[Callable[[], str], list[int]]:
    tries: list[int] = []

    @again
    def verb() -> str:
        tries.append(len(tries))
        if len(tries) <= times:
            raise GivenUp(cause)
        return "done"

    return verb, tries


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "cause", [psycopg.errors.DeadlockDetected(), psycopg.errors.SerializationFailure()]
)
def test_what_was_given_up_is_done_once_more(cause: Exception) -> None:
    verb, tries = failing(TIMES - 1, cause)
    assert verb() == "done"
    assert len(tries) == TIMES


@pytest.mark.django_db(transaction=True)
def test_what_is_given_up_every_time_is_an_error_in_the_end() -> None:
    verb, tries = failing(TIMES, psycopg.errors.DeadlockDetected())
    with pytest.raises(OperationalError):
        verb()
    assert len(tries) == TIMES


@pytest.mark.django_db(transaction=True)
def test_another_fault_is_not_tried_again() -> None:
    verb, tries = failing(1, psycopg.errors.AdminShutdown())
    with pytest.raises(OperationalError):
        verb()
    assert len(tries) == 1


@pytest.mark.django_db
def test_inside_another_transaction_the_verb_around_it_tries_again() -> None:
    verb, tries = failing(1, psycopg.errors.DeadlockDetected())
    with pytest.raises(OperationalError), transaction.atomic():
        verb()
    assert len(tries) == 1


@pytest.mark.both_engines
@pytest.mark.django_db(transaction=True)
def test_two_that_wait_for_each_other_crosswise_are_both_done() -> None:
    for key in ("one", "two"):
        Setting.objects.create(key=key, value=0)
    meet = threading.Barrier(2)
    faults: list[BaseException] = []

    def crosswise(first: str, second: str) -> None:
        held: list[str] = []

        @again
        @transaction.atomic
        def verb() -> None:
            Setting.objects.filter(key=first).update(value=first)
            if not held and connection.vendor == "postgresql":
                held.append(first)
                meet.wait(10)
            Setting.objects.filter(key=second).update(value=first)

        try:
            verb()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    both = [
        threading.Thread(target=crosswise, args=pair) for pair in (("one", "two"), ("two", "one"))
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert not faults, faults
    assert len(set(Setting.objects.values_list("value", flat=True))) == 1
