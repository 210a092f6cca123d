from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "forum.notifications"
    label = "notifications"

    def ready(self) -> None:
        from accounts import facts
        from forum.notifications import queries

        facts.bring("unread_notices", queries.unread_of)
