import io
import secrets
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from articles.models import Picture
from articles.services import pictures, pixels
from tests.factories import make_editor
from tests.factories_articles import make_picture, picture_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.MEDIA_ROOT = tmp_path
    yield tmp_path


def read(name: str) -> Image.Image:
    with default_storage.open(name) as file:
        return Image.open(io.BytesIO(file.read()))


def files(media: Path) -> list[str]:
    return sorted(path.name for path in media.rglob("*") if path.is_file())


def test_a_picture_is_kept_in_several_widths_and_never_enlarged(media: Path) -> None:
    large = pictures.add(picture_file(3000, 2000), alt="A beach", by=make_editor())
    assert (large.width, large.height, large.widths) == (1600, 1067, [480, 960, 1600])
    for width in large.widths:
        kept = read(large.name_of(width))
        assert (kept.format, kept.width) == ("WEBP", width)
    assert read(large.jpeg_name).format == "JPEG"
    small = pictures.add(picture_file(300, 200), alt="A stamp", by=None)
    assert (small.widths, len(files(media))) == ([300], 4 + 2)


def test_nothing_of_the_file_is_kept_but_its_pixels() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Alice"
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 0.0)}
    file = picture_file(600, 400, exif=exif.tobytes(), comment=b"secret place")
    assert b"Camera of Alice" in file.read()
    picture = pictures.add(file, alt="A garden", by=None)
    for name in (*map(picture.name_of, picture.widths), picture.jpeg_name):
        with default_storage.open(name) as kept:
            data = kept.read()
        assert b"Camera" not in data and b"Exif" not in data and b"secret" not in data
        assert not Image.open(io.BytesIO(data)).getexif()


def test_a_picture_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = pictures.add(picture_file(600, 400, exif=exif.tobytes()), alt="A tree", by=None)
    assert (picture.width, picture.height) == (400, 600)


def test_what_is_see_through_stays_so_and_is_white_in_jpeg() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(target, "PNG")
    picture = pictures.add(ContentFile(target.getvalue(), name="x.png"), alt="A hole", by=None)
    assert read(picture.name_of(20)).getpixel((5, 5))[3] == 0  # type: ignore[index]  # RGBA
    assert read(picture.jpeg_name).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_three_formats_are_taken_whatever_the_name_says(kind: str) -> None:
    assert pictures.add(picture_file(kind=kind, name="evil.html"), alt="A cup", by=None).pk
    assert "evil" not in Picture.objects.get().url


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO"])
def test_other_formats_are_refused_whatever_the_name_says(kind: str, media: Path) -> None:
    target = io.BytesIO()
    Image.new("RGB", (20, 20)).save(target, kind)
    with pytest.raises(ValidationError):
        pictures.add(ContentFile(target.getvalue(), name="x.jpg"), alt="A cup", by=None)
    assert files(media) == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 40,
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"/etc/passwd",
        b"GIF89a<script>alert(1)</script>",
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(data: bytes, media: Path) -> None:
    with pytest.raises(ValidationError) as caught:
        pictures.add(ContentFile(data, name="x.png"), alt="A cup", by=None)
    assert "JPEG, PNG or WebP" in caught.value.message_dict["file"][0]
    assert files(media) == []


def test_a_cut_off_picture_is_refused() -> None:
    data = picture_file(600, 400).read()
    with pytest.raises(ValidationError):
        pictures.add(ContentFile(data[: len(data) // 2], name="x.jpg"), alt="A cup", by=None)


def test_a_bomb_is_refused_before_its_pixels_are_read(media: Path) -> None:
    """A PNG that says it has 30,000 by 30,000 pixels, in a few hundred bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
        + chunk(b"IEND", b"")
    )
    with pytest.raises(ValidationError):
        pictures.add(ContentFile(bomb, name="x.png"), alt="A cup", by=None)
    assert files(media) == []


def test_too_many_pixels_and_too_many_bytes_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pixels, "MAX_PIXELS", 100)
    with pytest.raises(ValidationError, match="too large"):
        pictures.add(picture_file(20, 20), alt="A cup", by=None)
    monkeypatch.setattr(pixels, "MAX_BYTES", 100)
    with pytest.raises(ValidationError, match="megabytes"):
        pictures.add(picture_file(20, 20), alt="A cup", by=None)


def test_a_description_is_needed(media: Path) -> None:
    with pytest.raises(ValidationError) as caught:
        pictures.add(picture_file(), alt="  ", by=None)
    assert "alt" in caught.value.message_dict
    assert files(media) == []
    with pytest.raises(ValidationError):
        pictures.describe(make_picture(), alt=" ")


def test_a_row_that_cannot_be_written_leaves_no_files(
    media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "token_hex", lambda _n: "same")
    make_picture()
    before = files(media)
    with pytest.raises(Exception, match=r"(?i)unique"):
        make_picture()
    assert Picture.objects.count() == 1
    assert set(before) <= set(files(media))


def test_a_removed_picture_takes_its_files_along(
    media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    picture = make_picture()
    with django_capture_on_commit_callbacks(execute=True):
        pictures.remove(picture)
    assert files(media) == []


def test_the_line_for_a_text_makes_a_figure_with_its_caption() -> None:
    from articles.services.render import render

    picture = make_picture('A "glass" [full] of water', caption='Water, "cold"')
    html = render(picture.line).html
    assert "<figure>" in html and "<figcaption>Water, 'cold'</figcaption>" in html
    assert f'src="{picture.card_url}"' in html
