from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "foundation.search"
    label = "search"

    def ready(self) -> None:
        post_migrate.connect(forget_what_was_flushed, sender=self)


def forget_what_was_flushed(**kwargs: Any) -> None:
    """`flush` empties Django's tables only; words without documents would meet the next ids."""
    from foundation.search.engines import engine
    from foundation.search.models import Document

    if kwargs["using"] == "default" and _is_laid(kwargs["using"]) and not Document.objects.exists():
        engine().clear()


def _is_laid(using: str) -> bool:
    from django.db import connections

    names = connections[using].introspection.table_names()
    return {"search_document", "search_words"} <= set(names)
