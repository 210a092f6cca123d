from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Guest
from accounts.models.user import NAME_LENGTH
from accounts.viewer import Viewer
from forum.comments import order
from forum.comments.models.discussion import (
    Discussion,
    DiscussionStatus,
    audience_kinds_of,
)
from foundation.text import strip_to_text

if TYPE_CHECKING:
    from forum.comments.writer import Writer

# What a person reads of why: the words of the site and a moderator's own.
REASON_LENGTH = 2000
VEIL_LENGTH = 60


def veiled_words(topic: str) -> str:
    return gettext("Sensitive: %(topic)s") % {"topic": topic}


class CommentKind(models.TextChoices):
    OPENING = "opening", _("Opening post")
    REPLY = "reply", _("Comment")
    NOTICE = "notice", _("Notice of the site")


class Status(models.TextChoices):
    PUBLISHED = "published", _("Published")
    HELD = "held", _("Waiting for a moderator")
    REJECTED = "rejected", _("Not published")
    SPAM = "spam", _("Spam")
    REMOVED = "removed", _("Removed by a moderator")
    DELETED = "deleted", _("Deleted by its author")


class Hat(models.TextChoices):
    """Speaking officially, chosen per post by those who hold it."""

    NONE = "", _("As myself")
    MODERATOR = "moderator", _("Moderator")
    EDITOR = "editor", _("Editor")
    AUTHOR = "author", _("Author of this article")


class TeamChange(models.TextChoices):
    """What a moderator did to the text. Who, when and why stand at the text that was sealed."""

    NONE = "", _("Nothing")
    REDACTED = "redacted", _("Something was taken out")
    EDITED = "edited", _("The text was changed")


class BodyFormat(models.TextChoices):
    MARKDOWN = "markdown", "Markdown"
    HTML = "html", "HTML"  # imported from elsewhere, cleaned


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """
        Comments whose text the viewer may read: published ones in discussions open to them,
        their own that wait, and for moderators everything, or everything of their boards.
        """
        found = self.filter(discussion__audience__kind__in=audience_kinds_of(viewer))
        if viewer.is_moderator:
            return found
        own = models.Q()
        if viewer.user is not None:
            own = models.Q(author=viewer.user, status=Status.HELD)
        elif viewer.guest is not None:
            own = models.Q(guest=viewer.guest, status=Status.HELD)
        seen = models.Q(status=Status.PUBLISHED)
        if own:
            seen |= own
        seen &= ~models.Q(discussion__status=DiscussionStatus.HIDDEN)
        if viewer.shelves:
            seen |= models.Q(discussion__shelf__in=viewer.shelves)
        return found.filter(seen)


