from datetime import timedelta
from hashlib import sha256
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Hold
from forum.moderation.fold import folded
from forum.moderation.models import TextPrint
from forum.moderation.pipeline import rule

# Shorter texts are said by many people in the same words.
LONG_ENOUGH: Final = 60
KEPT: Final = timedelta(days=1)


@rule("copies", label=gettext_lazy("Copied text"))
def copies(draft: Draft) -> Hold | None:
    """
    The same text from other people within a day. Leaves a print of the text, in the posting
    transaction, for the next one.
    """
    text = folded(draft.body)
    if len(text) < LONG_ENOUGH:
        return None
    text_hash = sha256(text.encode()).hexdigest()
    author = (
        f"user:{draft.author.pk}"
        if draft.author
        else f"guest:{draft.guest.pk if draft.guest else ''}"
    )
    since = timezone.now() - KEPT
    prints = TextPrint.objects.filter(text_hash=text_hash, at__gt=since)
    seen = prints.exclude(author_key=author).exists()
    TextPrint.objects.create(text_hash=text_hash, author_key=author)
    return Hold("copies", _("Somebody else has sent the same text.")) if seen else None
