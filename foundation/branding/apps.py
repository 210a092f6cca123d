from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class BrandingConfig(AppConfig):
    name = "foundation.branding"
    label = "branding"

    def ready(self) -> None:
        # Each app declares what the owner may set in its settings.py; ours are in declared.py.
        autodiscover_modules("settings", "declared")
        # And the texts that can be changed word for word in its texts.py.
        autodiscover_modules("texts")
        post_migrate.connect(_renew_pages, sender=self)


def _renew_pages(using: str, **_facts: Any) -> None:
    """A new release brings its own texts for the pages nobody has edited."""
    from foundation.branding.services.pages import forget_unedited

    forget_unedited(using=using)
