from django.tasks import task

from forum.notifications.services import send, tell, windows
from foundation.jobs import schedule


@task
def tell_of_comment(comment_id: int, after: int = 0) -> None:
    following = tell.of_comment(comment_id, after=after)
    if following is not None:
        tell_of_comment.enqueue(comment_id, following)


@task
def tell_of_article(discussion_id: int, by_id: int | None = None, after: int = 0) -> None:
    following = tell.of_article(discussion_id, by_id=by_id, after=after)
    if following is not None:
        tell_of_article.enqueue(discussion_id, by_id, following)


@task(priority=5)
def send_mails() -> None:
    send.send_due()


@task
def close_windows() -> None:
    windows.close_due()
    windows.end_pauses()


@task
def forget_old_deliveries() -> None:
    send.forget_old()


schedule.every("notifications.send_mails", 30, send_mails)
schedule.every("notifications.close_windows", 1800, close_windows)
schedule.every("notifications.forget_old_deliveries", 24 * 3600, forget_old_deliveries)
