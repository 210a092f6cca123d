from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

WORD_LENGTH = 80


class WordMode(models.TextChoices):
    WHOLE = "whole", _("The whole word")
    PHRASE = "phrase", _("These words in this order")
    WILDCARD = "wildcard", _("With * for any letters")


class WordAction(models.TextChoices):
    HOLD = "hold", _("The comment waits for a moderator")
    WARN = "warn", _("The author is asked once to look again")
    REPORT = "report", _("The comment appears, and a moderator looks at it")


class WatchedWord(models.Model):
    """A word that moderators watch. `folded` is how it is compared: one spelling for all."""

    word = models.CharField(_("word or phrase"), max_length=WORD_LENGTH)
    folded = models.CharField(max_length=WORD_LENGTH * 4, editable=False)
    mode = models.CharField(
        _("how it is found"), max_length=8, choices=WordMode, default=WordMode.WHOLE
    )
    action = models.CharField(
        _("what happens"), max_length=8, choices=WordAction, default=WordAction.HOLD
    )
    note = models.CharField(_("why it is watched"), max_length=200, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["folded", "mode"], name="watchedword_once"),
            models.CheckConstraint(
                condition=models.Q(mode__in=WordMode.values), name="watchedword_mode_known"
            ),
            models.CheckConstraint(
                condition=models.Q(action__in=WordAction.values), name="watchedword_action_known"
            ),
            models.CheckConstraint(condition=~models.Q(folded=""), name="watchedword_not_empty"),
        )

    def __str__(self) -> str:
        return self.word


class TextPrint(models.Model):
    """
    A sketch of a text that passed the gate, kept for a week to tell a wave of copies. The bands
    find what is nearly the same (forum.moderation.sketch).
    """

    sketch = models.CharField(max_length=64)
    band_one = models.IntegerField(default=0)
    band_two = models.IntegerField(default=0)
    band_three = models.IntegerField(default=0)
    band_four = models.IntegerField(default=0)
    author_key = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now, db_index=True)  # the daily purge

    class Meta:
        indexes = (
            # Has somebody else sent nearly this text within the last day? One look for each band.
            models.Index(fields=["band_one", "-at"], name="textprint_band_one"),
            models.Index(fields=["band_two", "-at"], name="textprint_band_two"),
            models.Index(fields=["band_three", "-at"], name="textprint_band_three"),
            models.Index(fields=["band_four", "-at"], name="textprint_band_four"),
        )

    def __str__(self) -> str:
        return f"print {self.pk}"
