"""What the owner of the site sets about moderation."""

from django.utils.translation import gettext_lazy as _

from foundation.branding import settings

GROUP = _("Moderation")

settings.declare(
    "first_comments_held", 2, label=_("Comments of a new member that wait for a moderator"),
    help=_("Until this many were approved, each one waits."), group=GROUP, minimum=0, maximum=50,
)  # fmt: skip
settings.declare(
    "new_for_days", 1, label=_("Days after joining in which a member is new"),
    help=_("So long each comment waits, however many were approved."), group=GROUP,
    minimum=0, maximum=365,
)  # fmt: skip
settings.declare(
    "refusal_remembered_days", 90, label=_("Days in which a refused comment is remembered"),
    help=_("In this time, a member whose comment was refused is new again: the next ones wait."),
    group=GROUP, minimum=0, maximum=3650,
)  # fmt: skip
settings.declare(
    "known_for_days", 365, label=_("Days without a comment after which a member is new again"),
    group=GROUP, minimum=1, maximum=36500,
)  # fmt: skip
settings.declare(
    "languages_welcome", "", label=_("Other languages that are welcome"),
    help=_("Their codes, such as “ar he th”. The languages of the site are welcome anyway."),
    group=GROUP,
)  # fmt: skip
settings.declare(
    "throwaway_domains", "", label=_("Further services of throw-away addresses"),
    help=_("Names such as mail.example, with spaces between. Some thousand are known already."),
    group=GROUP, multiline=True,
)  # fmt: skip
settings.declare(
    "guest_comments_held", 2,
    label=_("Comments of a guest with a confirmed address that wait for a moderator"),
    help=_("Until this many were approved, each one waits. Other guests' comments always wait."),
    group=GROUP, minimum=0, maximum=50,
)  # fmt: skip
settings.declare(
    "member_links", 2, label=_("Links a member may write without waiting"), group=GROUP,
    minimum=0, maximum=100,
)  # fmt: skip
settings.declare(
    "guest_links", 1, label=_("Links a guest may write"),
    help=_("The website a guest gives counts too."), group=GROUP, minimum=0, maximum=100,
)  # fmt: skip
settings.declare(
    "links_allowed", "", label=_("Sites that may always be linked"),
    help=_("Names such as who.int, with spaces between. Their subdomains are included."),
    group=GROUP,
)  # fmt: skip
settings.declare(
    "links_of_articles", True, label=_("What your articles link to may be linked in comments"),
    help=_("Looked up every hour. Shops, networks and short links never count."), group=GROUP,
)  # fmt: skip
settings.declare(
    "reply_wait_seconds", 10, label=_("Seconds between two comments of a member"), group=GROUP,
    minimum=0, maximum=3600,
)  # fmt: skip
settings.declare(
    "topic_wait_seconds", 60, label=_("Seconds between two topics of a member"), group=GROUP,
    minimum=0, maximum=24 * 3600,
)  # fmt: skip
settings.declare(
    "guest_wait_seconds", 15, label=_("Seconds between two comments of a guest"), group=GROUP,
    minimum=0, maximum=3600,
)  # fmt: skip
settings.declare(
    "new_member_topics", 3, label=_("Topics a member may start on the first day"), group=GROUP,
    minimum=0, maximum=1000,
)  # fmt: skip
settings.declare(
    "new_member_replies", 10, label=_("Comments a member may write on the first day"), group=GROUP,
    minimum=0, maximum=1000,
)  # fmt: skip
settings.declare(
    "member_topics", 20, label=_("Topics a member may start in a day"), group=GROUP,
    minimum=0, maximum=1000,
)  # fmt: skip
settings.declare(
    "member_replies", 100, label=_("Comments a member may write in a day"), group=GROUP,
    minimum=0, maximum=10_000,
)  # fmt: skip
settings.declare(
    "duplicate_minutes", 5, label=_("Minutes in which the same text is not taken twice"),
    group=GROUP, minimum=0, maximum=24 * 60,
)  # fmt: skip
settings.declare(
    "form_seconds", 3, label=_("Seconds a person needs at least to write a comment"),
    help=_("Faster ones wait for a moderator. There is no upper limit."), group=GROUP,
    minimum=0, maximum=60,
)  # fmt: skip
settings.declare(
    "reports_per_day", 20, label=_("Reports one person may send in a day"), group=GROUP,
    minimum=1, maximum=1000,
)  # fmt: skip
settings.declare(
    "reports_to_hold", 4, label=_("Reports that let a comment wait"),
    help=_("Where the rule “Reported by many” is on. New accounts, people without one, and who was "
           "mostly wrong count less; one group counts for half at most."),
    group=GROUP, minimum=2, maximum=100,
)  # fmt: skip
settings.declare(
    "moderators_write_texts", False, label=_("Moderators may change the texts of moderation"),
    help=_("Reasons, cards, templates and phrase lists. Administrators always may."), group=GROUP,
)  # fmt: skip
settings.declare(
    "sealed_days", 90, label=_("Days a text is kept after a moderator took something out of it"),
    help=_("Sealed, for an objection. Then its words are deleted."), group=GROUP,
    minimum=31, maximum=3650,
)  # fmt: skip
settings.declare(
    "reply_desk_days", 90, label=_("Days a question stands on the reply desk"),
    help=_("Older ones are not listed there. They stay open in the forum."), group=GROUP,
    minimum=1, maximum=3650,
)  # fmt: skip
settings.declare(
    "help_place", "", label=_("Country or region whose help lines stand first"),
    help=_("As it is written at the help lines. Nobody is asked where they are."), group=GROUP,
    longest=60,
)  # fmt: skip
