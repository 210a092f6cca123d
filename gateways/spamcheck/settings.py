"""What the owner lets a service against spam know, beside the text."""

from django.utils.translation import gettext_lazy as _

from foundation.branding import settings

GROUP = _("Service against spam")

settings.declare(
    "spam_service_name", False, label=_("It may know the name somebody writes under"), group=GROUP,
)  # fmt: skip
settings.declare(
    "spam_service_email", False, label=_("It may know the e-mail address"), group=GROUP,
)  # fmt: skip
settings.declare(
    "spam_service_network", False, label=_("It may know the network somebody writes from"),
    help=_("The beginning of the address, which a household or a clinic shares."), group=GROUP,
)  # fmt: skip
