"""What the owner of the site sets about articles."""

from django.utils.translation import gettext_lazy as _

from foundation.branding import settings

GROUP = _("Articles")

settings.declare(
    "follow_links",
    "",
    label=_("Where readers can follow this site"),
    help=_("One a line: a name, a space, an address that begins with https."),
    group=GROUP,
    multiline=True,
)


def disclaimer() -> str:
    return str(settings.get("disclaimer")).strip()


def follow_links() -> list[tuple[str, str]]:
    """Name and address of each line that has both."""
    lines = str(settings.get("follow_links")).splitlines()
    pairs = [line.strip().rpartition(" ") for line in lines]
    return [(name.strip(), url) for name, _s, url in pairs if name and url.startswith("https://")]
