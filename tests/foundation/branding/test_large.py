"""A large part of a page joins it last, and the page is the same."""

from pathlib import Path
from typing import Any

import pytest
from django.shortcuts import render
from django.utils.safestring import SafeString

from foundation.branding.large import render_around


class Part:
    pieces = ("<b>a thousand", " comments</b>", " & näher")

    def __str__(self) -> str:
        return SafeString("".join(self.pieces))


@pytest.fixture
def templates(tmp_path: Path, settings: Any) -> Path:
    (tmp_path / "around.html").write_text("<p>{{ before }}</p>{{ part }}<p>{{ after }}</p>")
    (tmp_path / "without.html").write_text("<p>{{ before }}</p>")
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [tmp_path]}
    ]
    return tmp_path


@pytest.mark.parametrize("template", ["around.html", "without.html"])
@pytest.mark.parametrize("part", [Part(), None])
def test_the_page_is_what_it_would_be_in_one_piece(
    rf: Any, templates: Path, template: str, part: Part | None
) -> None:
    context: dict[str, Any] = {"before": "<i>", "after": "ü"}
    if part is not None:
        context["part"] = part
    apart = render_around(rf.get("/"), template, context, "part", status=422)
    whole = render(rf.get("/"), template, context, status=422)
    assert apart.content == whole.content
    assert apart.status_code == 422
    assert apart["Content-Type"] == whole["Content-Type"]
