"""Making a thing findable, and making it unfindable again."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from foundation.search.engines import Entry, engine
from foundation.search.models import Document
from foundation.search.words import LONGEST_TEXT, tokens
from foundation.text import tidy, tidy_line


def index(
    kind: str,
    ref: int,
    *,
    title: str = "",
    text: str = "",
    language: str = "",
    updated_at: datetime | None = None,
) -> bool:
    """Index a thing in the caller's transaction; says whether anything changed.

    `text` is plain. `updated_at` is what "newest first" sorts by; without it, the first indexing.
    """
    title, text = tidy_line(title), tidy(text[:LONGEST_TEXT])
    with transaction.atomic():
        document, is_new = Document.objects.select_for_update().get_or_create(
            kind=kind,
            ref=ref,
            defaults={
                "title": title,
                "body": text,
                "language": language,
                "updated_at": updated_at or timezone.now(),
            },
        )
        if is_new:
            engine().put(_entry(document), before=None)
            return True
        fresh = (title, text, language, updated_at or document.updated_at)
        if fresh == (document.title, document.body, document.language, document.updated_at):
            return False
        before = _entry(document)
        document.title, document.body, document.language, document.updated_at = fresh
        document.save(update_fields=["title", "body", "language", "updated_at"])
        engine().put(_entry(document), before=before)
        return True


def remove(kind: str, ref: int) -> bool:
    """Forget a thing in the caller's transaction; says whether it was there."""
    with transaction.atomic():
        document = Document.objects.select_for_update().filter(kind=kind, ref=ref).first()
        if document is None:
            return False
        engine().drop(_entry(document))
        document.delete()
        return True


def rebuild() -> None:
    """Lay the whole index anew from the documents, for when the words it was made of changed.

    One transaction, because an entry is taken out by the very words that were put in: on SQLite
    writers wait for it.
    """
    with transaction.atomic():
        engine().clear()
        for document in Document.objects.order_by("pk").iterator():
            engine().put(_entry(document), before=None)


def _entry(document: Document) -> Entry:
    return Entry(document.pk, document.kind, tokens(document.title), tokens(document.body))
