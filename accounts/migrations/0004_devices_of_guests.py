"""A guest may be known by several devices, and a device says when its guest's address was proved."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_kept_choices"),
    ]

    operations = [
        migrations.CreateModel(
            name="GuestDevice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key_hash", models.CharField(editable=False, max_length=64)),
                ("proved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "linked_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "guest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="devices",
                        to="accounts.guest",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["key_hash"], name="guestdevice_one_guest"),
                    models.CheckConstraint(
                        condition=~models.Q(key_hash=""), name="guestdevice_has_key"
                    ),
                ],
            },
        ),
    ]
