"""Pictures, made anew from what was uploaded (`pixels`), in the widths that pages use."""

import secrets

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from articles.models import Picture
from articles.models.picture import WIDTHS
from foundation.pagecache import versions


def add(file: File[bytes], *, alt: str, by: User | None, caption: str = "") -> Picture:
    """Keep a picture in the widths of `WIDTHS`. Raises ValidationError with a sentence."""
    alt = " ".join(alt.split())
    if not alt:
        raise ValidationError({"alt": _("Please say what the picture shows.")}, code="empty")
    # Pillow takes 6 MB of each web server, most of which never open a picture.
    from articles.services import pixels

    image = pixels.fit(pixels.opened(file), WIDTHS[-1])
    picture = Picture(
        key=secrets.token_hex(12),
        alt=alt,
        caption=caption.strip(),
        width=image.width,
        height=image.height,
        by=by,
    )
    picture.full_clean(validate_unique=False, validate_constraints=False)
    written: list[str] = []
    try:
        for width in picture.widths:
            written.append(_keep(picture.name_of(width), pixels.packed(image, width, "WEBP")))
        written.append(
            _keep(picture.jpeg_name, pixels.packed(pixels.flat(image), image.width, "JPEG"))
        )
        with transaction.atomic():
            picture.save()
    except Exception:
        # No row, no files: nothing lies about that nobody can find again.
        for name in written:
            default_storage.delete(name)
        raise
    return picture


def describe(picture: Picture, *, alt: str, caption: str = "") -> Picture:
    """Change the words that go with it."""
    picture.alt, picture.caption = " ".join(alt.split()), caption.strip()
    if not picture.alt:
        raise ValidationError({"alt": _("Please say what the picture shows.")}, code="empty")
    picture.save(update_fields=["alt", "caption"])
    versions.bump(versions.SITE)
    return picture


def remove(picture: Picture) -> None:
    """Forget a picture: its row, and its files once that is certain."""
    names = [picture.name_of(width) for width in picture.widths] + [picture.jpeg_name]

    def forget() -> None:
        for name in names:
            default_storage.delete(name)

    with transaction.atomic():
        picture.delete()
        versions.bump(versions.SITE)
        transaction.on_commit(forget)


def _keep(name: str, packed: bytes) -> str:
    return default_storage.save(name, ContentFile(packed))
