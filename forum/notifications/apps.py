from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "forum.notifications"
    label = "notifications"

    def ready(self) -> None:
        from accounts import facts, guest_page
        from forum.comments import news, slots
        from forum.comments.services import read as reading
        from forum.notifications import actions, control, guest_section, queries
        from forum.notifications.services.read import seen_on_page

        facts.bring("unread_notices", queries.unread_of)
        facts.bring("follows", control.follows_anything)
        news.choose_followed(control.followed_by)
        reading.on_shown(seen_on_page)
        slots.add_action(actions.follow_branches)
        guest_page.add_section(guest_section.mail, place=10)
