"""What is shown before several decisions are made in one step: what would happen, and to whom."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.viewer import Viewer
from forum.comments.models import Comment, Revision
from forum.comments.render import name_of
from forum.moderation import policies, queries
from forum.moderation.buttons import CHANGE, KEEP, label_of
from forum.moderation.filters import Filters
from forum.moderation.models import CHANGED, HELD, REPORTED, Case, Concern
from forum.moderation.similar import similar_to
from foundation.text.plain import excerpt

# One step holds no more than a person can look at, and no worker longer than a few seconds.
MOST: Final = 100
SHOWN: Final = 240  # characters of each text
VERBS: Final = ("approve", "reject", "remove", "spam")
# What a tab offers to be done to several.
OFFERED: Final = {
    HELD: ("approve", "reject", "spam"),
    REPORTED: ("approve", "remove", "spam"),
    CHANGED: ("approve", "reject", "remove", "spam"),
}


@dataclass(slots=True)
class Item:
    """One comment of the preview. `stamp` goes with the form: the comment, and what was seen."""

    comment: Comment
    stamp: str
    name: str
    text: str
    why: Sequence[str] = ()  # what it has in common with the one that was looked at
    refusal: str = ""  # why it is left out
    is_ticked: bool = True


@dataclass(frozen=True, slots=True)
class Preview:
    verb: str
    items: Sequence[Item]
    left_out: Sequence[Item] = ()
    has_more: bool = False

    @property
    def number(self) -> int:
        return sum(one.is_ticked for one in self.items)

    @property
    def people(self) -> int:
        return len({_writer(one) for one in self.items if one.is_ticked})

    def by_person(self) -> Iterator[tuple[str, list[Item]]]:
        """Who wrote most stands first."""
        rows = groupby(sorted(self.items, key=_writer), key=_writer)
        groups = sorted((list(group) for _who, group in rows), key=len, reverse=True)
        return ((group[0].name, group) for group in groups)


def offered(tab: str) -> list[tuple[str, str]]:
    """What can be done to several cards of a tab, with its words; nothing where each case is a
    thing of its own."""
    if tab == REPORTED:
        return [(verb, str(KEEP if verb == "approve" else label_of(verb, None)))
                for verb in OFFERED[tab]]  # fmt: skip
    if tab == CHANGED:
        return [(verb, str(CHANGE.get(verb) or label_of(verb, None))) for verb in OFFERED[tab]]
    return [(verb, str(label_of(verb, None))) for verb in OFFERED.get(tab, ())]


def of_tab(viewer: Viewer, verb: str, tab: str, filters: Filters) -> Preview:
    """All that wait in a tab as it is filtered, what is due first."""
    found, has_more = queries.comments_of_tab(tab, viewer=viewer, filters=filters, most=MOST)
    return preview(viewer, verb, found, has_more=has_more)


def of_wave(viewer: Viewer, verb: str, comment: Comment) -> Preview:
    """What is like this comment, with why, and the comment itself while it stands or waits."""
    alike = similar_to(comment)
    shown = preview(viewer, verb, [comment.pk, *alike])
    for item in shown.items:
        if (likeness := alike.get(item.comment.pk)) is not None:
            item.why, item.is_ticked = [str(why) for why in likeness.why], likeness.is_strong
    left_out = [item for item in shown.left_out if item.comment.pk != comment.pk]
    return Preview(verb, shown.items, left_out, shown.has_more)


def preview(
    viewer: Viewer, verb: str, comment_ids: Sequence[int], *, has_more: bool = False
) -> Preview:
    """These comments, in this order, with why some of them cannot be decided about here."""
    wanted = list(dict.fromkeys(comment_ids))
    found = whole(viewer, wanted[:MOST])
    changes = {one.comment_id: one for one in Revision.objects.waiting().filter(comment__in=found)}
    at_risk = those_at_risk(list(found))
    waiting = set(
        Case.objects.open().filter(comment__in=found).values_list("comment_id", flat=True)
    )
    items: list[Item] = []
    left_out: list[Item] = []
    for comment in (found[pk] for pk in wanted if pk in found):
        change = changes.get(comment.pk)
        text = change.body_source if change else comment.body_source
        item = Item(comment, stamp_of(comment, change), name_of(comment), excerpt(text, SHOWN))
        refusal = policies.bulk_refusal(viewer, comment, is_at_risk=comment.pk in at_risk)
        verbs = policies.verbs_of(
            comment, has_case=comment.pk in waiting, has_change=change is not None
        )
        if refusal is None and verb not in verbs:
            refusal = _("This is not what can be done to it now.")
        item.refusal = refusal or ""
        (left_out if item.refusal else items).append(item)
    return Preview(verb, items, left_out, has_more or len(wanted) > MOST)


def sentence(verb: str, number: int) -> str:
    """What is done to how many, as a title."""
    said = {
        "approve": ngettext("Approve %(count)d comment", "Approve %(count)d comments", number),
        "reject": ngettext(
            "Do not publish %(count)d comment", "Do not publish %(count)d comments", number
        ),
        "remove": ngettext("Remove %(count)d comment", "Remove %(count)d comments", number),
        "spam": ngettext(
            "Mark %(count)d comment as spam", "Mark %(count)d comments as spam", number
        ),
    }
    return said.get(verb, verb) % {"count": number}


def whole(viewer: Viewer, comment_ids: Collection[int]) -> dict[int, Comment]:
    """The comments the viewer may decide about, with what a line about each shows."""
    found = Comment.objects.visible_to(viewer).filter(pk__in=comment_ids)
    if not viewer.is_moderator:
        found = found.filter(discussion__shelf__in=viewer.shelves)
    found = found.select_related("discussion", "author", "guest")
    return {comment.pk: comment for comment in found}


def those_at_risk(comment_ids: Collection[int]) -> set[int]:
    """About whose writers somebody is worried: these are looked at one by one."""
    cases = Case.objects.at_risk().filter(comment__in=comment_ids)
    concerns = Concern.objects.open().filter(comment__in=comment_ids)
    return {
        *cases.values_list("comment_id", flat=True),
        *concerns.values_list("comment_id", flat=True),
    }


def stamp_of(comment: Comment, change: Revision | None) -> str:
    return f"{comment.pk}:{policies.seen_of(comment, change)}"


def read_stamp(text: str) -> tuple[int, str] | None:
    """The comment and what was seen of it; None for what no form of ours sends."""
    number, _colon, seen = text.partition(":")
    if not (number.isascii() and number.isdigit() and len(number) < queries.LONGEST_NUMBER):
        return None
    return int(number), seen


def _writer(item: Item) -> tuple[int, int]:
    return item.comment.author_id or 0, item.comment.guest_id or 0
