from __future__ import annotations

from typing import ClassVar

from django.db import models


class Version(models.Model):
    """How often something that pages show has changed. A handful of rows, read whole."""

    name = models.CharField(max_length=40, primary_key=True)
    number = models.BigIntegerField()

    objects: ClassVar[models.Manager[Version]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.name} {self.number}"
