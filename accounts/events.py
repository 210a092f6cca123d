"""What happens to identities, for those who want to know."""

from django.utils.translation import gettext_lazy as _

from foundation.activity.events import declare

declare("accounts.guest.confirmed", _("A guest confirmed their address by mail"))
declare("accounts.guest.erased", _("A guest had themselves erased"))
