from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.activity.models import Event, Receipt
from foundation.activity.registry import Receiver, receivers_of


def dispatch(event_id: int) -> None:
    """Tell every receiver that has no receipt yet. Safe to run again at any point.

    One receiver's fault keeps nobody else from hearing; it is raised at the end, so that the
    job is tried again.
    """
    event = Event.objects.filter(pk=event_id).first()
    if event is None or event.dispatched_at:
        return
    done = set(event.receipts.values_list("receiver", flat=True))
    faults: list[Exception] = []
    for receiver_id, receiver in receivers_of(event.kind).items():
        if receiver_id not in done:
            try:
                _tell(event, receiver_id, receiver)
            except Exception as fault:
                fault.add_note(f"receiver {receiver_id} of event {event.pk} ({event.kind})")
                faults.append(fault)
    if faults:
        raise ExceptionGroup(f"{len(faults)} receivers failed", faults)
    Event.objects.filter(pk=event.pk).update(dispatched_at=timezone.now())


def _tell(event: Event, receiver_id: str, receiver: Receiver) -> None:
    with transaction.atomic():
        # The receipt comes first: a second dispatch of the same event waits here, then stops.
        try:
            with transaction.atomic():
                Receipt.objects.create(event=event, receiver=receiver_id)
        except IntegrityError:
            return
        receiver(event)
