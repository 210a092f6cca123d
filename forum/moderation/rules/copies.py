from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Hold
from forum.moderation import sketch
from forum.moderation.models import TextPrint
from forum.moderation.pipeline import rule
from foundation.database.insert import insert
from foundation.database.prepared import Prepared

# Shorter texts are said by many people in the same words.
LONG_ENOUGH: Final = 60
KEPT: Final = timedelta(days=1)
MOST: Final = 50  # candidates that are compared


@rule("copies", label=gettext_lazy("Copied text"))
def copies(draft: Draft) -> Hold | None:
    """
    The same text, or nearly, from other people within a day, wherever on the site. Leaves a print
    of the text, in the posting transaction, for the next one.
    """
    words = sketch.words_of(draft.body)
    if len(words) < LONG_ENOUGH:
        return None
    drawn = sketch.draw(words)
    author = (
        f"user:{draft.author.pk}"
        if draft.author
        else f"guest:{draft.guest.pk if draft.guest else ''}"
    )
    one, two, three, four = drawn.bands
    others = _others([author, timezone.now() - KEPT, *drawn.bands])
    seen = any(sketch.is_alike(drawn.text, other.sketch) for other in others)
    insert(
        TextPrint(
            sketch=drawn.text,
            band_one=one,
            band_two=two,
            band_three=three,
            band_four=four,
            author_key=author,
        )
    )
    return Hold("copies", _("Somebody else has sent nearly the same text.")) if seen else None


def _by_others(author: str, since: datetime, *bands: int) -> QuerySet[TextPrint]:
    one, two, three, four = bands
    alike = Q(band_one=one) | Q(band_two=two) | Q(band_three=three) | Q(band_four=four)
    prints = TextPrint.objects.filter(alike, at__gt=since)
    return prints.exclude(author_key=author).only("sketch")[:MOST]


_others = Prepared(_by_others)
