from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.moderation.models.case import Case


class ProfileStatus(models.TextChoices):
    WAITING = "waiting", _("Not shown yet")
    SHOWN = "shown", _("Shown already")


class ProfileText(models.Model):
    """
    The name and the words of a person's page in which a rule found something, while they wait for
    a moderator. Once that is decided the row goes, with the words.

    The case has no subject of its own meanwhile: a ban of the same person may wait too.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="profile_text"
    )
    case = models.OneToOneField(Case, models.CASCADE, related_name="profile_text")
    name = models.CharField(max_length=80)
    about = models.TextField(max_length=1000, blank=True)
    status = models.CharField(max_length=7, choices=ProfileStatus)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status__in=ProfileStatus.values),
                name="profiletext_status_known",
            ),
        )

    def __str__(self) -> str:
        return f"words of user {self.user_id}"

    @property
    def text(self) -> str:
        """What the rules read, and what their spans are about."""
        return f"{self.name}\n{self.about}" if self.about else self.name
