import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("comments", "0001_initial"),
        ("moderation", "0001_initial"),
        ("topics", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(editable=False, max_length=40, unique=True)),
                (
                    "alt",
                    models.CharField(
                        help_text="What the picture shows, for people who cannot see it.",
                        max_length=300,
                        verbose_name="description",
                    ),
                ),
                ("caption", models.CharField(blank=True, max_length=500, verbose_name="caption")),
                ("width", models.PositiveIntegerField(editable=False)),
                ("height", models.PositiveIntegerField(editable=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "by",
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
                "ordering": ("-id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("alt", ""), _negated=True), name="picture_has_alt"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("height__gt", 0), ("width__gt", 0)),
                        name="picture_has_size",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=150, verbose_name="title")),
                ("slug", models.SlugField(allow_unicode=True, max_length=160, unique=True)),
                (
                    "description_source",
                    models.TextField(blank=True, max_length=5000, verbose_name="description"),
                ),
                ("description_html", models.TextField(blank=True, editable=False)),
                ("render_version", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "disclaimer",
                    models.CharField(
                        choices=[
                            ("site", "The site's disclaimer"),
                            ("own", "A text of its own"),
                            ("none", "None"),
                        ],
                        default="site",
                        max_length=4,
                        verbose_name="disclaimer",
                    ),
                ),
                (
                    "disclaimer_text",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="its own disclaimer"
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Lower numbers stand first in the list of series.",
                        verbose_name="order",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "series",
                "ordering": ("position", "title", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="series_title_present",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("slug", ""), _negated=True), name="series_slug_present"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("disclaimer__in", ["site", "own", "none"])),
                        name="series_disclaimer_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("disclaimer", "own"), _negated=True),
                            models.Q(("disclaimer_text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="series_own_disclaimer_has_text",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=150, verbose_name="title")),
                (
                    "slug",
                    models.SlugField(
                        allow_unicode=True, max_length=160, unique=True, verbose_name="address"
                    ),
                ),
                (
                    "standfirst",
                    models.TextField(
                        blank=True,
                        help_text="One or two sentences under the title; lists and search results show them.",
                        max_length=500,
                        verbose_name="standfirst",
                    ),
                ),
                (
                    "body_format",
                    models.CharField(
                        choices=[("markdown", "Markdown"), ("html", "HTML")],
                        default="markdown",
                        max_length=8,
                    ),
                ),
                (
                    "body_source",
                    models.TextField(blank=True, max_length=100000, verbose_name="text"),
                ),
                ("body_html", models.TextField(blank=True, editable=False)),
                ("render_version", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("word_count", models.PositiveIntegerField(default=0, editable=False)),
                ("reading_minutes", models.PositiveSmallIntegerField(default=1, editable=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("scheduled", "Scheduled"),
                            ("published", "Published"),
                        ],
                        default="draft",
                        max_length=9,
                    ),
                ),
                ("status_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("status_reason", models.CharField(blank=True, max_length=300)),
                (
                    "publish_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="publish on"),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("updated_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "changed_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="part number"
                    ),
                ),
                (
                    "lead_caption",
                    models.CharField(blank=True, max_length=500, verbose_name="caption"),
                ),
                (
                    "disclaimer",
                    models.CharField(
                        choices=[
                            ("series", "As its series says"),
                            ("site", "The site's disclaimer"),
                            ("own", "A text of its own"),
                            ("none", "None"),
                        ],
                        default="series",
                        max_length=6,
                        verbose_name="disclaimer",
                    ),
                ),
                (
                    "disclaimer_text",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="its own disclaimer"
                    ),
                ),
                (
                    "editors_note",
                    models.TextField(blank=True, max_length=1000, verbose_name="editor's note"),
                ),
                (
                    "invitation",
                    models.TextField(
                        blank=True,
                        help_text="What readers are asked to tell below. Left empty, a general sentence stands.",
                        max_length=500,
                        verbose_name="closing invitation",
                    ),
                ),
                ("rating_count", models.PositiveIntegerField(default=0)),
                ("rating_sum", models.PositiveIntegerField(default=0)),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "discussion",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="article",
                        to="comments.discussion",
                    ),
                ),
                (
                    "inspired_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="articles",
                        to="topics.topic",
                        verbose_name="forum topic",
                    ),
                ),
                (
                    "status_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tags",
                    models.ManyToManyField(blank=True, related_name="articles", to="topics.tag"),
                ),
                (
                    "lead_picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="articles.picture",
                        verbose_name="picture",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="articles",
                        to="articles.series",
                        verbose_name="series",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "published")),
                        fields=["-published_at", "-id"],
                        name="article_latest",
                    ),
                    models.Index(
                        condition=models.Q(("status", "scheduled")),
                        fields=["publish_at"],
                        name="article_due",
                    ),
                    models.Index(fields=["status", "-changed_at", "-id"], name="article_desk"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="article_title_present",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("slug", ""), _negated=True), name="article_slug_present"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "scheduled", "published"])),
                        name="article_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("body_format__in", ["markdown", "html"])),
                        name="article_body_format_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "scheduled"), _negated=True),
                            ("publish_at__isnull", False),
                            _connector="OR",
                        ),
                        name="article_scheduled_has_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            models.Q(
                                ("discussion__isnull", False), ("published_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="article_published_has_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("series__isnull", True),
                            models.Q(("position__isnull", False), ("series__isnull", False)),
                            _connector="OR",
                        ),
                        name="article_position_in_series",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("series__isnull", False)),
                        fields=("series", "position"),
                        name="article_position_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("disclaimer__in", ["series", "site", "own", "none"])),
                        name="article_disclaimer_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("disclaimer", "own"), _negated=True),
                            models.Q(("disclaimer_text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="article_own_disclaimer_has_text",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rating_sum__gte", models.F("rating_count")),
                            (
                                "rating_sum__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("rating_count"), "*", models.Value(5)
                                ),
                            ),
                        ),
                        name="article_rating_within_stars",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Author",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("slug", models.SlugField(allow_unicode=True, max_length=100, unique=True)),
                (
                    "line",
                    models.CharField(
                        blank=True,
                        help_text="For example a profession, or a life with the condition written about.",
                        max_length=200,
                        verbose_name="line under the name",
                    ),
                ),
                ("bio_source", models.TextField(blank=True, max_length=5000, verbose_name="about")),
                ("bio_html", models.TextField(blank=True, editable=False)),
                ("render_version", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="byline_author",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="articles.picture",
                        verbose_name="photo",
                    ),
                ),
            ],
            options={
                "ordering": ("name", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="author_name_present"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("slug", ""), _negated=True), name="author_slug_present"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Byline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bylines",
                        to="articles.article",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bylines",
                        to="articles.author",
                    ),
                ),
            ],
            options={
                "ordering": ("article", "position"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("article", "author"), name="byline_author_once"
                    ),
                    models.UniqueConstraint(
                        fields=("article", "position"), name="byline_position_unique"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stars", models.PositiveSmallIntegerField(verbose_name="stars")),
                ("visitor_hash", models.CharField(blank=True, max_length=64)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ratings",
                        to="articles.article",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ratings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stars__gte", 1), ("stars__lte", 5)),
                        name="rating_stars_1_to_5",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("user__isnull", False), ("visitor_hash", "")),
                            models.Q(
                                ("user__isnull", True),
                                models.Q(("visitor_hash", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="rating_user_or_visitor",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("user__isnull", False)),
                        fields=("article", "user"),
                        name="rating_one_per_user",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("visitor_hash", ""), _negated=True),
                        fields=("article", "visitor_hash"),
                        name="rating_one_per_visitor",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="your note")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "case",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="feedback",
                        to="moderation.case",
                    ),
                ),
                (
                    "rating",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feedback",
                        to="articles.rating",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "feedback",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="feedback_text_present",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length("text"), 2000
                        ),
                        name="feedback_text_length",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SlugHistory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(allow_unicode=True, max_length=160)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="old_slugs",
                        to="articles.article",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="old_slugs",
                        to="articles.author",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="old_slugs",
                        to="articles.series",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="old_slugs",
                        to="topics.tag",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("article__isnull", False),
                                ("author__isnull", True),
                                ("series__isnull", True),
                                ("tag__isnull", True),
                            ),
                            models.Q(
                                ("article__isnull", True),
                                ("author__isnull", True),
                                ("series__isnull", False),
                                ("tag__isnull", True),
                            ),
                            models.Q(
                                ("article__isnull", True),
                                ("author__isnull", False),
                                ("series__isnull", True),
                                ("tag__isnull", True),
                            ),
                            models.Q(
                                ("article__isnull", True),
                                ("author__isnull", True),
                                ("series__isnull", True),
                                ("tag__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="slughistory_one_target",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("article__isnull", False)),
                        fields=("slug",),
                        name="slughistory_once_per_article",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("series__isnull", False)),
                        fields=("slug",),
                        name="slughistory_once_per_series",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("author__isnull", False)),
                        fields=("slug",),
                        name="slughistory_once_per_author",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("tag__isnull", False)),
                        fields=("slug",),
                        name="slughistory_once_per_tag",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="article",
            name="authors",
            field=models.ManyToManyField(
                related_name="articles", through="articles.Byline", to="articles.author"
            ),
        ),
    ]
