from django.db import migrations, models

BANDS = ("one", "two", "three", "four")


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0009_spam_filter_learns"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="textprint", name="textprint_by_hash"),
        migrations.RenameField("textprint", "text_hash", "sketch"),
        *(
            migrations.AddField("textprint", f"band_{band}", models.IntegerField(default=0))
            for band in BANDS
        ),
        *(
            migrations.AddIndex(
                "textprint",
                models.Index(fields=[f"band_{band}", "-at"], name=f"textprint_band_{band}"),
            )
            for band in BANDS
        ),
    ]
