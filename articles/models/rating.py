from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from forum.moderation.models import Case

LOWEST, HIGHEST = 1, 5
# After a vote up to here the reader is asked what would help; above, the same is offered.
LOW = 3
FEEDBACK_LENGTH = 2000


class Rating(models.Model):
    """One person's vote on "How useful was this article?"; a second vote changes the first."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="ratings")
    stars = models.PositiveSmallIntegerField(_("stars"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="ratings"
    )
    # A visitor is a random key in a cookie that the vote sets; only its hash is kept.
    visitor_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(stars__gte=LOWEST, stars__lte=HIGHEST),
                name="rating_stars_1_to_5",
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, visitor_hash="")
                | (models.Q(user__isnull=True) & ~models.Q(visitor_hash="")),
                name="rating_user_or_visitor",
            ),
            models.UniqueConstraint(
                fields=["article", "user"],
                condition=models.Q(user__isnull=False),
                name="rating_one_per_user",
            ),
            models.UniqueConstraint(
                fields=["article", "visitor_hash"],
                condition=~models.Q(visitor_hash=""),
                name="rating_one_per_visitor",
            ),
        )

    def __str__(self) -> str:
        return f"{self.stars} stars for article {self.article_id}"

    @property
    def is_low(self) -> bool:
        return self.stars <= LOW


class Feedback(models.Model):
    """The private note that goes with a vote. Editors read it in the queue; nobody else does."""

    rating = models.OneToOneField(Rating, models.CASCADE, related_name="feedback")
    text = models.TextField(_("your note"), max_length=FEEDBACK_LENGTH)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    # While it is open the note waits in the queue; a changed note opens another one.
    case = models.OneToOneField(
        Case, models.SET_NULL, null=True, blank=True, related_name="feedback"
    )

    class Meta:
        verbose_name_plural = "feedback"
        constraints = (
            models.CheckConstraint(condition=~models.Q(text=""), name="feedback_text_present"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), FEEDBACK_LENGTH),
                name="feedback_text_length",
            ),
        )

    def __str__(self) -> str:
        return f"feedback on rating {self.rating_id}"
