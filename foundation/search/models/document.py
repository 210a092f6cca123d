from __future__ import annotations

from typing import ClassVar

from django.db import models


class Document(models.Model):
    """A thing that can be found: words for the index, and whose they are.

    It knows nothing of who may see it; the provider of its kind does, at the moment of the search.
    The index itself is a table of the engine's own (see `engines`), keyed by this row's id.
    """

    kind = models.CharField(max_length=20)
    ref = models.PositiveBigIntegerField()
    title = models.TextField(blank=True)
    body = models.TextField(blank=True)
    language = models.CharField(max_length=20, blank=True)
    updated_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Document]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint("kind", "ref", name="search_document_one_per_thing"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"
