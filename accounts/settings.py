"""What the owner of a site sets about people."""

from django.utils.translation import gettext_lazy as _

from foundation.branding import settings

settings.declare("sign_up_open", True, label=_("New people may join"), group=_("People"))
