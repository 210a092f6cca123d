from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0005_what_rules_found"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="watchedword",
            name="action",
            field=models.CharField(
                choices=[
                    ("hold", "The comment waits for a moderator"),
                    ("warn", "The author is asked once to look again"),
                    ("report", "The comment appears, and a moderator looks at it"),
                ],
                default="hold",
                max_length=8,
                verbose_name="what happens",
            ),
        ),
        migrations.AddConstraint(
            model_name="watchedword",
            constraint=models.CheckConstraint(
                condition=models.Q(("action__in", ["hold", "warn", "report"])),
                name="watchedword_action_known",
            ),
        ),
    ]
