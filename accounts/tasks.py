from django.tasks import task

from accounts.services import letters
from foundation.jobs.schedule import every


@task(priority=20)  # somebody sits and waits for a code
def send_letter(letter_id: int) -> None:
    letters.send(letter_id)


@task()
def drop_old_letters() -> None:
    letters.drop_old()


every("accounts.drop_old_letters", 24 * 3600, drop_old_letters)
