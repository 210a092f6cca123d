"""
PostgreSQL keeps one plan for the statements of a page (`foundation.database.server`), and makes it
for the usual discussion. Where nearly all have one or two comments, that plan reads a discussion
and puts it in order: right for those, and a second long for one of a million. Told that there are
few discussions, it takes the index of the order that is asked for, which serves both.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

COLUMNS = ("discussion_id", "root_id")
FEW = 50


def plan_for_long_ones(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _alter(f"SET (n_distinct = {FEW})", schema_editor)


def plan_for_usual_ones(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _alter("RESET (n_distinct)", schema_editor)


def _alter(change: str, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return  # SQLite has no statistics here
    for column in COLUMNS:
        schema_editor.execute(f"ALTER TABLE comments_comment ALTER COLUMN {column} {change}")
    schema_editor.execute(f"ANALYZE comments_comment ({', '.join(COLUMNS)})")


class Migration(migrations.Migration):
    dependencies = [("comments", "0015_exceptions_may_end")]

    operations = [migrations.RunPython(plan_for_long_ones, plan_for_usual_ones)]
