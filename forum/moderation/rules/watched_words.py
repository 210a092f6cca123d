from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Hold
from forum.moderation.pipeline import rule
from forum.moderation.words import lexicon


@rule("watched_words", label=gettext_lazy("Watched word"))
def watched_words(draft: Draft) -> Hold | None:
    """A word the moderators watch, in the text, the title or a guest's name."""
    words = lexicon()
    found = next(words.find(draft.body), None)
    beside = f"{draft.title}\n{draft.guest.name if draft.guest else ''}"
    if found is None and next(words.find(beside), None) is None:
        return None
    return Hold(
        "watched_words",
        _("It holds words that a moderator looks at first."),
        (found.start, found.end) if found else None,
    )
