from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    label = "articles"

    def ready(self) -> None:
        from articles import follow, joins, receivers

        joins.join()
        follow.join()
        receivers.join()
