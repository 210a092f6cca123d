import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0005_own_comments"),
        ("moderation", "0004_say_when_cases_are_due"),
    ]

    operations = [
        migrations.CreateModel(
            name="Observation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=40)),
                ("effect", models.CharField(max_length=10)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.AddField(
            model_name="firing",
            name="detail",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="firing",
            name="effect",
            field=models.CharField(default="hold", max_length=10),
        ),
        migrations.AddField(
            model_name="firing",
            name="stage",
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddIndex(
            model_name="firing",
            index=models.Index(fields=["-at"], name="firing_newest"),
        ),
        migrations.AddField(
            model_name="observation",
            name="comment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="comments.comment"
            ),
        ),
        migrations.AddIndex(
            model_name="observation",
            index=models.Index(fields=["-at"], name="observation_newest"),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.CheckConstraint(
                condition=models.Q(("rule", ""), _negated=True), name="observation_names_rule"
            ),
        ),
    ]