class Comment(models.Model):
    """
    Any post in a discussion. The true parent is stored; depth is only drawn.

    `number` counts the comments of the discussion in the order of their commits. `late_no` is
    taken from the same count by a comment that is published later than it was written, so that
    `arrival` is the order in which readers could first see them. `root_no` counts the roots in
    the order they were first published, and never changes. `shown` is derived: published, or a
    placeholder that keeps the replies below it together.
    """

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="comments")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replies"
    )
    root = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="thread")
    kind = models.CharField(max_length=8, choices=CommentKind, default=CommentKind.REPLY)
    number = models.PositiveBigIntegerField()
    late_no = models.PositiveBigIntegerField(null=True, blank=True)
    root_no = models.PositiveBigIntegerField(null=True, blank=True)
    order_key = models.CharField(max_length=order.MAX_LENGTH)
    depth = models.PositiveIntegerField(default=1)

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="comments",
    )
    guest = models.ForeignKey(Guest, models.PROTECT, null=True, blank=True, related_name="comments")
    hat = models.CharField(max_length=12, choices=Hat, default=Hat.NONE, blank=True)
    # The name it was written under, where that is not the name its author has now.
    written_as = models.CharField(max_length=NAME_LENGTH, blank=True, default="")

    body_format = models.CharField(max_length=8, choices=BodyFormat, default=BodyFormat.MARKDOWN)
    body_source = models.TextField()
    body_html = models.TextField()
    render_version = models.PositiveSmallIntegerField(default=0)
    team_change = models.CharField(
        max_length=8, choices=TeamChange, default=TeamChange.NONE, blank=True
    )
    # What it is about, where it is read only by who opens it.
    veil = models.CharField(max_length=VEIL_LENGTH, blank=True, default="")
    # Of the note that moderators put under it: ready to be drawn, and who signs it.
    note_html = models.TextField(blank=True, default="")
    note_by = models.CharField(max_length=NAME_LENGTH, blank=True, default="")

    status = models.CharField(max_length=9, choices=Status, default=Status.PUBLISHED)
    shown = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)

    # Derived; each is moved by the verb that changes what it counts and repaired by recount.
    reply_count = models.PositiveIntegerField(default=0)  # shown direct replies
    thread_count = models.PositiveIntegerField(default=0)  # of a root: shown below it
    helpful_count = models.PositiveIntegerField(default=0)
    same_count = models.PositiveIntegerField(default=0)
    # Votes on other comments of the discussion when this one was published.
    votes_before = models.PositiveIntegerField(default=0)
    helpful_rank = models.FloatField(default=0)  # what "most helpful" sorts by

    # Sending one form twice makes one comment.
    form_key = models.CharField(max_length=64, blank=True, editable=False)

    objects: ClassVar[CommentQuerySet] = CommentQuerySet.as_manager()  # type: ignore[assignment]

    # The asker's, the team's and the reader's own marks, where they were read with the comment.
    marks_seen: frozenset[str] | None = None
    # Whether it has any other text, where that was read with the comment.
    has_revisions: bool | None = None
    # Who stands above it, once that was asked for (`writer.writer_of`).
    writer_seen: "Writer | None" = None

    class Meta:
        constraints = (
            # These two also find what arrived after a number.
            models.UniqueConstraint(fields=["discussion", "number"], name="comment_number_unique"),
            models.UniqueConstraint(
                fields=["discussion", "late_no"],
                condition=models.Q(late_no__isnull=False),
                name="comment_late_no_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(late_no__isnull=True) | models.Q(late_no__gt=models.F("number")),
                name="comment_late_no_is_later",
            ),
            models.UniqueConstraint(
                fields=["discussion", "root_no"],
                condition=models.Q(root_no__isnull=False),
                name="comment_root_no_unique",
            ),
            models.UniqueConstraint(
                fields=["discussion"],
                condition=models.Q(kind="opening"),
                name="comment_one_opening",
            ),
            models.UniqueConstraint(
                fields=["form_key"],
                condition=~models.Q(form_key=""),
                name="comment_form_once",
            ),
            models.CheckConstraint(
                condition=models.Q(author__isnull=False, guest__isnull=True)
                | models.Q(author__isnull=True, guest__isnull=False),
                name="comment_author_or_guest",
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True, root__isnull=True)
                | models.Q(parent__isnull=False, root__isnull=False),
                name="comment_root_with_parent",
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | models.Q(root_no__isnull=True),
                name="comment_root_no_of_roots",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="opening")
                | models.Q(parent__isnull=True, root_no__isnull=True),
                name="comment_opening_stands_alone",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="published")
                | models.Q(shown=True, published_at__isnull=False),
                name="comment_published_is_shown",
            ),
            models.CheckConstraint(
                condition=models.Q(guest__isnull=True) | models.Q(hat=""),
                name="comment_guest_without_hat",
            ),
            models.CheckConstraint(
                condition=models.Q(written_as="") | models.Q(hat=""),
                name="comment_other_name_without_hat",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=Status.values), name="comment_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=CommentKind.values), name="comment_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(hat__in=Hat.values), name="comment_hat_known"
            ),
            models.CheckConstraint(
                condition=models.Q(team_change__in=TeamChange.values),
                name="comment_team_change_known",
            ),
            models.CheckConstraint(
                condition=models.Q(body_format__in=BodyFormat.values),
                name="comment_body_format_known",
            ),
        )
        indexes = (
            # Roots by page, oldest and newest: the unique constraint on root_no serves them.
            # Roots by "most helpful".
            models.Index(
                fields=["discussion", "-helpful_rank", "-id"],
                condition=models.Q(shown=True, root_no__isnull=False),
                name="comment_roots_helpful",
            ),
            # Roots by "most replied".
            models.Index(
                fields=["discussion", "-thread_count", "-id"],
                condition=models.Q(shown=True, root_no__isnull=False),
                name="comment_roots_replied",
            ),
            # The first replies under a root, and a root's own page.
            models.Index(
                fields=["root", "order_key", "number"],
                condition=models.Q(shown=True),
                name="comment_thread",
            ),
            # The moderators' replies of a discussion.
            models.Index(
                fields=["discussion", "number"],
                condition=models.Q(status="published") & ~models.Q(hat=""),
                name="comment_official",
            ),
            # Questions nobody has answered.
            models.Index(
                fields=["discussion", "number"],
                condition=models.Q(
                    kind="reply",
                    parent__isnull=True,
                    status="published",
                    reply_count=0,
                    body_source__contains="?",
                ),
                name="comment_unanswered",
            ),
            # A member's own comments in a discussion.
            models.Index(
                fields=["discussion", "author", "number"],
                condition=models.Q(author__isnull=False),
                name="comment_own",
            ),
            # What waits, for its own author and for moderators in place.
            models.Index(
                fields=["discussion", "number"],
                condition=models.Q(status="held"),
                name="comment_held",
            ),
            # The last published comment of a discussion.
            models.Index(
                fields=["discussion", "-published_at", "-id"],
                condition=models.Q(status="published"),
                name="comment_latest",
            ),
            # A person's comments, newest first.
            models.Index(fields=["author", "-id"], name="comment_by_author"),
            models.Index(fields=["guest", "-id"], name="comment_by_guest"),
        )

    def __str__(self) -> str:
        return f"comment {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("comment", args=[self.pk])

    @property
    def plain(self) -> str:
        """
        Its words without markup, as lists, mails and the search say them to others: of a veiled
        one only what it is about.
        """
        return veiled_words(self.veil) if self.veil else strip_to_text(self.body_html)

    @property
    def is_root(self) -> bool:
        return self.parent_id is None and self.kind != CommentKind.OPENING

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    @property
    def arrival(self) -> int:
        """Its place in the order in which readers could see the comments."""
        return self.late_no or self.number


