"""The stylesheet and the modules: one law each, read from the sources."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from foundation.branding import statics
from foundation.branding.badges import BADGES

ROOT = Path(settings.BASE_DIR)
STATIC = ROOT / "static"
STYLES = sorted((STATIC / "css").glob("*.css"))
MODULES = sorted((STATIC / "js").glob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CODE = [
    path
    for folder in ("accounts", "articles", "config", "forum", "foundation", "gateways")
    for path in (ROOT / folder).rglob("*.py")
]

PHYSICAL = re.compile(
    r"(?:^|[;{\s])("
    r"(?:margin|padding|border)-(?:left|right|top|bottom)(?:-[a-z]+)*"
    r"|(?:min-|max-)?(?:width|height)|left|right|top|bottom|float|clear"
    r"|border-(?:top|bottom)-(?:left|right)-radius"
    r")\s*:"
)
TONES = ("--ink", "--soft", "--accent", "--visited", "--warm", "--good", "--wait", "--bad")
GROUNDS = ("--paper", "--surface", "--sunk")
THEMES = ("light", "dark", "soft", "contrast-light", "contrast-dark")


def source(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_a_style_uses_logical_properties_only(path: Path) -> None:
    assert PHYSICAL.findall(source(path)) == []
    assert not re.search(r"text-align:\s*(left|right)", source(path))


def test_the_law_of_logical_properties_would_notice() -> None:
    assert PHYSICAL.findall("a { margin-left: 1px; width: 3px }") == ["margin-left", "width"]
    assert PHYSICAL.findall("a { margin-inline: 1px; border-inline-start-width: 2px }") == []


def test_layers_are_declared_once_and_every_style_stands_in_one() -> None:
    declared = [path.name for path in STYLES if re.search(r"@layer [\w, ]+;", source(path))]
    assert declared == ["layers.css"]
    known = set(re.findall(r"\w+", source(STATIC / "css/layers.css").split("@layer")[1]))
    for path in STYLES:
        if path.name != "layers.css":
            text = source(path).strip()
            layer = re.match(r"@layer (\w+) \{", text)
            assert layer and layer[1] in known, path.name
            assert text.count("@layer") == 1, path.name


def test_every_token_used_is_declared_and_colours_stand_in_the_tokens() -> None:
    everything = "\n".join(map(source, STYLES))
    declared = set(re.findall(r"(--[\w-]+)\s*:", everything))
    assert set(re.findall(r"var\((--[\w-]+)", everything)) <= declared
    for path in STYLES:
        if path.name not in ("tokens.css", "print.css"):
            assert not re.search(r"#[0-9a-f]{3,8}\b(?=[;,) ])", source(path)), path.name


def test_every_source_is_joined_and_nothing_else() -> None:
    joined = {part for parts in statics.BUNDLES.values() for part in parts}
    assert joined == {str(path.relative_to(STATIC)) for path in (*STYLES, *MODULES)}


@pytest.mark.parametrize(
    ("bundle", "limit"),
    [("site.css", 10), ("early.js", 1), ("reader.js", 15), ("composer.js", 30), ("desk.js", 30)],
)
def test_a_bundle_stays_small(bundle: str, limit: int) -> None:
    assert len(gzip.compress(statics.join(bundle).encode(), 9)) <= limit * 1024


@pytest.mark.parametrize("bundle", ["reader.js", "composer.js", "desk.js"])
def test_a_flattened_module_has_no_name_twice_and_nothing_left_to_import(bundle: str) -> None:
    text = statics.join(bundle)
    sources = [source(STATIC / part) for part in statics.BUNDLES[bundle]]
    names = [
        name
        for part in sources
        for name in re.findall(
            r"^(?:export )?(?:async function|function|const|let|class) (\w+)", part, re.MULTILINE
        )
    ]
    assert len(names) == len(set(names))
    assert not re.search(r"^(import|export)\b", text, re.MULTILINE)
    imported = {name for part in sources for name in re.findall(r'from "\./(\w+)\.js"', part)}
    parts = [Path(part).stem for part in statics.BUNDLES[bundle]]
    assert imported <= set(parts)
    assert parts[0] == "behaviours"
    assert parts[-1] == "start"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_builds_no_markup_from_strings(path: Path) -> None:
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|\.style\b"
    )
    assert not re.search(forbidden, source(path))
    if path.name != "lay.js":
        assert "DOMParser" not in source(path)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_holds_no_inline_script_and_no_inline_style(path: Path) -> None:
    text = re.sub(r"{%.*?%}|{{.*?}}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    if {"emails", "email", "mail"} & set(path.parts):
        return
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", text)
    for tag in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in tag or 'type="application/ld+json"' in tag


def test_every_icon_that_is_used_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    used = {badge.icon for badge in BADGES.values()}
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r'elements/icon\.html" with name="([\w-]+)"', text))
        used |= set(re.findall(r'{% icon "([\w-]+)"', text))
        used |= set(re.findall(r'\bicon="([\w-]+)"', text))
    for path in CODE:
        used |= set(re.findall(r"icons\.svg#([\w-]+)", path.read_text(encoding="utf-8")))
    assert used - drawn == set()


def test_every_sentence_a_script_says_is_in_a_template() -> None:
    said = {
        key
        for path in MODULES
        for call in re.findall(r"\bword\(((?:[^()]|\([^()]*\))*)\)", source(path))
        for key in re.findall(r'"([a-z-]+)"', call)
    }
    written = {
        key
        for path in TEMPLATES
        for key in re.findall(r'data-word="([a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    assert said == written


def test_the_finder_finds_and_lists_every_bundle() -> None:
    for name in statics.BUNDLES:
        found = finders.find(name)
        assert isinstance(found, str)
        assert Path(found).read_text(encoding="utf-8") == statics.join(name)
    listed = dict(statics.BundleFinder().list(None))
    assert set(listed) == set(statics.BUNDLES)
    assert all(storage.exists(name) for name, storage in listed.items())


def test_a_bundle_that_was_changed_by_hand_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statics, "_folder", lambda: tmp_path)
    (tmp_path / "site.css").write_text("broken")
    assert Path(str(finders.find("site.css"))).read_text() == statics.join("site.css")


def test_squeezing_keeps_what_a_style_means() -> None:
    squeezed = statics.squeeze_css("/* no */ a :hover > b { inset: calc(1px + 0.5rem) 10.05em; }\n")
    assert squeezed == "a :hover>b{inset:calc(1px + .5rem) 10.05em}\n"


def test_squeezing_keeps_what_a_module_does() -> None:
    text = 'import { a } from "./a.js";\n\n// y\n/* 1\n  2 */\nexport const b = 1; // c\n  a(b);\n'
    assert statics.squeeze_js(text) == "const b = 1; // c\na(b);\n"


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tokens(theme: str) -> dict[str, str]:
    """The colours of a theme, as a browser would work them out."""
    text = source(STATIC / "css/tokens.css")
    values = dict(re.findall(r"(--[\w-]+): ([^;]+);", text.split("[data-theme")[0]))
    named = theme.partition("-")[0]
    if named in ("soft", "contrast"):
        block = text.split(f'[data-theme="{named}"] {{')[1].split("}")[0]
        values |= dict(re.findall(r"(--[\w-]+): ([^;]+);", block))
    place = 1 if theme.endswith("dark") else 0

    def colour(value: str) -> str:
        if pair := re.fullmatch(r"light-dark\((#\w{6}), (#\w{6})\)", value):
            return pair[place + 1]
        if link := re.fullmatch(r"var\((--[\w-]+)\)", value):
            return colour(values[link[1]])
        return value

    return {key: found for key, value in values.items() if (found := colour(value))[0] == "#"}


@pytest.mark.parametrize("theme", THEMES)
def test_text_holds_seven_to_one_and_edges_three_to_one(theme: str) -> None:
    found = tokens(theme)
    pairs = [(tone, ground) for tone in TONES for ground in GROUNDS]
    pairs += [
        (tone, f"{tone}-tint") for tone in ("--accent", "--warm", "--good", "--wait", "--bad")
    ]
    pairs += [("--ink", f"--{tint}-tint") for tint in ("accent", "warm", "good", "wait", "bad")]
    pairs += [("--accent", "--warm-tint"), ("--accent", "--wait-tint"), ("--accent", "--bad-tint")]
    pairs += [("--on-accent", "--accent"), ("--surface", "--warm"), ("--paper", "--ink")]
    weak = {pair: contrast(found[pair[0]], found[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 7} == {}
    edges = [(edge, ground) for edge in ("--edge", "--focus") for ground in GROUNDS]
    thin = {pair: contrast(found[pair[0]], found[pair[1]]) for pair in edges}
    assert {pair: ratio for pair, ratio in thin.items() if ratio < 3} == {}


def test_the_asked_for_contrast_is_the_chosen_one() -> None:
    text = re.sub(r"\s+", " ", source(STATIC / "css/tokens.css"))
    chosen = text.split('[data-theme="contrast"] {')[1].split("}")[0]
    asked = text.split(":root:not([data-theme]) {")[1].split("}")[0]
    assert chosen.strip() == asked.strip()


def test_files_from_elsewhere_are_listed() -> None:
    listed = (STATIC / "VENDORED.md").read_text(encoding="utf-8")
    for path in STATIC.iterdir():
        assert path.name == "VENDORED.md" or path.name in listed
