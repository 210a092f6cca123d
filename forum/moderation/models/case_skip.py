from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from forum.moderation.models.case import Case


class CaseSkipQuerySet(models.QuerySet["CaseSkip"]):
    def now(self) -> Self:
        return self.filter(until__gt=timezone.now())


class CaseSkip(models.Model):
    """ "Too much today": not shown to this moderator until then. Says nothing about anybody."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="skips")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    until = models.DateTimeField(db_index=True)  # the daily purge

    objects: ClassVar[CaseSkipQuerySet] = CaseSkipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "case"], name="caseskip_once"),)

    def __str__(self) -> str:
        return f"skip of case {self.case_id}"
