from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from forum.comments.models import Audience, Comment, Discussion

DISCUSSION: Final = "discussion"
BRANCH: Final = "branch"

_NAMED = ~Q(title="") & ~Q(url="")
_BELOW = Q(title="", url="", audience__isnull=True)


class Channel(models.Model):
    """
    Something that can be followed; its row is made when somebody follows it for the first time.

    What lies below is pointed at and named by its own row: a discussion (of an article or a
    topic), or a comment whose thread is a branch. What lies above, such as a board or an author,
    holds a one-to-one to its channel, and stores its title, address and audience here. `kind` is
    known to forum.notifications.hosts.
    """

    kind = models.CharField(max_length=20)
    discussion = models.OneToOneField(
        Discussion, models.CASCADE, null=True, blank=True, related_name="channel"
    )
    branch = models.OneToOneField(
        Comment, models.CASCADE, null=True, blank=True, related_name="channel"
    )
    title = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=400, blank=True)
    # Whose it is to follow; None is everybody's.
    audience = models.ForeignKey(
        Audience, models.CASCADE, null=True, blank=True, related_name="channels"
    )

    objects: ClassVar[models.Manager["Channel"]] = models.Manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=(
                    Q(kind=DISCUSSION, discussion__isnull=False, branch__isnull=True) & _BELOW
                )
                | (Q(kind=BRANCH, discussion__isnull=True, branch__isnull=False) & _BELOW)
                | (
                    ~Q(kind="")
                    & ~Q(kind__in=(DISCUSSION, BRANCH))
                    & Q(discussion__isnull=True, branch__isnull=True)
                    & _NAMED
                ),
                name="channel_points_down_or_is_named",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.discussion_id or self.branch_id or self.title}"
