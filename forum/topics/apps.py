from django.apps import AppConfig


class TopicsConfig(AppConfig):
    name = "forum.topics"
    label = "topics"

    def ready(self) -> None:
        from accounts.profile import add_section
        from forum.topics import follow, profile, search, shelves, tools

        search.join()
        shelves.join()
        follow.join()
        tools.join()
        add_section(profile.section, place=10)
