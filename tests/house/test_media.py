"""Files people uploaded are shown as pictures or handed over, never run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.http import FileResponse
from django.test import Client


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def get(client: Client, path: str) -> Any:
    response: Any = client.get(path)
    if isinstance(response, FileResponse):
        response.getvalue()  # read to its end, which closes the file
    return response


def test_a_picture_is_shown_and_kept_for_a_year(client: Client, media: Path) -> None:
    (media / "a.webp").write_bytes(b"RIFF")
    response = get(client, "/media/a.webp")
    assert response.headers["Content-Length"] == "4"
    assert response.headers["Content-Type"] == "image/webp"
    assert "max-age=31536000" in response.headers["Cache-Control"]
    assert "attachment" not in response.headers.get("Content-Disposition", "")


@pytest.mark.parametrize("name", ["page.html", "picture.svg", "script.js", "data.xml", "noname"])
def test_what_is_no_picture_is_handed_over_as_a_file(
    client: Client, media: Path, name: str
) -> None:
    (media / name).write_text("<script>alert(1)</script>")
    response = get(client, f"/media/{name}")
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"] == "attachment"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["../secret-key", "%2e%2e/secret-key", ".hidden", "", "folder/"])
def test_nothing_outside_the_folder_is_served(client: Client, media: Path, path: str) -> None:
    (media / ".hidden").write_text("x")
    (media / "folder").mkdir()
    assert client.get(f"/media/{path}").status_code in (301, 404)
