"""
Every page once: no finding of axe-core in light and dark, markup a strict parser accepts, no
word in the console, one heading, no sideways scroll at 320 pixels (which is also 1280 pixels at
400 %), all of it by keyboard, and the same words without JavaScript.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.journeys.pages import make_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
COLOURS = ["cat.color"]
NOT_200 = {"/nothing/here/": 404, "/moderation/": 403}


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
    plain.goto(address)  # before anything is pressed: at its end, a page is no longer new
    expected = 200 if address == "/moderation/" and may_enter else NOT_200.get(address, 200)
    found = [] if response.status == expected else [f"answered {response.status}"]
    found += faults_of_markup(response.text())
    if not urlsplit(page.url).fragment:  # there the Tab key begins at what the address names
        found += first_stop(page)
    # The two differ in their colours alone.
    for scheme, tags in (("dark", COLOURS), ("light", TAGS)):
        page.emulate_media(color_scheme=scheme)
        found += [
            f"{scheme}: {finding}" for finding in page.evaluate("(tags) => look.axe(tags)", tags)
        ]
    found += page.evaluate("look.outOfReach()")
    words = page.evaluate("look.words()")
    page.set_viewport_size({"width": 320, "height": 800})
    found += page.evaluate("look.tooWide()")
    page.set_viewport_size({"width": 1280, "height": 900})
    found += [
        f"only one of the two reads: {text}"
        for text in set(words) ^ set(plain.evaluate("look.words()"))
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
    stop = page.locator("*:focus")
    if stop.get_attribute("class") == "skip" and stop.bounding_box()["y"] >= 0:
        return []
    return [f"the first stop is {stop.inner_text()}"]
