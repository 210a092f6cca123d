"""A decision keeps what the person concerned was told, word for word; more of them need a reason."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_journal_of_erasures"),
        ("comments", "0012_reasons_of_any_length"),
        ("moderation", "0021_measure_the_work"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_says_why",
        ),
        migrations.AddField(
            model_name="decision",
            name="told",
            field=models.CharField(blank=True, default="", max_length=2000),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "action__in",
                            (
                                "reject",
                                "refuse",
                                "remove",
                                "hold",
                                "redact",
                                "edit",
                                "suspend",
                                "warn",
                                "review",
                                "keep_out",
                                "ban",
                            ),
                        ),
                        _negated=True,
                    ),
                    models.Q(("reason_code", ""), ("reason_text", ""), _negated=True),
                    _connector="OR",
                ),
                name="decision_says_why",
            ),
        ),
    ]
