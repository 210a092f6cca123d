"""The spam filter learns from people's decisions, says what it rests on, and observes at first."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.models import User
from forum.comments.gate import Effect
from forum.comments.models import Discussion
from forum.moderation import learner, own_words, pipeline
from forum.moderation.models import Decision, SpamModel
from forum.moderation.services import learn
from forum.moderation.services.decide import decide
from foundation.branding import settings
from tests.bench import spam as bench
from tests.factories import make_comment, make_discussion, make_moderator
from tests.factories_articles import make_article, make_tag
from tests.factories_moderation import draft, make_known

SPAM = "Cheap furniture, order now number {} at cheap-sofas.example and earn cash"
HAM = "On warm days I rest number {} before lunch and keep a diary of my legs"


def texts(pattern: str, number: int) -> list[str]:
    return [pattern.format(place) for place in range(number)]


MODEL = learner.train(texts(SPAM, 20), texts(HAM, 40))


def test_what_is_like_spam_is_told_with_its_strongest_words() -> None:
    verdict = MODEL.judge("Order cheap furniture and earn cash")
    assert verdict.is_spam
    assert "earn cash" in verdict.words
    assert not MODEL.judge("I keep a diary of warm days").is_spam


def test_what_it_has_never_seen_is_no_spam() -> None:
    for text in ("Ganz andere Worte", "أنا متعبة اليوم", "ฉันเหนื่อยมาก", ""):
        assert not MODEL.judge(text).is_spam


def test_words_of_the_site_never_speak_for_spam() -> None:
    spam = texts("Buy cialis number {} cheap", 20)
    taught = learner.train(spam, texts(HAM, 40), innocent={"cialis"})
    assert taught.weights["cheap"] > 0
    assert taught.weights.get("cialis", 0) <= 0
    assert "cialis" in learner.train(spam, texts(HAM, 40)).weights


def test_it_is_measured_on_what_it_has_not_seen() -> None:
    measured = learner.measure(texts(SPAM, 50), texts(HAM, 200))
    assert (measured.right, measured.wrong, measured.missed) == (10, 0, 0)
    assert (measured.precision, measured.recall) == (1.0, 1.0)
    nothing = learner.Measured()
    assert (nothing.precision, nothing.recall) == (0.0, 0.0)


def test_what_was_learnt_survives_being_written_down() -> None:
    again = learner.from_json(json.loads(json.dumps(MODEL.as_json())))
    assert again.judge(SPAM).is_spam


# --- the site's own decisions -----------------------------------------------------------


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five and ten examples are enough, so that the test need not write 250 comments."""
    monkeypatch.setattr(learn, "LEAST_SPAM", 5)
    monkeypatch.setattr(learn, "LEAST_HAM", 10)


def teach(place: Discussion, by: User, *, spam: int = 5, ham: int = 10) -> None:
    charlie = make_known("Dora")
    for text in texts(SPAM, spam):
        decide(make_comment(place, author=charlie, body=text), "spam", by=by)
    for text in texts(HAM, ham):
        comment = make_comment(place, author=charlie, body=text)
        Decision.objects.create(comment=comment, action="approve", by=by)


@pytest.mark.django_db
def test_it_learns_nothing_before_there_are_enough_examples(few: None) -> None:
    place, bob = make_discussion(), make_moderator()
    teach(place, bob, spam=4)
    assert learn.learn() is None
    assert pipeline.registered()["learned"].ask(draft(SPAM)) is None


@pytest.mark.django_db
def test_it_learns_from_what_people_decided_and_only_observes_at_first(few: None) -> None:
    teach(make_discussion(), make_moderator())
    model = learn.learn_again()
    assert model is not None
    # Two of the author's comments have stood for weeks and count as welcome too.
    assert (model.spam, model.ham) == (5, 12)
    found = pipeline.check(draft(SPAM, by=make_known()))
    assert [(hold.rule, hold.effect) for hold in found] == [("learned", Effect.NOTE)]
    settings.set_value("rule_learned", "on")
    settings.set_value("rule_copies", "off")
    held = pipeline.check(draft(SPAM, by=make_known("Emma")))
    assert [(hold.rule, hold.waits) for hold in held] == [("learned", True)]
    assert held[0].detail.startswith("Strongest signs: ")


@pytest.mark.django_db
def test_what_a_rule_called_spam_alone_teaches_nothing(few: None) -> None:
    place, bob = make_discussion(), make_moderator()
    teach(place, bob, spam=4)
    make_comment(place, author=make_known(), body=SPAM, status="spam")
    assert learn.learn() is None


@pytest.mark.django_db
def test_it_learns_again_after_twenty_decisions(few: None) -> None:
    place, bob = make_discussion(), make_moderator()
    teach(place, bob)
    assert learn.learn_again()
    assert learn.learn_again() is None
    teach(place, bob, spam=9, ham=10)
    assert learn.learn_again() is None
    decide(make_comment(place, author=make_known(), body=SPAM), "spam", by=bob)
    assert learn.learn_again()


@pytest.mark.django_db
def test_only_the_last_three_models_are_kept() -> None:
    for number in range(5):
        learn.keep(SpamModel(weights={}, spam=number, ham=1, precision=1, recall=1))
    assert list(SpamModel.objects.order_by("id").values_list("spam", flat=True)) == [2, 3, 4]


@pytest.mark.django_db
def test_articles_and_tags_bring_the_words_of_the_site() -> None:
    make_article("Life with spasms", tags=[make_tag("Bladder")])
    assert {"spasms", "bladder"} <= own_words.collect()


@pytest.mark.django_db
def test_what_was_learnt_can_be_written_and_read(few: None, tmp_path: Path) -> None:
    file, out = tmp_path / "filter.json", StringIO()
    with pytest.raises(CommandError, match="not learnt"):
        call_command("spam_filter", "--export", str(file))
    teach(make_discussion(), make_moderator())
    call_command("spam_filter", "--learn", stdout=out)
    call_command("spam_filter", "--export", str(file), stdout=out)
    SpamModel.objects.all().delete()
    call_command("spam_filter", "--import", str(file), stdout=out)
    assert "Learnt from 5 spam and 12 published" in out.getvalue()
    assert pipeline.registered()["learned"].ask(draft(SPAM))


@pytest.mark.django_db
@pytest.mark.parametrize("found", [[], {}, {"weights": {"weights": []}}, "text", None])
def test_a_file_of_something_else_is_refused(found: object) -> None:
    with pytest.raises(ValidationError):
        learn.imported(found)


@pytest.mark.django_db
def test_nothing_is_more_than_a_thousand_in_a_thousand() -> None:
    with pytest.raises(IntegrityError, match="spammodel_in_a_thousand"), transaction.atomic():
        SpamModel.objects.create(weights={}, spam=1, ham=1, precision=1001, recall=1)


# --- the benchmark ----------------------------------------------------------------------


def test_the_benchmark_reads_labelled_comments(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two"):
        rows = [f'"{text}",1' for text in texts(SPAM, 20)] + [f'"{t}",0' for t in texts(HAM, 40)]
        (tmp_path / f"{name}.csv").write_text("CONTENT,label\n" + "\n".join(rows))
    assert bench.main([str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "120 comments, 40 of them spam" in said
    assert "precision 100.0 %, recall 100.0 %" in said


def test_the_benchmark_asks_for_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.main([]) == 2
    assert bench.main([str(tmp_path)]) == 2
    assert "make bench SPAM=folder" in capsys.readouterr().out
