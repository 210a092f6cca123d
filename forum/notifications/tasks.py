from django.tasks import task

from forum.notifications.services import mail


@task
def mail_notice(notice_id: int) -> None:
    mail.send(notice_id)
