from functools import lru_cache
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.viewer import Viewer
from forum.comments.models import Audience
from forum.comments.models.discussion import audience_kinds_of
from forum.notifications.models import Channel

# Addresses under /forum/ that are pages of the forum itself.
RESERVED = frozenset({"ask", "latest", "unanswered", "mine", "boards", "feed", "new", "search"})


def refuse_reserved(slug: str) -> None:
    if slug.lower() in RESERVED:
        raise ValidationError(_("This address is used by the forum itself. Please choose another."))


class BoardQuerySet(models.QuerySet["Board"]):
    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(audience__kind__in=audience_kinds_of(viewer))

    def moderated_by(self, viewer: Viewer) -> Self:
        found = self.visible_to(viewer)
        return found if viewer.is_moderator else found.filter(pk__in=viewer.shelves)


class Board(models.Model):
    """The place topics live in. Its audience is one row that all its discussions share."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(
        _("address"), max_length=80, unique=True, allow_unicode=True, validators=[refuse_reserved]
    )
    description = models.CharField(_("what belongs here"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    audience = models.OneToOneField(Audience, models.PROTECT, related_name="board")
    # Made when somebody follows it for the first time.
    channel = models.OneToOneField(
        Channel, models.SET_NULL, null=True, blank=True, editable=False, related_name="board"
    )

    # Mail about it says neither where nor what it is about, unless a person wants it to.
    is_sensitive = models.BooleanField(
        _("sensitive: mail about it is discreet"),
        default=False,
        help_text=_("Mails then name no title, no person and not this site's subject."),
    )

    # Summed by a job, so that a reply locks its discussion and nothing above it.
    topic_count = models.PositiveBigIntegerField(default=0, editable=False)
    comment_count = models.PositiveBigIntegerField(default=0, editable=False)

    objects: ClassVar[BoardQuerySet] = BoardQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("position", "name")
        constraints = (
            models.UniqueConstraint(Lower("name"), name="board_name_unique"),
            models.CheckConstraint(
                condition=~models.Q(slug__in=sorted(RESERVED)), name="board_slug_not_reserved"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return _address(self.slug)


@lru_cache(maxsize=1024)  # a page of topics asks for the same few again and again
def _address(slug: str) -> str:
    return reverse("board", args=[slug])


class BoardAddress(models.Model):
    """An earlier address of a board, redirected for ever."""

    slug = models.SlugField(max_length=80, unique=True, allow_unicode=True)
    board = models.ForeignKey(Board, models.CASCADE, related_name="addresses")

    def __str__(self) -> str:
        return self.slug
