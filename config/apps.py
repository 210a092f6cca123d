from django.apps import AppConfig
from django.core import checks as django_checks


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"
    verbose_name = "Settings"

    def ready(self) -> None:
        from config import checks

        for check in checks.ALL:
            django_checks.register(check, django_checks.Tags.security)
