"""
The pixels of an uploaded picture.

Nothing of the file is kept but these: no metadata, no name, no bytes behind the picture. The
format is told from the file's own signature, never from its name or from what a browser says.
"""

import io
from typing import Final

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from articles.models.picture import WIDTHS

MAX_BYTES: Final = 12 * 1024 * 1024
# A telephone's picture has 12 to 50 million. Opened it takes four bytes each, so a worker of
# 300 MB lives through it; larger ones are refused before a pixel is read.
MAX_PIXELS: Final = 50_000_000
FORMATS: Final = {"JPEG": b"\xff\xd8\xff", "PNG": b"\x89PNG\r\n\x1a\n", "WEBP": b"RIFF"}
QUALITY: Final = 82


def opened(file: File[bytes]) -> Image.Image:
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


def fit(image: Image.Image, width: int) -> Image.Image:
    if image.width <= width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def flat(image: Image.Image) -> Image.Image:
    """JPEG knows no transparency: what is see-through becomes white."""
    if image.mode == "RGB":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def packed(image: Image.Image, width: int, kind: str) -> bytes:
    """As the bytes of a file, no wider than this."""
    target = io.BytesIO()
    fit(image, width).save(target, kind, quality=QUALITY)
    return target.getvalue()
