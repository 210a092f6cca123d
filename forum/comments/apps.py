from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "forum.comments"
    label = "comments"

    def ready(self) -> None:
        from accounts.profile import add_section
        from forum.comments import profile, search

        search.join()
        add_section(profile.section, place=20)
