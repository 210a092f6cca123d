from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_letters_to_be_sent"),
        ("comments", "0004_votes_of_visitors"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("author__isnull", False)),
                fields=["discussion", "author", "number"],
                name="comment_own",
            ),
        ),
    ]
