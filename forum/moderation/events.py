"""What this app records when something happened."""

from django.utils.translation import gettext_lazy as _

from foundation.activity import events

events.declare("moderation.comment.reported", _("A comment was reported."))
events.declare("moderation.report.answered", _("A moderator has looked at what was reported."))
events.declare("moderation.case.decided", _("A moderator decided about a case."))
events.declare("moderation.discussion.decided", _("A moderator decided about a discussion."))
events.declare("moderation.decision.undone", _("A moderator took a decision back."))
events.declare("moderation.person.suspended", _("A limit was put on a person."))
events.declare("moderation.appeal.decided", _("An objection to a decision was answered."))
events.declare("moderation.person.released", _("Limits on a person were lifted."))
events.declare("moderation.profile.decided", _("A moderator decided about somebody's page."))
events.declare("moderation.opinion.asked", _("A moderator asked another about a case."))
events.declare("moderation.opinion.given", _("A moderator said what they think of a case."))
events.declare("moderation.reply.handed", _("A question was handed to a colleague to answer."))
events.declare("moderation.concern.raised", _("Somebody may be at risk."))
events.declare("moderation.concern.wrote", _("A moderator wrote privately to somebody at risk."))
events.declare("moderation.team.called", _("Something was brought to one of the team."))
