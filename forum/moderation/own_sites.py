"""
The sites that the site itself links to: what an article rests on may be linked in a comment too.
Floors above bring the links, so the list grows with the site.
"""

from collections.abc import Callable, Iterable
from typing import Final

from forum.moderation.models import LinkedSite
from foundation.branding.marked import Marked
from foundation.text.links import host_of

Source = Callable[[], Iterable[str]]

MARK: Final = "moderation.own_sites"  # moves with the list
# Where everybody publishes, or hides where a link leads: one good page there says nothing of the
# next.
ANYBODYS: Final = frozenset(
    """
    amazon.com bit.ly blogger.com discord.com discord.gg docs.google.com drive.google.com ebay.com
    etsy.com facebook.com fb.me forms.gle forms.office.com github.com goo.gl instagram.com is.gd
    kickstarter.com gofundme.com linkedin.com linktr.ee medium.com ow.ly paypal.com paypal.me
    pinterest.com reddit.com sites.google.com substack.com surveymonkey.com t.co t.me telegram.me
    tiktok.com tinyurl.com tumblr.com twitter.com vimeo.com wa.me whatsapp.com wordpress.com x.com
    youtu.be youtube.com
    """.split()
)

_sources: list[Source] = []


def bring(source: Source) -> None:
    """Join at start: addresses that the site's own texts link to. Asked by a job, never while
    somebody posts."""
    _sources.append(source)


def collect() -> set[str]:
    """The host of each."""
    hosts = {host_of(link) for source in _sources for link in source()}
    return {host for host in hosts if "." in host} - ANYBODYS


_known = Marked(
    MARK,
    lambda: frozenset(LinkedSite.objects.values_list("host", flat=True)),
    unmarked=frozenset[str],
)


def known() -> frozenset[str]:
    """What was collected last; read again only when it changed."""
    return _known()
