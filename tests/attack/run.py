"""
Sends every payload of a folder through every field of every form of a temporary site, then looks
in a real Chromium whether anything of it is active anywhere.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from html import unescape
from http import HTTPStatus
from itertools import batched
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict
from urllib.parse import urlencode

from tests.attack.payloads import Corpus, Payload, read
from tests.attack.sender import Answer, Sender
from tests.temporary_site import TemporarySite

if TYPE_CHECKING:
    from tests.attack.browser import Browser, Seen
    from tests.attack.forms import Form, Place

HANDS: Final = 3
LOOSEN_EVERY: Final = 8
PAGES_AT_ONCE: Final = 40
LONGEST_LIST: Final = 400  # pages that are walked of one list
ENOUGH_ACTIVE: Final = 0.8  # of the capable payloads on the control page
SAID: Final = 20


@dataclass
class Tally:
    """What came of one form."""

    form: str
    fields: int
    sent: int = 0
    taken: int = 0
    refused: int = 0
    faults: list[str] = field(default_factory=list)
    pages: list[tuple[Payload, Answer]] = field(default_factory=list)


class Rest(TypedDict):
    place: Place
    sender: Sender
    payload: Payload
    tally: Tally


@dataclass
class Report:
    corpus: Corpus
    tallies: list[Tally] = field(default_factory=list)
    approved: int = 0
    parsed: int = 0
    opened: int = 0
    active: list[Seen] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)  # pages that could not be looked at
    capable: int = 0
    control: int = 0
    is_whole: bool = False  # nothing was left out by an end before the end

    @property
    def detector_works(self) -> bool:
        return self.capable == 0 or self.control / self.capable > ENOUGH_ACTIVE

    @property
    def is_clean(self) -> bool:
        found = self.active or self.faults or self.broken
        return self.is_whole and not found and self.detector_works


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="attack", description=__doc__)
    parser.add_argument("corpus", type=Path, help="a folder of payload files")
    parser.add_argument("--most", type=int, help="only so many payloads, spread over the folder")
    parser.add_argument(
        "--open",
        type=int,
        default=40,
        help="of the pages of a form that show one payload alone, so many are opened (0 for all); "
        "the browser parses all of them in any case",
    )
    parser.add_argument(
        "--forms", help="only these forms, by their names, with commas between them"
    )
    options = parser.parse_args(arguments)
    if not options.corpus.is_dir():
        parser.error(f"{options.corpus} is no folder")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    corpus = read(options.corpus)
    if not corpus.payloads:
        parser.error(f"{options.corpus} holds no payload")
    if options.most:
        step = -(-len(corpus.payloads) // options.most)
        corpus = Corpus(corpus.payloads[::step], corpus.files, corpus.read, corpus.skipped)
    report = Report(corpus)
    only = options.forms.split(",") if options.forms else None
    try:
        with TemporarySite(settings="tests.attack.settings") as site:
            attack(site, report, singles=options.open, only=only)
            if report.faults:
                log = site.log.read_text(encoding="utf-8", errors="replace")
                print(log[-6000:], file=sys.stderr)
        report.is_whole = True
    finally:
        # A long run that is stopped says what it has seen so far.
        print(summary(report), flush=True)
    return 0 if report.is_clean else 1


def attack(
    site: TemporarySite, report: Report, *, singles: int, only: Collection[str] | None = None
) -> None:
    """Every form, or those named in `only`. Raises ValueError where one of these is unknown."""
    import django

    django.setup()
    from tests.attack import forms
    from tests.attack.browser import browser

    first, second, last = forms.in_turn(only)
    site.serve()
    place = forms.make_place(site.port)
    # Playwright keeps a loop running in this thread, and Django would refuse its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with browser(site.url) as window:
        check_detector(window, report)
        send_all(first, place, window, report, singles=singles)
        report.approved = forms.approve_all(place)
        say(f"{report.approved} comments approved")
        walk(window, Sender(site.port), forms.lists(place), report)
        send_all(second, place, window, report, singles=singles)
        walk(window, place.sender(forms.ADMINISTRATOR), forms.desk_lists(place), report)
        walk(window, place.sender(forms.TARGET), forms.their_lists(), report)
        send_all(last, place, window, report, singles=singles)
        walk(window, place.sender(forms.ADMINISTRATOR),
             [place.topic.get_absolute_url(), "/moderation/decisions/"], report)  # fmt: skip
        walk(window, Sender(site.port), ["/articles/", "/series/", "/forum/"], report)


def check_detector(browser: Browser, report: Report) -> None:
    """What the detector does not see where nothing is cleaned, it cannot be trusted to see."""
    capable = [payload for payload in report.corpus.payloads if payload.is_capable]
    report.capable = len(capable)
    report.control = sum(browser.control(payload.text) for payload in capable)
    say(f"control: {report.control} of {report.capable} capable payloads are active")


def send_all(
    forms: list[Form], place: Place, browser: Browser, report: Report, *, singles: int
) -> None:
    with ThreadPoolExecutor(max_workers=HANDS) as hands:
        running = [hands.submit(send_form, form, place, report.corpus.payloads) for form in forms]
        for done in as_completed(running):
            tally = done.result()
            report.tallies.append(tally)
            report.faults += tally.faults
            began = time.monotonic()
            look_at(browser, tally, report, singles=singles)
            say(
                f"{tally.form}: {tally.sent} sent, {tally.taken} taken, "
                f"{len(tally.pages)} pages, looked at in {time.monotonic() - began:.0f} s; so far "
                f"{len(report.active)} pages active, {len(report.faults)} answers of 500"
            )
            tally.pages.clear()


def send_form(form: Form, place: Place, payloads: list[Payload]) -> Tally:
    """
    One form, one hand: a payload in all fields at once; where some are refused, once more in those
    that were not, and if need be in each alone.
    """
    from django.db import connections

    from tests.attack.forms import loosen

    tally = Tally(form.name, len(form.fields))
    sender = place.sender(form.who)
    try:
        for number, payload in enumerate(payloads):
            if number % LOOSEN_EVERY == 0:
                loosen()
            rest: Rest = {"place": place, "sender": sender, "payload": payload, "tally": tally}
            if not send(form, form.fields, **rest):
                good = tuple(name for name in form.fields if name not in wrong_fields(tally))
                if good and good != form.fields and not send(form, good, **rest):
                    for name in good:
                        send(form, (name,), **rest)
    finally:
        connections.close_all()
    return tally


def send(
    form: Form,
    fields: tuple[str, ...],
    *,
    place: Place,
    sender: Sender,
    payload: Payload,
    tally: Tally,
) -> bool:
    """Whether it was taken. What the answer shows is kept to be looked at."""
    number = payload.number
    form.before(place, sender, number)
    words = form.safe(place, number) | dict.fromkeys(fields, payload.text)
    path = form.path(place, number)
    if form.method == "GET":
        answer = sender.get(f"{path}?{urlencode(words, errors='replace')}")
    else:
        answer = sender.post(path, words)
    tally.sent += 1
    where = f"{form.name}, {' and '.join(fields)}, payload {number} ({payload.source})"
    note_fault(answer, where, tally.faults)
    if answer.body and answer.status not in (HTTPStatus.FOUND, HTTPStatus.SEE_OTHER):
        tally.pages.append((payload, answer))
        if answer.status == HTTPStatus.OK:
            tally.taken += 1
            return True
        tally.refused += 1
        return False
    tally.taken += 1
    form.after(place, sender, number, answer)
    for shown in form.shown(place, number, answer):
        page = sender.get(shown)
        if page.status in (HTTPStatus.FOUND, HTTPStatus.MOVED_PERMANENTLY):
            page = sender.get(page.location)
        note_fault(page, f"{where}, then {shown}", tally.faults)
        tally.pages.append((payload, page))
    return True


def wrong_fields(tally: Tally) -> set[str]:
    """The fields the last answer finds fault with."""
    html = tally.pages[-1][1].body
    marked = re.findall(r"<(?:input|textarea|select)\b[^>]*aria-invalid=\"true\"[^>]*>", html)
    return {name for tag in marked for name in re.findall(r'\bname="([^"]+)"', tag)}


def note_fault(answer: Answer, where: str, faults: list[str]) -> None:
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        faults.append(f"{answer.status} at {answer.method} {answer.path[:100]}: {where}")


def look_at(browser: Browser, tally: Tally, report: Report, *, singles: int) -> None:
    for batch in batched(tally.pages, PAGES_AT_ONCE):
        note(browser.parse([answer for _payload, answer in batch]), report)
        report.parsed += len(batch)
    chosen = [page for page in tally.pages if page[0].is_capable] if singles else tally.pages
    for payload, answer in chosen[:: max(1, len(chosen) // singles) if singles else 1]:
        note([browser.open(answer)], report, f", payload {payload.number}")
        report.opened += 1


def walk(browser: Browser, sender: Sender, paths: list[str], report: Report) -> None:
    """Open the lists and the pages that follow them."""
    began = time.monotonic()
    seen: set[str] = set()
    for start in paths:
        ahead, walked = [start], 0
        while ahead and walked < LONGEST_LIST:
            path = ahead.pop()
            if path in seen:
                continue
            seen.add(path)
            walked += 1
            answer = sender.get(path)
            note_fault(answer, "walking the lists", report.faults)
            note([browser.open(answer)], report)
            report.opened += 1
            ahead += following(path, answer.body)
    say(f"{len(seen)} lists looked at in {time.monotonic() - began:.0f} s")


def following(path: str, html: str) -> Iterator[str]:
    """Addresses of further pages of the same list."""
    bare = path.partition("?")[0]
    for href in re.findall(r'href="([^"]+)"', html):
        url = unescape(href).partition("#")[0]
        if url.startswith("?"):
            url = bare + url
        if url.partition("?")[0] == bare and re.search(r"[?&](from|after|page)=\d+", url):
            if "sort=" not in url or "sort=" in path:
                yield url


def note(found: Sequence[Seen], report: Report, more: str = "") -> None:
    for seen in found:
        seen.path += more
        if seen.is_active:
            report.active.append(seen)
        if seen.broken:
            report.broken.append(f"{seen.path}: {seen.broken}")


def summary(report: Report) -> str:
    corpus = report.corpus
    lines = [
        "",
        f"{'form':<26}{'fields':>7}{'sent':>8}{'taken':>8}{'refused':>9}{'faults':>8}",
        *(
            f"{tally.form:<26}{tally.fields:>7}{tally.sent:>8}{tally.taken:>8}"
            f"{tally.refused:>9}{len(tally.faults):>8}"
            for tally in report.tallies
        ),
        "",
        f"Payloads: {len(corpus.payloads)} different ones ({corpus.read} read from "
        f"{corpus.files} files). Forms: {len(report.tallies)} with "
        f"{sum(tally.fields for tally in report.tallies)} fields. Sent: "
        f"{sum(tally.sent for tally in report.tallies)} times; {report.approved} texts approved.",
        f"Pages: {report.parsed} parsed and {report.opened} opened in Chromium.",
        f"Control: {report.control} of {report.capable} capable payloads are active where a page "
        f"shows them as they are ({report.control / max(1, report.capable):.0%}).",
    ]
    kinds = Counter(
        kind
        for seen in report.active
        for kind in (
            *("node" for _node in seen.nodes),
            *("dialog" for _dialog in seen.dialogs),
            *("violation of the policy" for _violation in seen.violations),
            *("foreign request" for _foreign in seen.foreign),
        )
    )
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()) or "nothing"
    lines.append(f"Active: {told}, on {len(report.active)} pages.")
    for seen in report.active[:SAID]:
        facts = [*seen.nodes, *seen.dialogs, *seen.violations, *seen.foreign]
        lines.append(f"  {seen.path}: {'; '.join(facts)[:300]}")
    lines.append(f"Answers of 500: {len(report.faults)}.")
    lines += [f"  {fault}" for fault in report.faults[:SAID]]
    lines.append(f"Pages that could not be looked at: {len(report.broken)}.")
    lines += [f"  {text}" for text in report.broken[:SAID]]
    lines += [f"Left out, too large: {name}" for name in corpus.skipped]
    if not report.is_whole:
        lines.append("Stopped before the end; these are the counts so far.")
    if not report.detector_works:
        lines.append("The detector saw too little of the control; the counts above prove nothing.")
    return "\n".join(lines)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
