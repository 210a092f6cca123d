from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.comments.models import Comment, Discussion

HANDED_LENGTH = 300


class Need(models.TextChoices):
    UNANSWERED = "unanswered", _("Nobody has answered")
    ASKER_LAST = "asker_last", _("The person who asked wrote last")
    ANSWERED = "answered", _("Answered")
    SETTLED = "settled", _("Needs no answer")
    CLOSED = "closed", _("Closed to replies")


WAITING = (Need.UNANSWERED, Need.ASKER_LAST)


class ReplyWantedQuerySet(models.QuerySet["ReplyWanted"]):
    def waiting(self) -> Self:
        return self.filter(need__in=WAITING)


class ReplyWanted(models.Model):
    """
    A question that somebody may have to answer: a topic that asks, or a comment that asks (`root`)
    in a discussion that is no question itself. Made of the comments, by `services.reply_desk`, and
    made again from them by recount; what people did about it stands here alone.
    """

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="replies_wanted")
    root = models.ForeignKey(Comment, models.CASCADE, null=True, blank=True, related_name="+")
    need = models.CharField(max_length=10, choices=Need, default=Need.UNANSWERED)
    since = models.DateTimeField()  # when the person began to wait
    last_word = models.ForeignKey(  # of the person who asked: what is answered
        Comment, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    taken_until = models.DateTimeField(null=True, blank=True)
    handed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    handed_note = models.CharField(max_length=HANDED_LENGTH, blank=True)

    objects: ClassVar[ReplyWantedQuerySet] = ReplyWantedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["discussion"],
                condition=models.Q(root__isnull=True),
                name="replywanted_one_per_question",
            ),
            models.UniqueConstraint(fields=["root"], name="replywanted_one_per_comment"),
            models.CheckConstraint(
                condition=models.Q(need__in=Need.values), name="replywanted_need_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(need="settled") | models.Q(settled_at__isnull=False),
                name="replywanted_settled_says_when",
            ),
            models.CheckConstraint(
                condition=models.Q(taken_by__isnull=True) | models.Q(taken_until__isnull=False),
                name="replywanted_taken_has_an_end",
            ),
        )
        indexes = (
            # The desk: who waits longest, in each of its lists.
            models.Index(fields=["need", "since", "id"], name="replywanted_waiting"),
            # What was handed to me.
            models.Index(
                fields=["handed_to", "since", "id"],
                condition=models.Q(handed_to__isnull=False),
                name="replywanted_handed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.need} in discussion {self.discussion_id}"

    @property
    def is_waiting(self) -> bool:
        return self.need in WAITING
