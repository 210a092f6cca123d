"""One stylesheet and one module per page kind, joined from the sources in static/.

A staticfiles finder does the joining, so that `collectstatic`, the development server and the
tests all serve the same bytes without a build step. A bundle is built again when its text differs
from the file on disk.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLES = tuple(
    """
    layers reset tokens base layout
    header footer reading icon button field alert avatar badge pager tabs card prose
    article rating front topic comment live composer moderation
    utilities print
    """.split()
)
READER = tuple(
    """
    behaviours words say lay moments reading keyswitch news fold wayback live guest once countdown
    confirm copy errors anchors
    """.split()
)
COMPOSER = ("reply", "markdown", "preview", "draft", "limit", "similar")
DESK = ("keys", "claim")

BUNDLES: dict[str, tuple[str, ...]] = {
    "site.css": tuple(f"css/{name}.css" for name in STYLES),
    "early.js": ("js/early.js",),
    "reader.js": tuple(f"js/{name}.js" for name in (*READER, "start")),
    "composer.js": tuple(f"js/{name}.js" for name in (*READER, *COMPOSER, "start")),
    "desk.js": tuple(f"js/{name}.js" for name in (*READER, *COMPOSER, *DESK, "start")),
}

_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_SPACE = re.compile(r"\s+")
_CSS_AROUND = re.compile(r"\s*([{};,>])\s*")
_CSS_ZERO = re.compile(r"(?<![\w.])0(\.\d)")
_JS_IMPORT = re.compile(r"^import\s[^;]*;\n", re.MULTILINE)
_JS_EXPORT = re.compile(r"^export (?=async function|function|const|let|class)", re.MULTILINE)
_JS_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*.*?\*/)\n", re.MULTILINE | re.DOTALL)
_JS_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{2,}")


def join(name: str) -> str:
    """The text of one bundle."""
    source = Path(settings.STATICFILES_DIRS[0])
    parts = [(source / part).read_text(encoding="utf-8") for part in BUNDLES[name]]
    return squeeze_css("\n".join(parts)) if name.endswith(".css") else squeeze_js("\n".join(parts))


def squeeze_css(text: str) -> str:
    """Comments and white space out. A colon keeps its space: `a :hover` is not `a:hover`."""
    text = _CSS_SPACE.sub(" ", _CSS_COMMENT.sub("", text))
    text = _CSS_ZERO.sub(r"\1", _CSS_AROUND.sub(r"\1", text))
    return text.replace(";}", "}").replace(": ", ":").strip() + "\n"


def squeeze_js(text: str) -> str:
    """Modules into one scope. Only comments on lines of their own go; no string spans lines."""
    text = _JS_EXPORT.sub("", _JS_IMPORT.sub("", text))
    return _BLANK_LINES.sub("\n", _JS_INDENT.sub("", _JS_COMMENT.sub("", text))).strip() + "\n"


# Named here: inside the class `list` is the finder's own method.
Messages = list[CheckMessage]


class BundleFinder(BaseFinder):
    """Serves the bundles from a folder of built files that may be deleted at any time."""

    def find(self, path: str, find_all: bool = False) -> Any:
        if path not in BUNDLES:
            return []
        built = str(_build(path))
        return [built] if find_all else built

    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in BUNDLES:
            yield name, FileSystemStorage(location=str(_build(name).parent))

    def check(self, **kwargs: Any) -> Messages:
        return []


@cache
def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "bundles"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _build(name: str) -> Path:
    """Written beside and moved into place: another process may be reading the file."""
    target = _folder() / name
    text = join(name).encode()
    if target.exists() and target.read_bytes() == text:
        return target
    handle, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{name}-")
    with os.fdopen(handle, "wb") as file:
        file.write(text)
    os.chmod(beside, 0o644)
    os.replace(beside, target)
    return target


class SwiftManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # no types
    """
    Looks the address of a file up once in a process.

    The manifest is read once as well. An icon stands more than a hundred times on a page of
    comments, and making its address anew each time took a quarter of the time of such a page.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        if force:
            return str(super().url(name, force))
        found = self._addresses.get(name)
        if found is None:
            found = self._addresses[name] = str(super().url(name))
        return found
