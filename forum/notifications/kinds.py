"""What a notice can say. The words are made when it is read, for the one who reads."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

APPROVED: Final = "comment.approved"
REJECTED: Final = "comment.rejected"
REMOVED: Final = "comment.removed"
HELD_AGAIN: Final = "comment.held"
REDACTED: Final = "comment.redacted"
EDITED: Final = "comment.edited"
NOTED: Final = "comment.noted"
VEILED: Final = "comment.veiled"
RESTORED: Final = "comment.restored"
SPAM: Final = "comment.spam"
CHANGE_ACCEPTED: Final = "change.accepted"
CHANGE_REFUSED: Final = "change.refused"
REPLY: Final = "comment.reply"
HANDED: Final = "reply.handed"
TEAM_RISK: Final = "team.risk"
TEAM_ASKED: Final = "team.asked"
TEAM_LINES: Final = "team.lines"
CARE: Final = "care.card"
CARE_WORDS: Final = "care.words"
DISCUSSION: Final = "discussion.decided"
NAMED: Final = "comment.named"
MOVED: Final = "branch.moved"
MOVED_BY_MAIL: Final = "branch.moved.guest"
FOLLOWED: Final = "comment.followed"
TOPIC: Final = "topic.new"
ARTICLE: Final = "article.new"
SUSPENDED: Final = "person.suspended"
LIMITED: Final = "person.limited"
ANSWERED: Final = "appeal.answered"
REPORT_ANSWERED: Final = "report.answered"
REPORT_ANSWERED_BY_MAIL: Final = "report.answered.guest"
PAGE_SHOWN: Final = "profile.shown"
PAGE_REFUSED: Final = "profile.refused"
RELEASED: Final = "person.released"

# Two of these about one discussion become one: "3 new replies in …".
OF_A_DISCUSSION: Final = frozenset({REPLY, NAMED, FOLLOWED})
# What a page that shows the comment says as well.
SEEN_ON_PAGE: Final = frozenset(
    {REPLY, NAMED, FOLLOWED, TOPIC, ARTICLE, APPROVED, RESTORED, CHANGE_ACCEPTED}
)
# Against what somebody wrote. Where one can object, it is said with the notice.
LOSSES: Final = frozenset({REJECTED, REMOVED, SPAM, HELD_AGAIN, CHANGE_REFUSED, REDACTED, EDITED})
# What others wrote. Once it may not be seen any more, nothing is said of it.
OF_OTHERS: Final = frozenset({REPLY, NAMED, FOLLOWED, TOPIC, ARTICLE})


class Mail(Enum):
    """`LATER` waits for more of its kind, for quiet hours and for the next day; `NOW` is about
    the person themselves and waits for quiet hours alone; `URGENT` waits for nothing and goes
    ahead of all others."""

    NEVER = "never"
    URGENT = "urgent"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Kind:
    """
    `sentence` may use %(title)s and %(name)s. `untitled` is said where the discussion is not
    open to the reader any more, and in discreet mail. `own_text` says whether the person gets
    their own words back, because they stand nowhere else.
    """

    icon: str
    sentence: str | Promise
    untitled: str | Promise
    mail: Mail = Mail.NEVER
    own_text: bool = False


KINDS: Final[dict[str, Kind]] = {
    APPROVED: Kind(
        "check",
        _("Your comment in “%(title)s” has been published."),
        _("Your comment has been published."),
        Mail.NOW,
    ),
    REJECTED: Kind(
        "close",
        _("Your comment in “%(title)s” was not published."),
        _("Your comment was not published."),
        Mail.NOW,
        own_text=True,
    ),
    REMOVED: Kind(
        "trash",
        _("Your comment in “%(title)s” was removed by a moderator."),
        _("Your comment was removed by a moderator."),
        Mail.NOW,
        own_text=True,
    ),
    HELD_AGAIN: Kind(
        "clock",
        _("Your comment in “%(title)s” waits for a moderator again. Nobody else can see it now."),
        _("Your comment waits for a moderator again. Nobody else can see it now."),
        Mail.NOW,
        own_text=True,
    ),
    REDACTED: Kind(
        "pen",
        _("A moderator took something out of your comment in “%(title)s”."),
        _("A moderator took something out of your comment."),
        Mail.NOW,
    ),
    EDITED: Kind(
        "pen",
        _("A moderator changed your comment in “%(title)s”."),
        _("A moderator changed your comment."),
        Mail.NOW,
    ),
    NOTED: Kind(
        "info",
        _("The moderators added a note under your comment in “%(title)s”."),
        _("The moderators added a note under your comment."),
    ),
    VEILED: Kind(
        "eye-off",
        _("A moderator veiled your comment in “%(title)s”. Who wants to read it opens it."),
        _("A moderator veiled your comment. Who wants to read it opens it."),
    ),
    RESTORED: Kind(
        "check",
        _("Your comment in “%(title)s” is published again."),
        _("Your comment is published again."),
        Mail.NOW,
    ),
    # No mail: what really is spam would otherwise make this site send mail.
    SPAM: Kind(
        "alert",
        _("Your comment in “%(title)s” was taken for spam. If that is wrong, please tell us."),
        _("Your comment was taken for spam. If that is wrong, please tell us."),
        own_text=True,
    ),
    CHANGE_ACCEPTED: Kind(
        "check",
        _("Your change of a comment in “%(title)s” has been published."),
        _("Your change of a comment has been published."),
        Mail.NOW,
    ),
    CHANGE_REFUSED: Kind(
        "close",
        _("Your change of a comment in “%(title)s” was not published. The earlier text stays."),
        _("Your change of a comment was not published. The earlier text stays."),
        Mail.NOW,
        own_text=True,
    ),
    REPLY: Kind(
        "reply",
        _("%(name)s answered you in “%(title)s”."),
        _("Somebody answered you."),
        Mail.LATER,
    ),
    NAMED: Kind(
        "person",
        _("%(name)s named you in “%(title)s”."),
        _("Somebody named you."),
        Mail.LATER,
    ),
    FOLLOWED: Kind(
        "comment",
        _("%(name)s wrote in “%(title)s”."),
        _("There is something new in a discussion you follow."),
        Mail.LATER,
    ),
    TOPIC: Kind(
        "question",
        _("A new topic: “%(title)s”."),
        _("There is a new topic where you follow."),
        Mail.LATER,
    ),
    ARTICLE: Kind(
        "book",
        _("A new article: “%(title)s”."),
        _("There is a new article where you follow."),
        Mail.LATER,
    ),
    # Discreet, for a screen that others may see.
    TEAM_RISK: Kind(
        "alert",
        _("Something on the site should not wait. Please look at it soon."),
        _("Something on the site should not wait. Please look at it soon."),
        Mail.URGENT,
    ),
    TEAM_ASKED: Kind(
        "people",
        _("A colleague asks what you think of something."),
        _("A colleague asks what you think of something."),
        Mail.NOW,
    ),
    TEAM_LINES: Kind(
        "clock",
        _("A help line should be looked at again."),
        _("A help line should be looked at again."),
    ),
    CARE: Kind(
        "heart",
        _("Somebody who read your words thought of you. Here is who listens at hard times."),
        _("Somebody who read your words thought of you. Here is who listens at hard times."),
    ),
    CARE_WORDS: Kind(
        "heart",
        _("Somebody of the team wrote to you. Only you can read it."),
        _("Somebody of the team wrote to you. Only you can read it."),
        Mail.NOW,
    ),
    HANDED: Kind(
        "reply",
        _("A colleague asks you to answer in “%(title)s”."),
        _("A colleague asks you to answer a question."),
        Mail.NOW,
    ),
    DISCUSSION: Kind(
        "info",
        _("Moderators decided something about “%(title)s”, which you began. It says there why."),
        _("Moderators decided something about a topic you began."),
    ),
    MOVED: Kind(
        "info",
        _("What you wrote stands in “%(title)s” now. A moderator moved it."),
        _("A moderator moved what you wrote."),
    ),
    MOVED_BY_MAIL: Kind(
        "info",
        _("What you wrote stands in “%(title)s” now. A moderator moved it."),
        _("A moderator moved what you wrote."),
        Mail.NOW,
    ),
    SUSPENDED: Kind(
        "clock",
        _("You cannot write here until %(date)s."),
        _("You cannot write here until %(date)s."),
        Mail.NOW,
    ),
    ANSWERED: Kind(
        "info",
        _("A moderator answered your objection."),
        _("A moderator answered your objection."),
        Mail.NOW,
    ),
    # One sentence whatever was decided: what happened to somebody is theirs to hear.
    REPORT_ANSWERED: Kind(
        "check",
        _("A moderator has looked at what you reported in “%(title)s”. Thank you."),
        _("A moderator has looked at what you reported. Thank you."),
    ),
    REPORT_ANSWERED_BY_MAIL: Kind(
        "check",
        _("A moderator has looked at what you reported. Thank you."),
        _("A moderator has looked at what you reported. Thank you."),
        Mail.NOW,
    ),
    PAGE_SHOWN: Kind(
        "check",
        _("Others can read now what you say of yourself."),
        _("Others can read now what you say of yourself."),
        Mail.NOW,
    ),
    PAGE_REFUSED: Kind(
        "close",
        _("A moderator decided not to show what you say of yourself. You can write it anew."),
        _("A moderator decided not to show what you say of yourself. You can write it anew."),
        Mail.NOW,
    ),
    LIMITED: Kind(
        "alert",
        _("Moderators decided something about you. Please read it."),
        _("Moderators decided something about you. Please read it."),
        Mail.NOW,
    ),
    RELEASED: Kind(
        "check", _("You can write here again."), _("You can write here again."), Mail.NOW
    ),
}
