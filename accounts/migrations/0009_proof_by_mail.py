"""Mails that ask whether an address is really its guest's, and the private link of a guest."""

import django.utils.timezone
from django.db import migrations, models

import accounts.models.guest


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_sanctions_of_every_kind"),
    ]

    operations = [
        migrations.AddField(
            model_name="guestaddress",
            name="link_key",
            field=models.CharField(blank=True, default="", editable=False, max_length=32),
        ),
        # Rows from before get their key when their link is first wanted.
        migrations.AlterField(
            model_name="guestaddress",
            name="link_key",
            field=models.CharField(
                blank=True,
                default=accounts.models.guest.new_link_key,
                editable=False,
                max_length=32,
            ),
        ),
        migrations.CreateModel(
            name="Proof",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email_hash", models.CharField(max_length=64)),
                ("token_hash", models.CharField(max_length=64)),
                (
                    "created_at",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                ),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("refused_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("refused_at__isnull", False)),
                        fields=["email_hash"],
                        name="proof_refused",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["token_hash"], name="proof_token_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("used_at__isnull", True),
                            ("refused_at__isnull", True),
                            _connector="OR",
                        ),
                        name="proof_used_or_refused",
                    ),
                ],
            },
        ),
    ]
