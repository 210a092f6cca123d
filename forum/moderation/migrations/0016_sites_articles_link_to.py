from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0015_appeals"),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkedSite",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("host", models.CharField(max_length=253)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("host",), name="linkedsite_once"),
                    models.CheckConstraint(
                        condition=models.Q(("host", ""), _negated=True), name="linkedsite_has_host"
                    ),
                ],
            },
        ),
    ]
