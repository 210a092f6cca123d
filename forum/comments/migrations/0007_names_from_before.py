"""A comment may keep the name it was written under, when its author has another one by now."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0006_support_marks"),
    ]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="written_as",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("written_as", ""), ("hat", ""), _connector="OR"),
                name="comment_other_name_without_hat",
            ),
        ),
    ]
