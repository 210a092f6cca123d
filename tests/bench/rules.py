"""
What the rules cost one comment: `make bench RULES=1`. Milliseconds of this process, the median of
the rounds, with five thousand watched words and a spam filter of twenty thousand signs; a hundred
comments of a member the site knows, each in a transaction that is taken back.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from tests.temporary_site import TemporarySite

WORDS: Final = 5_000
SIGNS: Final = 20_000
COMMENTS: Final = 100
TEXT: Final = (
    "On warm days I rest before I am tired and keep a diary of my legs, number {}. What helps you "
    "when the flat is hot, and did anybody try a cooling vest at work? My nurse says that the "
    "press exaggerates, and that being depressed belongs to it for a while. "
)


@dataclass
class Report:
    engine: str
    queries: int
    whole: list[float] = field(default_factory=list)  # milliseconds, all rules
    without: list[float] = field(default_factory=list)  # without words and filter
    by_rule: dict[str, list[float]] = field(default_factory=dict)


def main(arguments: Sequence[str]) -> int:
    db = arguments[0] if arguments else "sqlite"
    with TemporarySite(db=db, settings="tests.bench.settings"):
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        call_command("migrate", verbosity=0)
        print(sentence(measure(db)))
        connections.close_all()
    return 0


def measure(
    engine: str, *, words: int = WORDS, signs: int = SIGNS, comments: int = COMMENTS
) -> Report:
    from forum.moderation.models import SpamModel, WatchedWord
    from forum.moderation.pipeline import registered
    from forum.moderation.services import learn
    from forum.moderation.words import WORDS as WORDS_MARK
    from foundation.branding import settings

    drafts = _drafts(comments)
    report = Report(engine, _queries(drafts[0]()))
    report.without = [_milliseconds(draft, None) for draft in drafts]
    WatchedWord.objects.bulk_create(
        WatchedWord(word=word, folded=word, mode=mode) for word, mode in _words(words)
    )
    settings.move_mark(WORDS_MARK)
    weights = {f"sign {number}": 0.5 for number in range(signs)}
    learn.keep(
        SpamModel(weights={"weights": weights, "bias": 0.0}, spam=1, ham=1, precision=0, recall=0)
    )
    _milliseconds(drafts[0], None)  # the list is compiled once
    report.whole = [_milliseconds(draft, None) for draft in drafts]
    for name in registered():
        report.by_rule[name] = [_milliseconds(draft, name) for draft in drafts]
    return report


def sentence(report: Report) -> str:
    lines = [
        f"{report.engine}: all rules {statistics.median(report.whole):.2f} ms for a comment, "
        f"{statistics.median(report.without):.2f} ms without watched words and spam filter, "
        f"{report.queries} queries"
    ]
    ordered = sorted(report.by_rule.items(), key=lambda pair: -statistics.median(pair[1]))
    lines += [f"  {statistics.median(times):7.3f} ms  {name}" for name, times in ordered]
    return "\n".join(lines)


def _drafts(number: int) -> list[Callable[[], Any]]:
    """Each makes a fresh draft, so that no rule finds what another run of it found out."""
    from accounts.models import User
    from accounts.viewer import Viewer
    from forum.comments.gate import Draft
    from forum.comments.models import Audience
    from forum.comments.services.discussions import open_discussion
    from forum.comments.services.post import post
    from foundation.branding import settings

    author = User.objects.create_user("charlie@example.org", handle="charlie", name="Charlie")
    discussion = open_discussion(
        kind="bench", title="Heat", url="/", audience=Audience.objects.create(name="all")
    )
    viewer = Viewer.for_user(author)
    settings.set_value("reply_wait_seconds", 0)
    settings.set_value("first_comments_held", 0)
    for place in range(5):
        post(discussion, viewer=viewer, body=f"Earlier words, number {place}.")
    settings.set_value("first_comments_held", 2)
    settings.set_value("reply_wait_seconds", 10)

    def make(place: int) -> Draft:
        return Draft(
            discussion=discussion,
            viewer=viewer,
            body=TEXT.format(place) * 2,
            author=author,
            form={"trap": "", "seconds": "60", "nudged": ""},
        )

    return [partial(make, place) for place in range(number)]


def _words(number: int) -> list[tuple[str, str]]:
    """A third each of whole words, beginnings and phrases."""
    kinds = (("watched{}", "whole"), ("begin{}*", "wildcard"), ("rest before {}", "phrase"))
    return [(kinds[n % 3][0].format(n), kinds[n % 3][1]) for n in range(number)]


def _milliseconds(make: Callable[[], Any], name: str | None) -> float:
    """Of all rules, or of one, in a transaction that is taken back."""
    from django.db import transaction

    from forum.moderation import pipeline

    draft = make()
    with transaction.atomic():
        start = time.process_time()
        if name is None:
            pipeline.check(draft)
        else:
            pipeline.registered()[name].ask(draft)
        spent = time.process_time() - start
        transaction.set_rollback(True)
    return 1000 * spent


def _queries(draft: Any) -> int:
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from forum.moderation import pipeline

    with transaction.atomic():
        pipeline.check(draft)
        transaction.set_rollback(True)
    with transaction.atomic():
        with CaptureQueriesContext(connection) as asked:
            pipeline.check(draft)
        transaction.set_rollback(True)
    return len(asked)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
