"""The words around a comment, translated once for each language and not once for each comment."""

from dataclasses import dataclass
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Words:
    """Those with a name or a moment in them are patterns for `%`."""

    language: str | None
    comment_by: str
    reply_by: str
    replying_to: str
    in_place: str
    edited: str
    changed_by_team: str
    show: str
    noted: str
    noted_by: str
    asked_this: str
    replies: str
    replies_to: str
    helped_asker: str
    reviewed: str
    more: str
    more_for: str
    reply: str
    reply_to: str
    helpful: str
    helpful_by: str
    same: str
    same_by: str
    same_question: str
    helped_me: str
    helped_me_by: str
    next_new: str
    with_new: str


def words() -> Words:
    """In the language of this answer."""
    return _words(get_language())


@cache
def _words(language: str | None) -> Words:
    return Words(
        language=language,
        comment_by=_("Comment by %(who)s, %(time)s"),
        reply_by=_("Reply by %(who)s to %(name)s, %(time)s, level %(depth)d"),
        replying_to=_("replying to %(name)s"),
        in_place=_("Show in its place"),
        edited=_("Edited %(time)s"),
        changed_by_team=_("Changed by a moderator"),
        show=_("Show"),
        noted=_("Added by the moderators"),
        noted_by=_("Added by %(name)s, moderator"),
        asked_this=_("Asked this"),
        replies=_("Replies"),
        replies_to=_("Replies to %(name)s"),
        helped_asker=_("Helped the person who asked"),
        reviewed=_("Reviewed by our team"),
        more=_("More"),
        more_for=_("More for the comment by %(name)s"),
        reply=_("Reply"),
        reply_to=_("Reply to %(name)s"),
        helpful=_("Helpful"),
        helpful_by=_("Helpful: the comment by %(name)s"),
        same=_("Same here"),
        same_by=_("Same here, as in the comment by %(name)s"),
        same_question=_("Same here: this concerns me too"),
        helped_me=_("This helped me"),
        helped_me_by=_("Mark the answer by %(name)s as helpful"),
        next_new=_("Next new"),
        with_new=_("%(words)s, %(count)d new"),
    )
