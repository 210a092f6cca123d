from django.utils.translation import gettext_lazy as _

from foundation.branding import settings

GROUP = _("Notifications and mail")

settings.declare(
    "mail_delay_minutes", 10, label=_("Minutes a mail about new comments waits for more"),
    group=GROUP, minimum=0, maximum=1440,
    help=_("What is read on the site meanwhile is not mailed."),
)  # fmt: skip
settings.declare(
    "mails_a_day", 20, label=_("Mails about what is new that one person gets in a day"),
    group=GROUP, minimum=1, maximum=500,
    help=_("What comes beyond waits for the next day and becomes one mail for each discussion."),
)  # fmt: skip
settings.declare(
    "digest_every", "never", label=_("Summary by mail for whoever chose nothing"), group=GROUP,
    choices=(("never", _("Never")), ("week", _("Every week")), ("day", _("Every day"))),
)  # fmt: skip
settings.declare(
    "discreet_sender", _("Message"), label=_("Sender's name in discreet mail"), group=GROUP,
    help=_("A word that says nothing of this site."), required=True,
)  # fmt: skip
