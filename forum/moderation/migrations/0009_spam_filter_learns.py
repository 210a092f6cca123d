import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0008_reply_wanted"),
    ]

    operations = [
        migrations.CreateModel(
            name="SpamModel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("weights", models.JSONField()),
                ("spam", models.PositiveIntegerField()),
                ("ham", models.PositiveIntegerField()),
                ("precision", models.PositiveSmallIntegerField()),
                ("recall", models.PositiveSmallIntegerField()),
                ("decision_id", models.PositiveBigIntegerField(default=0)),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("precision__lte", 1000), ("recall__lte", 1000)),
                        name="spammodel_in_a_thousand",
                    )
                ],
            },
        ),
    ]
