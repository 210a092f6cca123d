"""A row is written as Django writes it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from forum.comments.models import Status, StatusChange
from foundation.activity.models import Event
from foundation.database.insert import insert
from tests.factories import make_comment, make_member

pytestmark = pytest.mark.django_db


def test_what_was_written_is_there() -> None:
    alice = make_member()
    now = timezone.now()
    event = insert(Event(kind="a.b", actor=alice, data={"comment": 7}, created_at=now))
    found = Event.objects.get(pk=event.pk)
    assert (found.kind, found.actor, found.data) == ("a.b", alice, {"comment": 7})
    assert (found.created_at, found.dispatched_at) == (now, None)


def test_the_row_is_one_that_was_saved() -> None:
    event = insert(Event(kind="a.b"))
    event.kind = "a.c"
    event.save()
    assert [each.kind for each in Event.objects.all()] == ["a.c"]


def test_a_row_may_bring_its_own_key() -> None:
    key = uuid4()
    job: DBTaskResult[..., Any] = DBTaskResult(
        id=key, task_path="a.b", args_kwargs={}, run_after=timezone.now()
    )
    insert(job)
    assert DBTaskResult.objects.get().pk == key


def test_what_the_database_refuses_is_refused() -> None:
    comment = make_comment()
    with pytest.raises(IntegrityError, match="statuschange_changes"), transaction.atomic():
        insert(StatusChange(comment=comment, before=Status.HELD, after=Status.HELD))
    assert not StatusChange.objects.filter(comment=comment, before=Status.HELD).exists()


def test_after_a_refusal_the_transaction_is_taken_back() -> None:
    """As with Django's own: whoever goes on after it finds nothing half done."""
    comment = make_comment()
    with transaction.atomic():
        Event.objects.create(kind="a.b")
        with pytest.raises(IntegrityError):
            insert(StatusChange(comment=comment, before=Status.HELD, after=Status.HELD))
    assert not Event.objects.exists()


def test_a_row_that_the_database_fills_in_part_is_no_row_for_it() -> None:
    class Filled(models.Model):
        at = models.DateTimeField(db_default=Now())

        class Meta:
            app_label = "tests"

        def __str__(self) -> str:
            return f"{self.at}"

    with pytest.raises(ValueError, match="Filled"):
        insert(Filled())
