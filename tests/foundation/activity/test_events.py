from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.tasks import TaskResultStatus
from django.utils import timezone

from foundation.activity import events, registry
from foundation.activity.models import Event, Receipt
from foundation.activity.services import sweep
from foundation.activity.services.dispatch import dispatch
from foundation.activity.tasks import dispatch as dispatch_task
from foundation.jobs.models import Job
from foundation.jobs.worker import run_due

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]

KIND = "tests.thing.done"
heard: list[tuple[str, int]] = []


@pytest.fixture(autouse=True)
def _own_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    heard.clear()
    monkeypatch.setattr(registry, "_sentences", {})
    monkeypatch.setattr(registry, "_receivers", {})
    events.declare(KIND, "A thing was done")
    events.declare("tests.thing.undone", "A thing was undone")


def listen(name: str) -> None:
    def receiver(event: Event) -> None:
        heard.append((name, event.pk))

    receiver.__qualname__ = name
    events.subscribe(KIND, receiver=name)(receiver)


def record() -> Event:
    return events.record(KIND, actor_id=None, data={"thing": 7, "why": "tests.reason"})


def test_an_event_and_one_job_are_written_and_every_receiver_hears_once() -> None:
    listen("mail")
    listen("search")
    event = record()
    events.record("tests.thing.undone", actor_id=None, data={})
    assert Job.objects.count() == 2
    assert heard == []
    assert run_due() == 2
    assert heard == [("mail", event.pk), ("search", event.pk)]
    assert not Event.objects.filter(dispatched_at__isnull=True).exists()


def test_nothing_is_recorded_when_the_transaction_fails() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record()
        raise ZeroDivisionError
    assert not Event.objects.exists()
    assert not Job.objects.exists()


def test_a_second_dispatch_tells_nobody_twice() -> None:
    listen("mail")
    event = record()
    dispatch(event.pk)
    Event.objects.update(dispatched_at=None)  # killed just before the end
    dispatch(event.pk)
    assert heard == [("mail", event.pk)]
    assert Event.objects.get().dispatched_at


def test_a_receiver_that_fails_is_told_again_and_keeps_nobody_from_hearing() -> None:
    moods = iter([ValueError("not now"), None])

    @events.subscribe(KIND, receiver="moody")
    def moody(event: Event) -> None:
        Event.objects.filter(pk=event.pk).update(data={"touched": 1})
        if fault := next(moods):
            raise fault

    listen("mail")
    event = record()
    with pytest.raises(ExceptionGroup):
        dispatch(event.pk)
    assert heard == [("mail", event.pk)]
    event.refresh_from_db()
    assert event.data != {"touched": 1}, "its work went back with its receipt"
    assert event.dispatched_at is None

    dispatch(event.pk)
    event.refresh_from_db()
    assert event.data == {"touched": 1}
    assert heard == [("mail", event.pk)]
    assert sorted(Receipt.objects.values_list("receiver", flat=True)) == ["mail", "moody"]


def test_a_receipt_is_given_once() -> None:
    event = record()
    Receipt.objects.create(event=event, receiver="mail")
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.create(event=event, receiver="mail")


@pytest.mark.parametrize(
    "value", ["Dear Gina, thank you", "gina@example.org", "x" * 61, 1.5, None, ["a"], "línea"]
)
def test_personal_text_is_refused(value: Any) -> None:
    with pytest.raises(events.PersonalText):
        events.record(KIND, actor_id=None, data={"what": value})


def test_a_kind_nobody_declared_is_refused() -> None:
    with pytest.raises(events.UnknownKind, match="declare"):
        events.record("tests.thing.unheard", actor_id=None, data={})


@pytest.mark.parametrize("kind", ["Done", "a.b.c.d", "tests.thing", "tests..done", "a b.c.d"])
def test_a_kind_has_a_shape_and_a_sentence(kind: str) -> None:
    if kind != "tests.thing":
        with pytest.raises(ValueError, match="form"):
            events.declare(kind, "Something happened")
    with pytest.raises(ValueError, match=r"sentence|form"):
        events.declare(kind, " ")


def test_two_receivers_cannot_share_an_id() -> None:
    listen("mail")
    with pytest.raises(ValueError, match="mail"):
        events.subscribe(KIND, receiver="mail")(lambda event: None)


def test_an_event_whose_job_was_lost_is_found_again() -> None:
    listen("mail")
    lost, standing, young = record(), record(), record()
    Job.objects.exclude(args_kwargs__args=[standing.pk]).delete()
    old = timezone.now() - timedelta(minutes=6)
    Event.objects.exclude(pk=young.pk).update(created_at=old)
    assert sweep.enqueue_lost(dispatch_task) == 1
    assert sweep.enqueue_lost(dispatch_task) == 0
    run_due()
    assert [event_id for _, event_id in heard] == [standing.pk, lost.pk]


def test_a_dead_dispatch_is_left_to_the_operator() -> None:
    record()
    Job.objects.update(status=TaskResultStatus.FAILED)
    Event.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert sweep.enqueue_lost(dispatch_task) == 0


def test_pruning_forgets_only_what_was_told_long_ago() -> None:
    long_ago = timezone.now() - timedelta(days=91)
    told, untold = record(), record()
    Event.objects.filter(pk=told.pk).update(dispatched_at=long_ago)
    Event.objects.filter(pk=untold.pk).update(created_at=long_ago)
    Receipt.objects.create(event=told, receiver="mail")
    assert sweep.prune() == 1
    assert Event.objects.get() == untold
