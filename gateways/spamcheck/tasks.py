from django.tasks import task

from gateways.spamcheck.services import check, correct


@task
def ask_service(comment_id: int) -> None:
    check.check(comment_id)


@task(priority=-10)  # nobody waits for it
def tell_service(comment_id: int) -> None:
    correct.correct(comment_id)
