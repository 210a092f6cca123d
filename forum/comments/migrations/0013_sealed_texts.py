"""A moderator may change a text; the one it had is sealed."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_journal_of_erasures"),
        ("comments", "0012_reasons_of_any_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="revision",
            name="revision_status_known",
        ),
        migrations.AddField(
            model_name="comment",
            name="team_change",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Nothing"),
                    ("redacted", "Something was taken out"),
                    ("edited", "The text was changed"),
                ],
                default="",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="revision",
            name="status",
            field=models.CharField(
                choices=[
                    ("earlier", "Earlier text"),
                    ("waiting", "Waiting for a moderator"),
                    ("rejected", "Not published"),
                    ("purged", "Deleted by its author"),
                    ("sealed", "Sealed by a moderator"),
                ],
                default="earlier",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("team_change__in", ["", "redacted", "edited"])),
                name="comment_team_change_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["earlier", "waiting", "rejected", "purged", "sealed"])
                ),
                name="revision_status_known",
            ),
        ),
    ]
