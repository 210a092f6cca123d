from django.db import transaction
from django.tasks import task

from accounts.services import guest_links, letters, proofs
from foundation.jobs.schedule import every


@task(priority=20)  # somebody sits and waits for a code
def send_letter(letter_id: int) -> None:
    letters.send(letter_id)


@task()
def drop_old_letters() -> None:
    letters.drop_old()
    proofs.drop_old()


every("accounts.drop_old_letters", 24 * 3600, drop_old_letters)


@task()
@transaction.atomic
def ask_for_proof(guest_id: int, network: str) -> None:
    """A guest wrote. The answer to their form was the same, whether a mail is sent or not."""
    if (letter := proofs.ask(guest_id, network=network)) is not None:
        send_letter.enqueue(letter.pk)


@task()
@transaction.atomic
def send_guest_link(email_hash: str) -> None:
    """Somebody asked for their private link. They read the same, whoever they are."""
    if (letter := guest_links.send_again(email_hash)) is not None:
        send_letter.enqueue(letter.pk)
