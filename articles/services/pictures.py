"""
Pictures, made anew from what was uploaded.

Nothing of the file is kept but its pixels: no metadata, no name, no bytes behind the picture.
The format is told from the file's own signature, never from its name or from what a browser says.
"""

import io
import secrets
from typing import Final

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from accounts.models import User
from articles.models import Picture
from articles.models.picture import WIDTHS
from foundation.pagecache import versions

MAX_BYTES: Final = 12 * 1024 * 1024
# A telephone's picture has 12 to 50 million. Opened it takes four bytes each, so a worker of
# 300 MB lives through it; larger ones are refused before a pixel is read.
MAX_PIXELS: Final = 50_000_000
FORMATS: Final = {"JPEG": b"\xff\xd8\xff", "PNG": b"\x89PNG\r\n\x1a\n", "WEBP": b"RIFF"}
QUALITY: Final = 82


def add(file: File[bytes], *, alt: str, by: User | None, caption: str = "") -> Picture:
    """Keep a picture in the widths of `WIDTHS`. Raises ValidationError with a sentence."""
    alt = " ".join(alt.split())
    if not alt:
        raise ValidationError({"alt": _("Please say what the picture shows.")}, code="empty")
    image = _open(file)
    image = _fit(image, WIDTHS[-1])
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
            written.append(_keep(picture.name_of(width), _fit(image, width), "WEBP"))
        written.append(_keep(picture.jpeg_name, _flat(image), "JPEG"))
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


def _open(file: File[bytes]) -> Image.Image:
    refusal = ValidationError(
        {"file": _("This is not a picture we can read. Please use JPEG, PNG or WebP.")},
        code="format",
    )
    if file.size and file.size > MAX_BYTES:
        raise ValidationError(
            {
                "file": _("The file has %(size)d megabytes. Please use at most %(limit)d.")
                % {"size": -(-file.size // 1024**2), "limit": MAX_BYTES // 1024**2}
            },
            code="size",
        )
    file.seek(0)
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES or not any(data.startswith(mark) for mark in FORMATS.values()):
        raise refusal
    try:
        # Named formats only: Pillow would otherwise try every decoder it has.
        with Image.open(io.BytesIO(data), formats=tuple(FORMATS)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError(
                    {
                        "file": _("The picture is too large: %(width)d by %(height)d pixels.")
                        % {"width": image.width, "height": image.height}
                    },
                    code="pixels",
                )
            if image.format == "JPEG":
                # Decode near the size we keep: an eighth of the memory for a large picture.
                image.draft("RGB", (WIDTHS[-1] * 2, WIDTHS[-1] * 2))
            return _upright(image)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
    ) as error:
        raise refusal from error


def _upright(image: Image.Image) -> Image.Image:
    """The pixels as they are meant to be seen, in a new picture that carries nothing else."""
    image = ImageOps.exif_transpose(image)
    see_through = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    pixels = image.convert("RGBA" if see_through else "RGB")
    clean = Image.new(pixels.mode, pixels.size)
    clean.paste(pixels)
    return clean


def _fit(image: Image.Image, width: int) -> Image.Image:
    if image.width <= width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _flat(image: Image.Image) -> Image.Image:
    """JPEG knows no transparency: what is see-through becomes white."""
    if image.mode == "RGB":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _keep(name: str, image: Image.Image, kind: str) -> str:
    target = io.BytesIO()
    image.save(target, kind, quality=QUALITY)
    return default_storage.save(name, ContentFile(target.getvalue()))
