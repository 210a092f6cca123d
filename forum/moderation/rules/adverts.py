"""Signs of an advertisement that need no list of words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Hold
from forum.moderation.fold import WORD, folded
from forum.moderation.pipeline import ALL, Stage, rule
from forum.moderation.rules.links import strange_links
from foundation.text.links import host_of


@rule("link_only", label=gettext_lazy("Only a link"), stage=Stage.LINK, reads=ALL)
def link_only(draft: Draft) -> Hold | None:
    """Nothing but links."""
    found = strange_links(draft.body)
    if not found or WORD.search(without(draft.body, found)):
        return None
    return Hold("link_only", _("It holds a link and no words."), (0, len(draft.body)))


@rule("name_is_site", label=gettext_lazy("Named like its website"), stage=Stage.LINK)
def name_is_site(draft: Draft) -> Hold | None:
    """A guest called "Best Shoes Online" whose website is best-shoes-online.example."""
    if draft.guest is None or not draft.website:
        return None
    name = "".join(WORD.findall(folded(draft.guest.name)))
    labels = {"".join(WORD.findall(part)) for part in host_of(draft.website).split(".")[:-1]}
    if name not in labels:
        return None
    return Hold("name_is_site", _("The name is the name of the website."))


def without(text: str, parts: list[str]) -> str:
    for part in sorted(parts, key=len, reverse=True):
        text = text.replace(part, " ")
    return text.replace("http://", " ").replace("https://", " ")
