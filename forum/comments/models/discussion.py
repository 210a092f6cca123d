from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.viewer import Viewer

TITLE_LENGTH = 200


class AudienceKind(models.TextChoices):
    PUBLIC = "public", _("Everyone")
    MEMBERS = "members", _("Members only")
    STAFF = "staff", _("Staff only")


def audience_kinds_of(viewer: Viewer) -> list[str]:
    """The audiences the viewer belongs to."""
    kinds: list[str] = [AudienceKind.PUBLIC]
    if viewer.is_member:
        kinds.append(AudienceKind.MEMBERS)
    if viewer.is_staff:
        kinds.append(AudienceKind.STAFF)
    return kinds


class Audience(models.Model):
    """
    Who may see: one small row shared by all discussions of a board, so that opening or closing a
    board edits one row, at once. An exception for one discussion is a row of its own that
    `narrows` the shared one, and says to its readers why; it may end by itself at `until`.
    """

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=AudienceKind, default=AudienceKind.PUBLIC)
    narrows = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="exceptions"
    )
    reason = models.CharField(max_length=300, blank=True)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=AudienceKind.values), name="audience_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(narrows__isnull=True) | ~models.Q(kind="public"),
                name="audience_exception_narrows",
            ),
            models.CheckConstraint(
                condition=models.Q(narrows__isnull=True) | ~models.Q(reason=""),
                name="audience_exception_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(narrows__isnull=False),
                name="audience_only_exception_ends",
            ),
        )
        indexes = (
            # The exceptions that end next.
            models.Index(
                fields=["until"],
                condition=models.Q(until__isnull=False),
                name="audience_exception_ends",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        """Whether this exception has ended, though its discussion may not be opened yet."""
        return self.until is not None and self.until <= timezone.now()


class DiscussionStatus(models.TextChoices):
    OPEN = "open", _("Open")
    LOCKED = "locked", _("Locked")
    HIDDEN = "hidden", _("Hidden")


def seen_by(viewer: Viewer, through: str = "") -> models.Q:
    """
    What the viewer may see: hidden ones only as staff, as who started them, or on a board they
    moderate. `through` leads
    to the discussion from another table: asked as `discussion__in=…`, SQLite would first collect
    every discussion there is.
    """
    seen = models.Q((f"{through}audience__kind__in", audience_kinds_of(viewer)))
    if viewer.is_staff:
        return seen
    shown = ~models.Q((f"{through}status", DiscussionStatus.HIDDEN))
    if viewer.user is not None:
        shown |= models.Q((f"{through}started_by", viewer.user))
    if viewer.shelves:
        shown |= models.Q((f"{through}shelf__in", viewer.shelves))
    return seen & shown


def may_see(viewer: Viewer, discussion: "Discussion") -> bool:
    """The same rule for one discussion at hand, with its audience: who hears asks it for many."""
    if not is_open_to(viewer, discussion):
        return False
    if viewer.is_staff or discussion.status != DiscussionStatus.HIDDEN:
        return True
    if viewer.user is not None and viewer.user.pk == discussion.started_by_id:
        return True
    return discussion.shelf in viewer.shelves


def is_open_to(viewer: Viewer, discussion: "Discussion") -> bool:
    """Whether the viewer belongs to its audience."""
    return discussion.audience.kind in audience_kinds_of(viewer)


class Slowdown(models.Model):
    """
    Slow mode: in this discussion everybody may write once in so many minutes, until it ends.
    Written once; the one in force is the discussion's `slowdown`.
    """

    discussion = models.ForeignKey("comments.Discussion", models.CASCADE, related_name="slowdowns")
    minutes = models.PositiveSmallIntegerField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(minutes__gte=1, minutes__lte=1440), name="slowdown_within_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("at")), name="slowdown_ends_later"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="slowdown_says_why"),
        )

    def __str__(self) -> str:
        return f"once in {self.minutes} minutes"

    @property
    def is_over(self) -> bool:
        return self.until <= timezone.now()


class DiscussionQuerySet(models.QuerySet["Discussion"]):
    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(seen_by(viewer))


class Discussion(models.Model):
    """
    Owns a tree of comments. Knows its kind, title, address, audience, state and counters, and
    nothing about its host; the host stores `title`, `url`, `shelf` and `rank` here.
    """

    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=TITLE_LENGTH)
    url = models.CharField(max_length=2000)  # percent-encoded: nine signs for one of some scripts
    audience = models.ForeignKey(Audience, models.PROTECT, related_name="discussions")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="discussions"
    )
    created_at = models.DateTimeField(default=timezone.now)

    status = models.CharField(max_length=8, choices=DiscussionStatus, default=DiscussionStatus.OPEN)
    status_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    status_at = models.DateTimeField(null=True, blank=True)
    status_reason = models.CharField(max_length=300, blank=True)
    # What a hidden discussion goes back to: a closed one stays closed.
    status_before = models.CharField(
        max_length=8, choices=DiscussionStatus, default=DiscussionStatus.OPEN
    )
    # One comment for each person in so many minutes, while it is in force.
    slowdown = models.ForeignKey(
        "comments.Slowdown", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Where an emptied discussion goes on: its opening stands in another one by now.
    continued_at = models.ForeignKey(
        "comments.Comment", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The notice at the place in another discussion that this one was split from.
    came_from = models.ForeignKey(
        "comments.Comment", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Who asked, where the host says that this is a question: they may say what helped.
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    # Set by the host; the lists of discussions are served by these.
    shelf = models.PositiveBigIntegerField(default=0)
    rank = models.PositiveSmallIntegerField(default=0)
    last_comment_at = models.DateTimeField(default=timezone.now)

    # Counters, moved by the verbs in the statement that takes a number, repaired by recount.
    last_number = models.PositiveBigIntegerField(default=0)
    last_root_no = models.PositiveBigIntegerField(default=0)
    comment_count = models.PositiveBigIntegerField(default=0)  # published, without the opening
    root_count = models.PositiveBigIntegerField(default=0)  # shown roots
    helpful_count = models.PositiveIntegerField(default=0)  # comments its asker found helpful
    vote_count = models.PositiveBigIntegerField(default=0)  # readers' "helpful" on its comments
    ranked_votes = models.PositiveBigIntegerField(default=0)  # of these, when ranks were settled
    others_count = models.PositiveBigIntegerField(default=0)  # published, not by who started it
    last_comment = models.ForeignKey(
        "comments.Comment", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveBigIntegerField(default=0)

    objects: ClassVar[DiscussionQuerySet] = DiscussionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status__in=DiscussionStatus.values),
                name="discussion_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(comment_count__lte=models.F("last_number")),
                name="discussion_counts_within_numbers",
            ),
        )
        indexes = (
            # A board: pinned first, then the last activity.
            models.Index(
                fields=["kind", "shelf", "-rank", "-last_comment_at", "-id"],
                name="discussion_by_shelf",
            ),
            # Latest of one kind over all shelves; most discussed is read within these.
            models.Index(fields=["kind", "-last_comment_at", "-id"], name="discussion_latest"),
            # Most discussed.
            models.Index(fields=["kind", "-comment_count", "-id"], name="discussion_most"),
            # Unanswered: nobody but the asker has written.
            models.Index(
                fields=["kind", "-created_at", "-id"],
                condition=models.Q(others_count=0),
                name="discussion_unanswered",
            ),
            # Mine.
            models.Index(
                fields=["started_by", "kind", "-last_comment_at", "-id"], name="discussion_mine"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.url

    @property
    def is_seen_by_all(self) -> bool:
        return self.status != DiscussionStatus.HIDDEN and self.audience.kind == AudienceKind.PUBLIC

    @property
    def is_for_members(self) -> bool:
        """Whether it is an exception: for members only, where its surroundings are not."""
        return self.audience.narrows_id is not None

    @property
    def is_open(self) -> bool:
        return self.status == DiscussionStatus.OPEN
