from django.apps import AppConfig
from django.core import checks as django_checks


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"
    verbose_name = "Settings"

    def ready(self) -> None:
        from accounts.viewer import Viewer
        from config import checks
        from foundation.search import api as search

        for check in checks.ALL:
            django_checks.register(check, django_checks.Tags.security)
        # The search knows no people; this tells it who is looking.
        search.identify(Viewer.of)
