from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ActivityConfig(AppConfig):
    name = "foundation.activity"
    label = "activity"

    def ready(self) -> None:
        # Each app declares its kinds in events.py and subscribes in receivers.py.
        autodiscover_modules("events", "receivers")
