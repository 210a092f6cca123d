"""What the owner of the site sets about the forum."""

from django.utils.translation import gettext_lazy as _

from foundation.branding import settings

GROUP = _("Forum")

settings.declare(
    "title_shortest",
    5,
    label=_("Shortest title, in characters"),
    group=GROUP,
    minimum=1,
    maximum=50,
)
settings.declare(
    "title_longest",
    150,
    label=_("Longest title, in characters"),
    group=GROUP,
    minimum=20,
    maximum=180,
)
