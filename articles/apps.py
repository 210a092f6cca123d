from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    label = "articles"

    def ready(self) -> None:
        from articles import joins, receivers

        joins.join()
        receivers.join()
