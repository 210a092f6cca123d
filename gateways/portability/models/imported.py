from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Author
from forum.comments.models import Comment

SOURCE_LENGTH = 200
FOREIGN_ID_LENGTH = 250
_TARGETS = {"article": "article", "comment": "comment", "author": "author", "member": "member"}


class ItemKind(models.TextChoices):
    ARTICLE = "article", _("Article")
    COMMENT = "comment", _("Comment")
    AUTHOR = "author", _("Author")
    MEMBER = "member", _("Member")


class ImportedItem(models.Model):
    """
    What a thing of another site became here.

    `foreign_id` is its name there: of a comment, the post's and the comment's number with a
    slash between, since numbers repeat across exports. The row stays when the thing is deleted
    here, so that importing again does not bring it back.
    """

    source = models.CharField(max_length=SOURCE_LENGTH)
    kind = models.CharField(max_length=8, choices=ItemKind)
    foreign_id = models.CharField(max_length=FOREIGN_ID_LENGTH)
    article = models.ForeignKey(
        Article, models.SET_NULL, null=True, blank=True, related_name="imported_from"
    )
    comment = models.ForeignKey(
        Comment, models.SET_NULL, null=True, blank=True, related_name="imported_from"
    )
    author = models.ForeignKey(
        Author, models.SET_NULL, null=True, blank=True, related_name="imported_from"
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="imported_from",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["ImportedItem"]] = models.Manager()

    class Meta:
        constraints = (
            # Also serves the import's question: is this here already?
            models.UniqueConstraint(
                fields=["source", "kind", "foreign_id"], name="importeditem_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=ItemKind.values), name="importeditem_kind_known"
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(kind=kind) | models.Q(**{f"{target}__isnull": True}),
                    name=f"importeditem_{target}_of_its_kind",
                )
                for kind, target in _TARGETS.items()
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.foreign_id} of {self.source}"
