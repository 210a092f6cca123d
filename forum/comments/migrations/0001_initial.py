import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Audience",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("public", "Everyone"),
                            ("members", "Members only"),
                            ("staff", "Staff only"),
                        ],
                        default="public",
                        max_length=8,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["public", "members", "staff"])),
                        name="audience_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
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
                        choices=[
                            ("opening", "Opening post"),
                            ("reply", "Comment"),
                            ("notice", "Notice of the site"),
                        ],
                        default="reply",
                        max_length=8,
                    ),
                ),
                ("number", models.PositiveBigIntegerField()),
                ("root_no", models.PositiveBigIntegerField(blank=True, null=True)),
                ("order_key", models.CharField(max_length=136)),
                ("depth", models.PositiveIntegerField(default=1)),
                (
                    "hat",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "As myself"),
                            ("moderator", "Moderator"),
                            ("editor", "Editor"),
                            ("author", "Author of this article"),
                        ],
                        default="",
                        max_length=12,
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
                ("body_source", models.TextField()),
                ("body_html", models.TextField()),
                ("render_version", models.PositiveSmallIntegerField(default=0)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("published", "Published"),
                            ("held", "Waiting for a moderator"),
                            ("rejected", "Not published"),
                            ("spam", "Spam"),
                            ("removed", "Removed by a moderator"),
                            ("deleted", "Deleted by its author"),
                        ],
                        default="published",
                        max_length=9,
                    ),
                ),
                ("shown", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                ("reply_count", models.PositiveIntegerField(default=0)),
                ("thread_count", models.PositiveIntegerField(default=0)),
                ("helpful_count", models.PositiveIntegerField(default=0)),
                ("helpful_rank", models.FloatField(default=0)),
                ("form_key", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "guest",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="accounts.guest",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="comments.comment",
                    ),
                ),
                (
                    "root",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="thread",
                        to="comments.comment",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("shown", True)),
                        fields=["root", "order_key", "number"],
                        name="comment_thread",
                    ),
                    models.Index(fields=["author", "-id"], name="comment_by_author"),
                    models.Index(fields=["guest", "-id"], name="comment_by_guest"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("form_key", ""), _negated=True),
                        fields=("form_key",),
                        name="comment_form_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("author__isnull", False), ("guest__isnull", True)),
                            models.Q(("author__isnull", True), ("guest__isnull", False)),
                            _connector="OR",
                        ),
                        name="comment_author_or_guest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("parent__isnull", True), ("root__isnull", True)),
                            models.Q(("parent__isnull", False), ("root__isnull", False)),
                            _connector="OR",
                        ),
                        name="comment_root_with_parent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", True), ("root_no__isnull", True), _connector="OR"
                        ),
                        name="comment_root_no_of_roots",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "opening"), _negated=True),
                            models.Q(("parent__isnull", True), ("root_no__isnull", True)),
                            _connector="OR",
                        ),
                        name="comment_opening_stands_alone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            models.Q(("published_at__isnull", False), ("shown", True)),
                            _connector="OR",
                        ),
                        name="comment_published_is_shown",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("guest__isnull", True), ("hat", ""), _connector="OR"),
                        name="comment_guest_without_hat",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ["published", "held", "rejected", "spam", "removed", "deleted"],
                            )
                        ),
                        name="comment_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["opening", "reply", "notice"])),
                        name="comment_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hat__in", ["", "moderator", "editor", "author"])),
                        name="comment_hat_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("body_format__in", ["markdown", "html"])),
                        name="comment_body_format_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Discussion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=200)),
                ("url", models.CharField(max_length=2000)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("locked", "Locked"), ("hidden", "Hidden")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("status_at", models.DateTimeField(blank=True, null=True)),
                ("status_reason", models.CharField(blank=True, max_length=300)),
                (
                    "status_before",
                    models.CharField(
                        choices=[("open", "Open"), ("locked", "Locked"), ("hidden", "Hidden")],
                        default="open",
                        max_length=8,
                    ),
                ),
                (
                    "asker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("shelf", models.PositiveBigIntegerField(default=0)),
                ("rank", models.PositiveSmallIntegerField(default=0)),
                ("last_comment_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_number", models.PositiveBigIntegerField(default=0)),
                ("last_root_no", models.PositiveBigIntegerField(default=0)),
                ("comment_count", models.PositiveBigIntegerField(default=0)),
                ("root_count", models.PositiveBigIntegerField(default=0)),
                ("helpful_count", models.PositiveIntegerField(default=0)),
                ("others_count", models.PositiveBigIntegerField(default=0)),
                ("version", models.PositiveBigIntegerField(default=0)),
                (
                    "audience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="discussions",
                        to="comments.audience",
                    ),
                ),
                (
                    "last_comment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="comments.comment",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="discussions",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["kind", "shelf", "-rank", "-last_comment_at", "-id"],
                        name="discussion_by_shelf",
                    ),
                    models.Index(
                        fields=["kind", "-last_comment_at", "-id"], name="discussion_latest"
                    ),
                    models.Index(fields=["kind", "-comment_count", "-id"], name="discussion_most"),
                    models.Index(
                        condition=models.Q(("others_count", 0)),
                        fields=["kind", "-created_at", "-id"],
                        name="discussion_unanswered",
                    ),
                    models.Index(
                        fields=["started_by", "kind", "-last_comment_at", "-id"],
                        name="discussion_mine",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["open", "locked", "hidden"])),
                        name="discussion_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("comment_count__lte", models.F("last_number"))),
                        name="discussion_counts_within_numbers",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mark",
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
                        choices=[
                            ("helpful", "Helped me"),
                            ("asker", "Helped the person who asked"),
                            ("reviewed", "Reviewed by our team"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="comments.comment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("comment", "kind", "by"), name="mark_one_per_person"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind__in", ["asker", "reviewed"])),
                        fields=("comment", "kind"),
                        name="mark_one_per_comment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["helpful", "asker", "reviewed"])),
                        name="mark_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Origin",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("block", models.CharField(max_length=43)),
                ("address_hash", models.CharField(max_length=64)),
                (
                    "created_at",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                ),
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="origin",
                        to="comments.comment",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["block", "-created_at"], name="origin_by_block")],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("body_source", models.TextField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
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
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="comments.comment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StatusChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("published", "Published"),
                            ("held", "Waiting for a moderator"),
                            ("rejected", "Not published"),
                            ("spam", "Spam"),
                            ("removed", "Removed by a moderator"),
                            ("deleted", "Deleted by its author"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "after",
                    models.CharField(
                        choices=[
                            ("published", "Published"),
                            ("held", "Waiting for a moderator"),
                            ("rejected", "Not published"),
                            ("spam", "Spam"),
                            ("removed", "Removed by a moderator"),
                            ("deleted", "Deleted by its author"),
                        ],
                        max_length=9,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
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
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="status_changes",
                        to="comments.comment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("before", models.F("after")), _negated=True),
                        name="statuschange_changes",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ticket",
                        to="comments.comment",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="comment",
            name="discussion",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="comments",
                to="comments.discussion",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("root_no__isnull", False), ("shown", True)),
                fields=["discussion", "-helpful_rank", "-id"],
                name="comment_roots_helpful",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("root_no__isnull", False), ("shown", True)),
                fields=["discussion", "-thread_count", "-id"],
                name="comment_roots_replied",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("status", "published"), models.Q(("hat", ""), _negated=True)),
                fields=["discussion", "number"],
                name="comment_official",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("status", "held")),
                fields=["discussion", "number"],
                name="comment_held",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("status", "published")),
                fields=["discussion", "-published_at", "-id"],
                name="comment_latest",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.UniqueConstraint(
                fields=("discussion", "number"), name="comment_number_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("root_no__isnull", False)),
                fields=("discussion", "root_no"),
                name="comment_root_no_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "opening")),
                fields=("discussion",),
                name="comment_one_opening",
            ),
        ),
    ]
