"""What the owner of the site sets about comments."""

from django.utils.translation import gettext_lazy as _

from foundation.branding import settings

GROUP = _("Comments")
SORTS = (
    ("oldest", _("Oldest first")),
    ("newest", _("Newest first")),
    ("helpful", _("Most helpful")),
    ("replied", _("Most replied")),
)

settings.declare(
    "comment_length",
    10_000,
    label=_("Longest comment of a member, in characters"),
    group=GROUP,
    minimum=100,
    maximum=100_000,
)
settings.declare(
    "guest_comment_length",
    5_000,
    label=_("Longest comment of a guest, in characters"),
    group=GROUP,
    minimum=100,
    maximum=100_000,
)
settings.declare(
    "topic_length",
    20_000,
    label=_("Longest opening post, in characters"),
    group=GROUP,
    minimum=100,
    maximum=100_000,
)
settings.declare(
    "member_edit_minutes",
    24 * 60,
    label=_("A member may edit for, in minutes"),
    group=GROUP,
    minimum=0,
    maximum=60 * 24 * 365,
)
settings.declare(
    "guest_edit_minutes",
    30,
    label=_("A guest may edit for, in minutes"),
    group=GROUP,
    minimum=0,
    maximum=60 * 24,
)
settings.declare(
    "guests_may_write",
    True,
    label=_("Guests may write comments"),
    help=_("Each comment of a guest waits for a moderator."),
    group=GROUP,
)
settings.declare(
    "visitors_may_vote",
    True,
    label=_("People without an account may say “helpful” and “same here”"),
    help=_("Once for each device, by a cookie that the vote sets."),
    group=GROUP,
)
settings.declare(
    "guest_website",
    False,
    label=_("Ask guests for a website"),
    help=_("Off by default: it draws spam."),
    group=GROUP,
)
settings.declare(
    "article_sort",
    "newest",
    label=_("Order of comments under articles"),
    group=GROUP,
    choices=SORTS,
)
settings.declare(
    "topic_sort",
    "oldest",
    label=_("Order of replies in the forum"),
    group=GROUP,
    choices=SORTS,
)
settings.declare(
    "undo_seconds", 60, label=_("Seconds in which a moderator's decision can be undone unnoticed"),
    help=_("The mail about it waits so long."), group=GROUP, minimum=0, maximum=600,
)  # fmt: skip
