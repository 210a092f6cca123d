from django.conf import settings
from django.db import models
from django.utils import timezone


class BoardModerator(models.Model):
    """
    A member who moderates one board, and since when. Who named them and who took it back stands
    in the decisions of the team; a row here means that it is so now.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="boards_moderated"
    )
    # A board's number. No key: boards stand above.
    shelf = models.PositiveBigIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "shelf"], name="board_moderator_once"),
            # No board: what lies on no shelf is for moderators of the whole site.
            models.CheckConstraint(
                condition=models.Q(shelf__gt=0), name="board_moderator_of_a_board"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} on board {self.shelf}"
