"""The index is the engine's own table: Django's models and their state are the same on both."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = [
    """CREATE VIRTUAL TABLE search_words USING fts5 (
        kind, title, body, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
    )"""
]
POSTGRESQL = [
    # No list of stop words is named, so every word is kept, as in FTS5.
    "CREATE TEXT SEARCH DICTIONARY threadwell_stem (TEMPLATE = snowball, LANGUAGE = english)",
    "CREATE TEXT SEARCH CONFIGURATION threadwell_words (COPY = simple)",
    """ALTER TEXT SEARCH CONFIGURATION threadwell_words
        ALTER MAPPING FOR asciiword WITH threadwell_stem""",
    """CREATE TABLE search_words (
        document_id bigint PRIMARY KEY, kind varchar(20) NOT NULL, words tsvector NOT NULL
    )""",
    # Serves every search.
    "CREATE INDEX search_words_words ON search_words USING gin (words)",
]
DROP = ["DROP TABLE search_words"]
DROP_POSTGRESQL = [
    *DROP,
    "DROP TEXT SEARCH CONFIGURATION threadwell_words",
    "DROP TEXT SEARCH DICTIONARY threadwell_stem",
]


def create(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run({"sqlite": SQLITE, "postgresql": POSTGRESQL}, schema_editor)


def drop(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run({"sqlite": DROP, "postgresql": DROP_POSTGRESQL}, schema_editor)


def _run(by_vendor: dict[str, list[str]], schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in by_vendor[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
