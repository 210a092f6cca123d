from django.conf import settings
from django.db import models
from django.utils import timezone

SEARCH_NAME_LENGTH = 60


class SavedSearch(models.Model):
    """
    A filter of a tab of the queue under a name of its owner's, who may share it with the team.
    What it finds is looked up each time.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=SEARCH_NAME_LENGTH)
    tab = models.CharField(max_length=20)
    query = models.CharField(max_length=500)  # as in the address of the tab
    at = models.DateTimeField(default=timezone.now)
    shared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "name"], name="savedsearch_name_once"),
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(tab="") & ~models.Q(query=""),
                name="savedsearch_says_what",
            ),
        )
        indexes = (
            # What the team shares, for everybody's queue.
            models.Index(
                fields=["name"],
                condition=models.Q(shared_at__isnull=False),
                name="savedsearch_shared",
            ),
        )

    def __str__(self) -> str:
        return self.name
