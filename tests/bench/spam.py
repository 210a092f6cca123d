"""
How good is the learning spam filter? `make bench SPAM=folder` reads every CSV file of a folder
with a column CONTENT and a column CLASS or label (1 is spam), and judges each text by a model
that has not seen it.
"""

from __future__ import annotations

import csv
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

FOLDS: Final = 5
Example = tuple[str, bool]


def main(arguments: Sequence[str]) -> int:
    folder = Path(arguments[0]) if arguments else Path()
    files = sorted(folder.glob("*.csv"))
    if not arguments or not files:
        print("Name a folder of CSV files with labelled comments: make bench SPAM=folder")
        return 2
    examples = [example for file in files for example in read(file)]
    if not any(is_spam for _text, is_spam in examples):
        print("No comment of these files is labelled as spam.")
        return 2
    print(f"{len(examples)} comments, {sum(spam for _text, spam in examples)} of them spam")
    print(across_folds(examples))
    for left_out in files if len(files) > 1 else ():
        taught = [each for file in files if file != left_out for each in read(file)]
        print(f"{left_out.stem}, taught by the others: {judged(taught, read(left_out))}")
    return 0


def read(file: Path) -> list[Example]:
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return [
            (row["CONTENT"], (row.get("CLASS") or row.get("label")) == "1")
            for row in csv.DictReader(rows)
        ]


def across_folds(examples: list[Example]) -> str:
    """Each fifth judged by what the others taught, in an order drawn once and for all."""
    mixed = examples.copy()
    random.Random(1).shuffle(mixed)  # noqa: S311  no secret, only an order
    counts = [0, 0, 0]
    seconds = 0.0
    for fold in range(FOLDS):
        held_out = mixed[fold::FOLDS]
        taught = [each for place, each in enumerate(mixed) if place % FOLDS != fold]
        found, spent = count(taught, held_out)
        counts = [one + two for one, two in zip(counts, found, strict=True)]
        seconds += spent
    return f"{sentence(counts)}, {1000 * seconds / len(mixed):.2f} ms for each text"


def judged(taught: list[Example], held_out: list[Example]) -> str:
    return sentence(count(taught, held_out)[0])


def count(taught: list[Example], held_out: list[Example]) -> tuple[list[int], float]:
    """Spam that was found, what was called spam wrongly, spam that was missed; and the time."""
    from forum.moderation import learner

    model = learner.train([t for t, spam in taught if spam], [t for t, spam in taught if not spam])
    start = time.perf_counter()
    calls = [(model.judge(text).is_spam, spam) for text, spam in held_out]
    spent = time.perf_counter() - start
    return [
        sum(called and spam for called, spam in calls),
        sum(called and not spam for called, spam in calls),
        sum(spam and not called for called, spam in calls),
    ], spent


def sentence(counts: Sequence[int]) -> str:
    right, wrong, missed = counts
    precision = 100 * right / max(right + wrong, 1)
    recall = 100 * right / max(right + missed, 1)
    return f"precision {precision:.1f} %, recall {recall:.1f} %"


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    sys.exit(main(sys.argv[1:]))
