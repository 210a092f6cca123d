from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ErasureChoice(models.TextChoices):
    STAY = "stay", _("The comments stay, without a name")
    GO = "go", _("The comments are deleted too")


class Erasure(models.Model):
    """
    Somebody had themselves erased: which row, when, and whether their words went too. Nothing
    about them stands here, so that it can be done again after a backup was restored.
    """

    guest_number = models.PositiveBigIntegerField()
    choice = models.CharField(max_length=4, choices=ErasureChoice)
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Erasure"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["guest_number"], name="erasure_once"),
            models.CheckConstraint(
                condition=models.Q(choice__in=ErasureChoice.values), name="erasure_choice_known"
            ),
        )

    def __str__(self) -> str:
        return f"erasure of guest {self.guest_number}"