class StatusChange(models.Model):
    """The log of one comment's status. Written by `set_status` alone, never changed."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="status_changes")
    before = models.CharField(max_length=9, choices=Status, blank=True)
    after = models.CharField(max_length=9, choices=Status)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(before=models.F("after")), name="statuschange_changes"
            ),
        )

    def __str__(self) -> str:
        return f"{self.before} to {self.after}"


class AuthorCause(models.TextChoices):
    JOINED = "joined", _("Two guests were one person, by proof of mail")
    CLAIMED = "claimed", _("A guest took what they wrote into their account")


class AuthorChange(models.Model):
    """
    The log of who a comment's author is. Written by `authors` alone, never changed. The guest it
    came from may be gone by now, so only the number of the row stands here.
    """

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="author_changes")
    cause = models.CharField(max_length=7, choices=AuthorCause)
    from_guest = models.PositiveBigIntegerField()
    to_guest = models.PositiveBigIntegerField(null=True, blank=True)
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(cause="joined", to_guest__isnull=False, to_user__isnull=True)
                | models.Q(cause="claimed", to_guest__isnull=True),
                name="authorchange_one_way",
            ),
        )

    def __str__(self) -> str:
        return f"{self.cause}: comment {self.comment_id}"


class Ticket(models.Model):
    """What lets a guest see their waiting comment: a hash of the token in the page's address."""

    comment = models.OneToOneField(Comment, models.CASCADE, related_name="ticket")
    token_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"ticket of comment {self.comment_id}"


class Origin(models.Model):
    """Where a comment came from: a truncated address block and a keyed hash, for 30 days."""

    comment = models.OneToOneField(Comment, models.CASCADE, related_name="origin")
    block = models.CharField(max_length=43)
    address_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)  # the daily purge

    class Meta:
        indexes = (
            # Other comments from the same block.
            models.Index(fields=["block", "-created_at"], name="origin_by_block"),
        )

    def __str__(self) -> str:
        return f"origin of comment {self.comment_id}"
