"""A reason is the words of the site and a moderator's own: longer than either was before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0011_transfers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="revision",
            name="reason",
            field=models.CharField(blank=True, max_length=2000),
        ),
        migrations.AlterField(
            model_name="statuschange",
            name="reason",
            field=models.CharField(blank=True, max_length=2000),
        ),
    ]
