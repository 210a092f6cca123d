"""A folder of payloads, whatever its files look like, as a list of texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any, Final

LONGEST_FILE: Final = 2_000_000
LONGEST_WHOLE: Final = 100_000
_CODE = re.compile(r"<code>(.*?)</code>", re.DOTALL)
_DATA = re.compile(r"^#data\n(.*?)\n#", re.DOTALL | re.MULTILINE)
# Signs without which a text cannot leave the place it stands in.
_SHARP = re.compile(r"""[<>&"'`\\=:{}\[\]()%]""")
_CAPABLE = re.compile(
    r"<\s*script\b|<\s*(?:iframe|object|embed|frameset|frame|applet|base|style|link|svg:script)\b"
    r"|<\s*meta\b[^>]*http-equiv"
    r"|<[a-z!?/][^>]*[\s/\"'`]on[a-z]{3,}\s*="
    r"|<[a-z][^>]*=\s*[\"'`]?\s*(?:javascript|vbscript|data)\s*:",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Payload:
    number: int
    source: str  # the first file that holds it, and where
    text: str

    @property
    def is_sharp(self) -> bool:
        return _SHARP.search(self.text) is not None

    @property
    def is_capable(self) -> bool:
        """Meant to run something where markup is shown as it is."""
        return _CAPABLE.search(self.text) is not None


@dataclass(frozen=True, slots=True)
class Corpus:
    payloads: list[Payload]
    files: int
    read: int  # before what stands twice was left out
    skipped: list[str]


def read(folder: Path) -> Corpus:
    found: dict[str, str] = {}
    files = count = 0
    skipped = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.stat().st_size > LONGEST_FILE:
            skipped.append(str(path))
            continue
        files += 1
        for place, text in enumerate(texts_of(path), start=1):
            count += 1
            found.setdefault(text, f"{path.relative_to(folder)}:{place}")
    payloads = [Payload(n, source, text) for n, (text, source) in enumerate(found.items())]
    return Corpus(payloads, files, count, skipped)


def texts_of(path: Path) -> list[str]:
    """One a line, one a string of a JSON file, one a `<code>`, one a `#data`; else the whole."""
    text = path.read_bytes().decode("utf-8", errors="replace")
    found: list[str] = []
    if path.suffix == ".txt":
        found = text.split("\n")
    elif path.suffix in (".json", ".dat"):
        try:
            found = list(_strings(json.loads(text)))
        except ValueError:
            found = _DATA.findall(text)
    elif path.suffix == ".xml":
        found = [unescape(code) for code in _CODE.findall(text)]
    found = [one.rstrip("\r") for one in found if one.strip()]
    return found or ([text[:LONGEST_WHOLE]] if text.strip() else [])


def _strings(value: Any) -> Iterator[str]:
    """Every string of an array; of an object its "input", where it has one."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, dict):
        if "input" in value:
            yield from _strings(value["input"])
        else:
            for one in value.values():
                yield from _strings(one)
