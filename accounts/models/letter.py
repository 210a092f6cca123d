from typing import ClassVar

from django.db import models
from django.utils import timezone


class Letter(models.Model):
    """
    A mail about an account on its way. It may hold a link or a code that lets somebody in, so
    it is kept out of the job's own row, which outlives the job, and deleted when it is sent.
    """

    to = models.EmailField()
    subject = models.CharField(max_length=250)
    body = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Letter"]] = models.Manager()

    def __str__(self) -> str:
        return f"letter {self.pk}"
