"""A note of the moderators under a comment, and a veil before it."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0013_sealed_texts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="note_by",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="comment",
            name="note_html",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="comment",
            name="veil",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.CreateModel(
            name="ContextNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("shown", "Shown"), ("withdrawn", "Taken away")],
                        default="shown",
                        max_length=9,
                    ),
                ),
                ("text", models.TextField()),
                ("source_url", models.CharField(blank=True, max_length=500)),
                ("signed_by", models.CharField(blank=True, max_length=40)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="context_notes",
                        to="comments.comment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["shown", "withdrawn"])),
                        name="contextnote_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="contextnote_says_something",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "shown")),
                        fields=("comment",),
                        name="contextnote_one_shown",
                    ),
                ],
            },
        ),
    ]
