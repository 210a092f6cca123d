from django.conf import settings as django_settings
from django.utils.translation import gettext_lazy, ngettext

from forum.comments.gate import Draft, Hold
from forum.moderation import own_sites
from forum.moderation.pipeline import Stage, rule
from foundation.branding import settings
from foundation.text.links import find_links, host_of


@rule("links", label=gettext_lazy("Links"), stage=Stage.LINK)
def links(draft: Draft) -> Hold | None:
    """More links than a guest or a member may write; a guest's website is one of them."""
    is_guest = draft.author is None
    found = strange_links(draft.body)
    limit = int(settings.get("guest_links" if is_guest else "member_links"))
    count = len(found) + len(strange_links(draft.website) if is_guest else ())
    if count <= limit:
        return None
    reason = ngettext("It holds %(count)d link.", "It holds %(count)d links.", count) % {
        "count": count
    }
    return Hold("links", reason, span_of(draft.body, found[-1]) if found else None)


def strange_links(text: str) -> list[str]:
    """The links of a text, without those to this site, to the sites that may be linked, and to
    those that published articles link to (the very host, not what stands below it)."""
    found = [link for link in find_links(text) if not link.startswith("mailto:")]
    if not found:
        return []
    allowed = {host_of(django_settings.SITE_URL), *str(settings.get("links_allowed")).split()}
    strange = [link for link in found if not _is_under(host_of(link), allowed)]
    if not strange or not settings.get("links_of_articles"):
        return strange
    known = own_sites.known()
    return [link for link in strange if host_of(link) not in known]


def _is_under(host: str, allowed: set[str]) -> bool:
    labels = host.split(".")
    return any(".".join(labels[place:]) in allowed for place in range(len(labels)))


def span_of(body: str, link: str) -> tuple[int, int] | None:
    """Where the link stands in the text; nowhere if it was disguised."""
    bare = link.rpartition("//")[2].rstrip("/").lower()
    start = body.lower().rfind(bare)
    return (start, start + len(bare)) if bare and start >= 0 else None
