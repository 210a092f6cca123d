from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "forum.comments"
    label = "comments"

    def ready(self) -> None:
        from forum.comments import search

        search.join()
