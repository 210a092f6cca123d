from django.apps import AppConfig


class TopicsConfig(AppConfig):
    name = "forum.topics"
    label = "topics"

    def ready(self) -> None:
        from forum.topics import search

        search.join()
