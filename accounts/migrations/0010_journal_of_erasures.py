import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_proof_by_mail"),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("guest_number", models.PositiveBigIntegerField()),
                (
                    "choice",
                    models.CharField(
                        choices=[
                            ("stay", "The comments stay, without a name"),
                            ("go", "The comments are deleted too"),
                        ],
                        max_length=4,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["guest_number"], name="erasure_once"),
                    models.CheckConstraint(
                        condition=models.Q(("choice__in", ["stay", "go"])),
                        name="erasure_choice_known",
                    ),
                ],
            },
        ),
    ]
