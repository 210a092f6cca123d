from __future__ import annotations

from django.db import models
from django_tasks_db.models import DBTaskResult


class Schedule(models.Model):
    """When a recurring job is due next. The row decides which worker enqueues it."""

    name = models.CharField(max_length=100, primary_key=True)
    due_at = models.DateTimeField()
    last_job = models.ForeignKey(
        DBTaskResult, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.name
