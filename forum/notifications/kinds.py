"""What a notice can say. The words are made when it is read, for the one who reads."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

APPROVED: Final = "comment.approved"
REJECTED: Final = "comment.rejected"
REMOVED: Final = "comment.removed"
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
SUSPENDED: Final = "person.suspended"
LIMITED: Final = "person.limited"
ANSWERED: Final = "appeal.answered"
RELEASED: Final = "person.released"


@dataclass(frozen=True, slots=True)
class Kind:
    """
    `sentence` may use %(title)s and %(name)s. `untitled` is said where the discussion is not
    open to the reader any more. `mails` tells whether it is worth a mail; `own_text` whether the
    person gets their own words back, because they stand nowhere else.
    """

    icon: str
    sentence: str | Promise
    untitled: str | Promise
    mails: bool = False
    own_text: bool = False


KINDS: Final[dict[str, Kind]] = {
    APPROVED: Kind(
        "check",
        _("Your comment in “%(title)s” has been published."),
        _("Your comment has been published."),
        mails=True,
    ),
    REJECTED: Kind(
        "close",
        _("Your comment in “%(title)s” was not published."),
        _("Your comment was not published."),
        mails=True,
        own_text=True,
    ),
    REMOVED: Kind(
        "trash",
        _("Your comment in “%(title)s” was removed by a moderator."),
        _("Your comment was removed by a moderator."),
        mails=True,
        own_text=True,
    ),
    RESTORED: Kind(
        "check",
        _("Your comment in “%(title)s” is published again."),
        _("Your comment is published again."),
        mails=True,
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
        mails=True,
    ),
    CHANGE_REFUSED: Kind(
        "close",
        _("Your change of a comment in “%(title)s” was not published. The earlier text stays."),
        _("Your change of a comment was not published. The earlier text stays."),
        mails=True,
        own_text=True,
    ),
    REPLY: Kind(
        "reply",
        _("%(name)s answered you in “%(title)s”."),
        _("Somebody answered you."),
    ),
    # Discreet, for a screen that others may see.
    TEAM_RISK: Kind(
        "alert",
        _("Something on the site should not wait. Please look at it soon."),
        _("Something on the site should not wait. Please look at it soon."),
        mails=True,
    ),
    TEAM_ASKED: Kind(
        "people",
        _("A colleague asks what you think of something."),
        _("A colleague asks what you think of something."),
        mails=True,
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
        mails=True,
    ),
    HANDED: Kind(
        "reply",
        _("A colleague asks you to answer in “%(title)s”."),
        _("A colleague asks you to answer a question."),
        mails=True,
    ),
    SUSPENDED: Kind(
        "clock",
        _("You cannot write here until %(date)s."),
        _("You cannot write here until %(date)s."),
        mails=True,
    ),
    ANSWERED: Kind(
        "info",
        _("A moderator answered your objection."),
        _("A moderator answered your objection."),
        mails=True,
    ),
    LIMITED: Kind(
        "alert",
        _("Moderators decided something about you. Please read it."),
        _("Moderators decided something about you. Please read it."),
        mails=True,
    ),
    RELEASED: Kind(
        "check", _("You can write here again."), _("You can write here again."), mails=True
    ),
}
