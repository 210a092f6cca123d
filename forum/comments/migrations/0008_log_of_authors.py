import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("comments", "0007_names_from_before"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuthorChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("joined", "Two guests were one person, by proof of mail"),
                            ("claimed", "A guest took what they wrote into their account"),
                        ],
                        max_length=7,
                    ),
                ),
                ("from_guest", models.PositiveBigIntegerField()),
                ("to_guest", models.PositiveBigIntegerField(blank=True, null=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="author_changes",
                        to="comments.comment",
                    ),
                ),
                (
                    "to_user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cause", "joined"),
                                ("to_guest__isnull", False),
                                ("to_user__isnull", True),
                            ),
                            models.Q(("cause", "claimed"), ("to_guest__isnull", True)),
                            _connector="OR",
                        ),
                        name="authorchange_one_way",
                    ),
                ],
            },
        ),
    ]
