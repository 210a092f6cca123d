import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import forum.topics.models.board


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("comments", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Board",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        allow_unicode=True,
                        max_length=80,
                        unique=True,
                        validators=[forum.topics.models.board.refuse_reserved],
                        verbose_name="address",
                    ),
                ),
                (
                    "description",
                    models.CharField(blank=True, max_length=300, verbose_name="what belongs here"),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="place in the list"),
                ),
                ("topic_count", models.PositiveBigIntegerField(default=0, editable=False)),
                ("comment_count", models.PositiveBigIntegerField(default=0, editable=False)),
                (
                    "audience",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="board",
                        to="comments.audience",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "name"),
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"), name="board_name_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "slug__in",
                                [
                                    "ask",
                                    "boards",
                                    "feed",
                                    "latest",
                                    "mine",
                                    "new",
                                    "search",
                                    "unanswered",
                                ],
                            ),
                            _negated=True,
                        ),
                        name="board_slug_not_reserved",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BoardAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(allow_unicode=True, max_length=80, unique=True)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addresses",
                        to="topics.board",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("slug", models.SlugField(allow_unicode=True, max_length=60, unique=True)),
            ],
            options={
                "ordering": ("name",),
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"), name="tag_name_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("slug", ""), _negated=True), name="tag_slug_present"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("question", "A question"), ("talk", "Something to talk about")],
                        default="question",
                        max_length=8,
                    ),
                ),
                ("slug", models.SlugField(allow_unicode=True, max_length=160)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="topics",
                        to="topics.board",
                    ),
                ),
                (
                    "discussion",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="topic",
                        to="comments.discussion",
                    ),
                ),
                (
                    "tags",
                    models.ManyToManyField(blank=True, related_name="topics", to="topics.tag"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("slug", ""), _negated=True), name="topic_slug_present"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["question", "talk"])),
                        name="topic_kind_known",
                    ),
                ],
            },
        ),
    ]
