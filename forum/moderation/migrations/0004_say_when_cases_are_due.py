from datetime import timedelta
from typing import Any

from django.db import migrations
from django.db.models import F, OuterRef, Subquery

BATCH = 2000


def fill(apps: Any, schema_editor: Any) -> None:
    """Each case learns its discussion, each open one by when it is due. Begins again anywhere."""
    case_model = apps.get_model("moderation", "Case")
    comment_model = apps.get_model("comments", "Comment")
    discussion = comment_model.objects.filter(pk=OuterRef("comment_id")).values("discussion_id")
    last = 0
    while True:
        ids = case_model.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)
        batch = list(ids[:BATCH])
        if not batch:
            break
        last = batch[-1]
        found = case_model.objects.filter(pk__in=batch)
        found.filter(comment__isnull=False).update(discussion_id=Subquery(discussion[:1]))
        for case in found.filter(status="open").select_related("comment__discussion__audience"):
            risk = 1 + min(case.priority, 99) / 10
            wait = timedelta(hours=24) / (risk * _visibility(case))
            case_model.objects.filter(pk=case.pk).update(due_at=F("waiting_since") + wait)


def _visibility(case: Any) -> int:
    """As forum.moderation.urgency had it then."""
    comment = case.comment
    if comment is None or comment.status != "published" or case.kind == "changed":
        return 1
    audience = comment.discussion.audience.kind
    if audience != "public":
        return 2 if audience == "members" else 1
    return 4 if comment.kind == "opening" or comment.discussion.comment_count >= 50 else 3


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0005_own_comments"),
        ("moderation", "0003_cases_are_due"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
