"""The words of robots.txt: which rules may stand in it."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _

# Machines that say they collect text for training, by the names they give themselves.
TRAINING: Final = (
    "AI2Bot",
    "Amazonbot",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ClaudeBot",
    "Diffbot",
    "FacebookBot",
    "GPTBot",
    "Google-Extended",
    "ImagesiftBot",
    "Meta-ExternalAgent",
    "Omgilibot",
    "PanguBot",
    "Timpibot",
    "anthropic-ai",
    "cohere-ai",
)
# Nothing there is for strangers, or it differs with each question.
CLOSED: Final = ("/accounts/", "/admin/", "/moderation/", "/desk/", "/search/", "/d/")

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,79}|\*")
AGENT: Final = re.compile(r"user-agent:\s*(?:\*|[A-Za-z0-9][A-Za-z0-9 ._/-]{0,79})", re.IGNORECASE)
RULE: Final = re.compile(
    r"(?:(?:allow|disallow):\s*(?:[/*][!-~]{0,199})?|crawl-delay:\s*[0-9]{1,5}(?:\.[0-9]{1,3})?)",
    re.IGNORECASE,
)


def names_fault(text: str) -> str | None:
    """What is wrong with a list of names, or None."""
    for line in lines_of(text):
        if not NAME.fullmatch(line):
            return _("This is not a name of a machine: %(line)s") % {"line": line}
    return None


def rules_fault(text: str) -> str | None:
    """What is wrong with groups of rules, or None."""
    in_group = False
    for line in lines_of(text):
        if line.startswith("#") and line.isprintable():
            continue
        if AGENT.fullmatch(line):
            in_group = True
        elif not RULE.fullmatch(line):
            return _("This line is not a rule of robots.txt: %(line)s") % {"line": line}
        elif not in_group:
            return _("Rules begin with a line that says for whom, such as “User-agent: *”.")
    return None


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
