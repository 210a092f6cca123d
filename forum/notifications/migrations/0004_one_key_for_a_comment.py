"""Answered or following, a person hears of a comment once: both have its number as their key."""

from typing import Any

from django.db import migrations, models
from django.db.models.functions import Concat, Substr


def rename(apps: Any, _schema_editor: Any) -> None:
    Notice = apps.get_model("notifications", "Notice")
    Notice.objects.filter(key__startswith="reply:").update(
        key=Concat(models.Value("comment:"), Substr("key", len("reply:") + 1))
    )


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_notices_of_guests_and_articles")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
