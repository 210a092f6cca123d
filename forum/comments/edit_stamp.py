"""
A form that was opened in time may be sent later: the clock stands still while it is open.

The form carries a signed stamp that says when it was opened and on which text. It serves one
change: once the text is another, it is worth nothing.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.core import signing
from django.utils import timezone
from django.utils.crypto import salted_hmac

from forum.comments.models import Comment

SALT: Final = "comments.edit"
# Longer than twenty hours, so nobody has to hurry (WCAG 2.2.1).
KEPT_OPEN: Final = timedelta(hours=24)


def make(comment: Comment, *, at: datetime | None = None) -> str:
    """For a form that is opened now."""
    seconds = int((at or timezone.now()).timestamp())
    return signing.dumps([comment.pk, seconds, mark_of(comment)], salt=SALT)


def opened_at(stamp: str, comment: Comment) -> datetime | None:
    """When the form was opened; None where the stamp is missing, forged, spent or too old."""
    if not stamp:
        return None
    try:
        pk, seconds, text = signing.loads(stamp, salt=SALT)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    if pk != comment.pk or text != mark_of(comment):
        return None
    opened = datetime.fromtimestamp(seconds, UTC)
    return opened if timezone.now() < opened + KEPT_OPEN else None


def mark_of(comment: Comment) -> str:
    """Another word for each text, which tells nothing of it."""
    return salted_hmac(SALT, comment.body_source, algorithm="sha256").hexdigest()[:16]
