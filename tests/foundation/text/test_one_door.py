"""Unescaped HTML leaves by one door, and bleach is called in one place."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CODE = ("accounts", "articles", "config", "forum", "foundation", "gateways")

MAY_MARK_SAFE = {
    "forum/comments/render.py",
    "foundation/text/templatetags/text.py",
    "foundation/text/templatetags/linked_data.py",
}
UNESCAPED = re.compile(
    r"\bmark_safe\b|\bSafeString\(|\bSafeText\b|\bhtml_safe\b|\bis_safe\s*=\s*True|__html__"
)
UNESCAPED_TEMPLATE = re.compile(r"\|\s*(?:safe|safeseq)\b|\{%-?\s*autoescape\s+off")
CALLS_BLEACH = re.compile(r"^\s*(?:import|from)\s+bleach\b", re.MULTILINE)
CALLS_NH3 = re.compile(r"^\s*(?:import|from)\s+nh3\b", re.MULTILINE)


def files_with(pattern: re.Pattern[str], folders: tuple[str, ...], ending: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).rglob(f"*{ending}")
        if pattern.search(path.read_text(encoding="utf-8"))
    }


def test_html_is_marked_safe_in_named_places_only() -> None:
    assert files_with(UNESCAPED, CODE, ".py") <= MAY_MARK_SAFE


def test_no_template_turns_escaping_off() -> None:
    assert files_with(UNESCAPED_TEMPLATE, (*CODE, "templates"), ".html") == set()
    assert files_with(UNESCAPED_TEMPLATE, CODE, ".py") == set()


def test_bleach_is_called_in_one_module() -> None:
    assert files_with(CALLS_BLEACH, CODE, ".py") == {"foundation/text/sanitize.py"}


def test_nh3_is_called_in_the_text_package_only() -> None:
    users = files_with(CALLS_NH3, CODE, ".py")
    assert all(user.startswith("foundation/text/") for user in users)


def test_the_guard_sees_what_it_looks_for() -> None:
    assert UNESCAPED.search("return mark_safe(x)")
    assert UNESCAPED_TEMPLATE.search("{{ body|safe }}")
    assert UNESCAPED_TEMPLATE.search("{% autoescape off %}")
    assert CALLS_BLEACH.search("import os\nimport bleach\n")
    assert not UNESCAPED_TEMPLATE.search("{{ body|trusted_body }}")
