"""
What of a reply is the person's own: without what they quote and sign. Where that is not sure, all
of it stays; a quote too much can be edited away, a lost word cannot be brought back.
"""

from __future__ import annotations

import re
from typing import Final

from foundation.text import tidy

MARK: Final = "##-"  # begins the line of our mails above which the answer is written
SIGNATURE: Final = re.compile(r"^(-- ?|—|__+)$")
MOST_SIGNED: Final = 10  # lines; what is longer is no signature
FROM_A_DEVICE: Final = re.compile(
    r"^(Sent from (my|Outlook|Mail)|Get Outlook for|Von meinem .{2,40} gesendet|Gesendet (von|mit)"
    r"|Envoyé de(puis)? mon|Enviado desde mi|Inviato da|Verzonden vanaf mijn|Wysłane z"
    r"|Skickat från min)\b.{0,60}$",
    re.IGNORECASE,
)
NO_LIMIT: Final = 1_000_000


def own_words(text: str) -> str:
    """The text to post; the whole of it where nothing else is certain."""
    whole = tidy(text).strip()
    found = _without_quote(_above_mark(whole))
    return _without_signature(found).strip() or whole


def _above_mark(text: str) -> str:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line.lstrip("> \t").startswith(MARK):
            above = "\n".join(lines[:number])
            return above if _unquoted(above) else text
    return text


def _without_quote(text: str) -> str:
    try:
        from quotequail import quote
    except ImportError:  # requirements/mailin.txt is not installed
        return text
    parts = quote(text, limit=NO_LIMIT, quote_intro_line=True)
    own = "\n".join(part for is_own, part in parts if is_own)
    quoted = "\n".join(part for is_own, part in parts if not is_own)
    if not own.strip() or _is_answered_between(quoted):
        return text
    return own


def _is_answered_between(quoted: str) -> bool:
    """Whether somebody wrote below or among the lines they quote."""
    lines = [line for line in quoted.split("\n") if line.strip()]
    marked = [number for number, line in enumerate(lines) if line.startswith(">")]
    return bool(marked) and any(not line.startswith(">") for line in lines[marked[0] :])


def _without_signature(text: str) -> str:
    lines = text.rstrip().split("\n")
    for number, line in enumerate(lines):
        if number and SIGNATURE.match(line) and len(lines) - number <= MOST_SIGNED:
            if not any(later.startswith(">") for later in lines[number:]):
                lines = lines[:number]
                break
    while lines and (not lines[-1].strip() or FROM_A_DEVICE.match(lines[-1].strip())):
        lines.pop()
    return "\n".join(lines)


def _unquoted(text: str) -> bool:
    return any(line.strip() and not line.startswith(">") for line in text.split("\n"))
