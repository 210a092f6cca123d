from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Widths a picture is kept in: a phone, a column of text, a column on a dense screen.
WIDTHS = (480, 960, 1600)


class Picture(models.Model):
    """
    A picture an editor uploaded, as files of our own making: re-encoded, without metadata.

    `key` is a name we made; the files are `pictures/KEY-WIDTH.webp` in each width of `widths`,
    and `pictures/KEY.jpg` for readers that take nothing else.
    """

    key = models.CharField(max_length=40, unique=True, editable=False)
    alt = models.CharField(
        _("description"),
        max_length=300,
        help_text=_("What the picture shows, for people who cannot see it."),
    )
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=~models.Q(alt=""), name="picture_has_alt"),
            models.CheckConstraint(
                condition=models.Q(width__gt=0, height__gt=0), name="picture_has_size"
            ),
        )

    def __str__(self) -> str:
        return self.alt

    @property
    def widths(self) -> list[int]:
        """The widths it is kept in, smallest first; never larger than what was uploaded."""
        return [width for width in WIDTHS if width < self.width] + [self.width]

    def name_of(self, width: int) -> str:
        return f"pictures/{self.key}-{width}.webp"

    @property
    def jpeg_name(self) -> str:
        return f"pictures/{self.key}.jpg"

    @property
    def url(self) -> str:
        """The widest one: what an editor writes into a text."""
        return default_storage.url(self.name_of(self.width))

    @property
    def card_url(self) -> str:
        """Wide enough for a card on a dense screen."""
        return default_storage.url(
            self.name_of(next(w for w in self.widths if w >= min(960, self.width)))
        )

    @property
    def jpeg_url(self) -> str:
        return default_storage.url(self.jpeg_name)

    @property
    def line(self) -> str:
        """What an editor puts into a text to show it; the caption becomes the figure's."""
        quiet = str.maketrans({"[": "(", "]": ")", '"': "'", "\\": "/", "\n": " "})
        caption = f' "{self.caption.translate(quiet)}"' if self.caption else ""
        return f"![{self.alt.translate(quiet)}]({self.card_url}{caption})"

    @property
    def srcset(self) -> str:
        return ", ".join(
            f"{default_storage.url(self.name_of(width))} {width}w" for width in self.widths
        )
