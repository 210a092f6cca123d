from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "foundation.jobs"
    label = "jobs"

    def ready(self) -> None:
        # Recurring jobs are named in the tasks.py of each app.
        autodiscover_modules("tasks")
