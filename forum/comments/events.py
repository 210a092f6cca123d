"""What happens to discussions and comments, for those who want to know."""

from django.utils.translation import gettext_lazy as _

from foundation.activity.events import declare

declare("comments.comment.posted", _("A comment was written"))
declare("comments.comment.edited", _("A comment was changed by its author"))
declare("comments.comment.status", _("A comment got another status"))
declare("comments.comment.marked", _("A comment was marked as helpful or reviewed"))
declare("comments.discussion.status", _("A discussion was opened, closed or hidden"))
