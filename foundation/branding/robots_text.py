"""robots.txt, made of what the owner set."""

from __future__ import annotations

from foundation.branding import settings
from foundation.branding.robots import CLOSED, lines_of


def robots_text() -> str:
    everybody = ["Disallow: /"]
    if settings.get("robots_search"):
        everybody = [f"Disallow: {path}" for path in CLOSED]
    groups = [["User-agent: *", *everybody]]
    names = lines_of(str(settings.get("robots_training_names")))
    if names and not settings.get("robots_training"):
        groups.insert(0, [*(f"User-agent: {name}" for name in names), "Disallow: /"])
    if further := lines_of(str(settings.get("robots_groups"))):
        groups.insert(0, _apart(further))
    return "\n\n".join("\n".join(group) for group in groups) + "\n"


def _apart(lines: list[str]) -> list[str]:
    """An empty line before each group, as people write it."""
    found: list[str] = []
    for line in lines:
        is_agent = line.lower().startswith("user-agent")
        if is_agent and found and not found[-1].lower().startswith("user-agent"):
            found.append("")
        found.append(line)
    return found
