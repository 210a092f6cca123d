"""A real worker and a real mail server: killed at each step of a batch, no mail comes twice."""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection as database
from django.utils import timezone

from forum.notifications import kinds
from forum.notifications.models import Delivery
from forum.notifications.services.notify import notify
from forum.notifications.services.send import send_due
from forum.notifications.tasks import send_mails
from tests.factories import make_member
from tests.factories_jobs import Workers
from tests.factories_smtp import STEPS, MailServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("queue")]

BATCH = 3


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def workers(
    tmp_path: Path, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Workers]:
    monkeypatch.setenv("THREADWELL_SMTP_URL", server.url)
    started = Workers(tmp_path)
    yield started
    started.end_all()


@pytest.mark.both_engines
@pytest.mark.parametrize("step", STEPS)
def test_a_worker_killed_at_any_step_of_the_second_mail(
    step: str, workers: Workers, server: MailServer
) -> None:
    alice = make_member("Alice")
    for number in range(BATCH):
        notify(alice, kinds.RELEASED, key=str(number))
    Delivery.objects.update(due_at=timezone.now())
    send_mails.enqueue()
    killed = threading.Event()
    seen: Counter[str] = Counter()
    worker = workers.start("--lease", "30")

    def kill(at: str) -> None:
        seen[at] += 1
        if at == step and seen[at] == 2:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
            killed.set()

    server.act(kill)
    assert killed.wait(timeout=120)
    # All are due at the same moment, so any of them may be the second.
    statuses = Counter(Delivery.objects.values_list("status", flat=True))
    assert statuses["sent"] >= 1
    assert statuses["queued"] >= 1  # the third, and the second where it was not marked yet

    # Time passes: the claim of the dead ends, and another worker comes.
    Delivery.objects.exclude(claimed_until=None).update(
        claimed_until=timezone.now() - timedelta(seconds=1)
    )
    send_mails.enqueue()
    assert workers.start("--drain").wait(timeout=120) == 0

    statuses = Counter(Delivery.objects.values_list("status", flat=True))
    taken = Counter(str(message["Message-ID"]) for message in server.mails)
    assert len(taken) == BATCH
    assert set(taken.values()) == {1}, "a mail came twice"
    if step == "TEXT":
        assert statuses == {"sent": 2, "uncertain": 1}
    elif step == "ANSWERED":
        assert statuses in ({"sent": 2, "uncertain": 1}, {"sent": BATCH})
    else:
        assert statuses == {"sent": BATCH}


def test_what_a_reader_sees_while_the_server_waits_cuts_the_line(
    server: MailServer, settings: Any
) -> None:
    """Read between the first word to the server and the text: nothing is sent."""
    from forum.notifications.services.read import mark_all_read

    settings.MAILERS = {
        "default": {
            "BACKEND": "config.mail.CarefulMailer",
            "OPTIONS": {"host": "127.0.0.1", "port": server.port, "timeout": 20},
        }
    }
    alice = make_member("Alice")
    notify(alice, kinds.RELEASED, key="one")
    Delivery.objects.update(due_at=timezone.now())
    connection = mail.mailers.default
    assert getattr(connection, "marks_before_text", False)

    def read(at: str) -> None:
        if at == "DATA":
            mark_all_read(alice)
            database.close()  # this thread's own

    server.act(read)
    assert send_due() == 0
    assert server.mails == []
    assert Delivery.objects.get().status == "cancelled"
