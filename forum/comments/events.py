"""What happens to discussions and comments, for those who want to know."""

from django.utils.translation import gettext_lazy as _

from foundation.activity.events import declare

declare("comments.author.claimed", _("A member took what they wrote as a guest into their account"))
declare("comments.comment.posted", _("A comment was written"))
declare("comments.comment.edited", _("A comment was changed by its author"))
declare("comments.comment.purged", _("Its author deleted the earlier texts of a comment"))
declare("comments.comment.status", _("A comment got another status"))
declare("comments.comment.amended", _("A moderator changed how a comment reads"))
declare("comments.change.held", _("A change of a published comment waits for a moderator"))
declare("comments.change.accepted", _("A moderator let a change through"))
declare("comments.change.refused", _("A moderator refused a change"))
declare("comments.comment.marked", _("A comment was marked as helpful or reviewed"))
declare("comments.comment.unmarked", _("A mark of the asker or the team was taken back"))
declare("comments.branch.moved", _("Comments went into another discussion"))
declare("comments.branch.returned", _("Comments went back to where they had been"))
declare("comments.discussion.status", _("A discussion was opened, closed or hidden"))
