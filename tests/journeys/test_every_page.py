"""
Every page once: no finding of axe-core in light and dark, markup a strict parser accepts, no
word in the console, one heading, no sideways scroll at 320 pixels (which is also 1280 pixels at
400 %), all of it by keyboard, and the same words without JavaScript.
"""

from __future__ import annotations

from typing import Any

import html5lib
import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.journeys.pages import make_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
COLOURS = ["cat.color"]
NOT_200 = {"/nothing/here/": 404, "/moderation/": 403}

FINDINGS = """async (tags) => {
  const found = await axe.run({ runOnly: tags, resultTypes: ["violations"] });
  return found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.target.join(" ")} ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? rule.help}`));
}"""

TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((node) => node.getBoundingClientRect().right > room + 1)
    .map((node) => `${node.tagName.toLowerCase()}.${node.className} is too wide`).slice(0, 5);
}"""

# Every control that can be seen takes focus, shows it, and is not skipped by the Tab key.
OUT_OF_REACH = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((node) => node.checkVisibility({ visibilityProperty: true })
    && !node.closest(".trap") && !node.disabled && node.type !== "hidden")
  .filter((node) => {
    node.focus();
    const box = node.getBoundingClientRect();
    const style = getComputedStyle(node);
    const label = node.closest("label, .choice, .star, .card") ?? node;
    const isShown = style.outlineStyle !== "none" || style.boxShadow !== "none"
      || getComputedStyle(label).outlineStyle !== "none";
    return document.activeElement !== node || node.tabIndex < 0 || !box.width || !box.height || !isShown;
  })
  .map((node) => `no focus on ${node.outerHTML.slice(0, 100)}`)"""

# Headings, paragraphs, labels and links that can be seen, without the times, which a script
# rewrites in the reader's zone.
WORDS = """() => {
  const words = [];
  for (const node of document.querySelectorAll("main :is(h1, h2, h3, p, label, legend, a, dt, dd)")) {
    if (!node.checkVisibility({ visibilityProperty: true })) continue;
    const copy = node.cloneNode(true);
    for (const part of copy.querySelectorAll("time, [hidden]")) part.remove();
    if (node.closest("[data-count], .count-left, dialog") || node.closest("button")) continue;
    const text = copy.textContent.replace(/\\s+/g, " ").trim();
    if (text) words.push(text);
  }
  return words;
}"""

MAKES_TARGETS_SMALL = """() => [...document.querySelectorAll("button, summary, input:not([type=hidden]), select, .button, .action")]
  .filter((node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest(".trap"))
  .filter((node) => { const box = (node.closest("label") ?? node).getBoundingClientRect(); return box.height < 43.5; })
  .map((node) => `small target: ${node.outerHTML.slice(0, 90)} ${Math.round(node.getBoundingClientRect().height)}`)"""


@pytest.mark.parametrize("who", ["reader", "visitor", "member", "moderator", "administrator"])
def test_every_page_is_fit_for_everybody(who: str, somebody: Any) -> None:
    site = make_site()
    user = getattr(site, who, None)
    page = somebody(user, viewport={"width": 1280, "height": 900})
    plain = somebody(user, script=False)
    page.add_init_script(AXE_SCRIPT)
    findings = [
        f"{address}: {finding}"
        for address in site.addresses[who]
        for finding in look_at(page, plain, address, may_enter=who != "member")
    ]
    assert not findings, "\n" + "\n".join(findings)


def look_at(page: Any, plain: Any, address: str, *, may_enter: bool) -> list[str]:
    response = page.goto(address)
    expected = 200 if address == "/moderation/" and may_enter else NOT_200.get(address, 200)
    found = [] if response.status == expected else [f"answered {response.status}"]
    found += faults_of_markup(response.text())
    found += first_stop(page)
    # The two differ in their colours alone.
    for scheme, tags in (("dark", COLOURS), ("light", TAGS)):
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {finding}" for finding in page.evaluate(FINDINGS, tags)]
    found += page.evaluate(OUT_OF_REACH)
    words = page.evaluate(WORDS)
    page.set_viewport_size({"width": 320, "height": 800})
    found += page.evaluate(TOO_WIDE)
    page.set_viewport_size({"width": 1280, "height": 900})
    plain.goto(address)
    found += [
        f"only one of the two reads: {text}" for text in set(words) ^ set(plain.evaluate(WORDS))
    ]
    return found


def faults_of_markup(html: str) -> list[str]:
    found = []
    try:
        html5lib.HTMLParser(strict=True).parse(html)
    except html5lib.html5parser.ParseError as error:
        found.append(f"not well-formed: {error}")
    document = html5lib.HTMLParser(namespaceHTMLElements=False).parse(html)
    headings = list(document.iter("h1"))
    if len(headings) != 1:
        found.append(f"{len(headings)} main headings")
    title = document.findtext(".//title") or ""
    if not title.strip(" ·"):
        found.append("no title")
    return found


def first_stop(page: Any) -> list[str]:
    """The Tab key comes to the skip link first, and it can be seen then."""
    page.keyboard.press("Tab")
    stop = page.evaluate(
        "() => [document.activeElement.className, document.activeElement.getBoundingClientRect().top]"
    )
    return [] if stop[0] == "skip" and stop[1] >= 0 else [f"the first stop is {stop}"]
