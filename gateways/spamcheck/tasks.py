from django.tasks import task

from gateways.spamcheck.services import check


@task
def ask_service(comment_id: int) -> None:
    check.check(comment_id)
