"""What somebody reads who may be at risk: at once, privately, and never in the way."""

from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from forum.comments.models import Comment
from forum.moderation.models import HelpLine
from forum.moderation.services.concerns import phrase_in
from foundation.branding import settings


def landing(comment: Comment, url: str) -> str:
    """Who wrote a phrase of the list reads the card first; what they wrote is sent already."""
    if phrase_in(comment.body_source) is None:
        return ""
    return f"{reverse('care')}?{urlencode({'next': url})}"


def way_on(asked: str) -> str:
    """Where the card leads on to: an address of this site, or nowhere."""
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours else ""


def places() -> list[tuple[str, list[HelpLine]]]:
    """The help lines by place: those for everywhere and of the site's own place first."""
    home = str(settings.get("help_place")).strip().casefold()

    def order(line: HelpLine) -> tuple[int, str]:
        place = line.place.casefold()
        return (0 if not place else 1 if place == home else 2, place)

    lines = sorted(HelpLine.objects.all(), key=order)
    return [(place, list(found)) for place, found in groupby(lines, key=lambda line: line.place)]
