from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.viewer import Viewer
from articles.models import Article, Feedback, Rating
from articles.services import feedback, publish
from articles.services.rate import Voter, hash_key, rate, rating_of
from articles.services.recount import recount
from forum.comments.refusal import Refused
from forum.moderation.models import Case
from forum.moderation.services import cases
from tests.factories import make_member, suspend
from tests.factories_articles import make_article, make_draft
from tests.race import race

pytestmark = pytest.mark.django_db


def visitor(key: str = "k") -> Voter:
    return Voter(Viewer.nobody(), key)


def member(user: Any) -> Voter:
    return Voter(Viewer.for_user(user))


def stored(article: Article) -> tuple[int, int]:
    article.refresh_from_db()
    return article.rating_count, article.rating_sum


def test_votes_are_rows_and_their_sum_and_count_are_stored() -> None:
    article, other = make_article(), make_article()
    rate(article, voter=visitor("a"), stars=5)
    rate(article, voter=visitor("b"), stars=2)
    rate(article, voter=member(make_member()), stars=4)
    rate(other, voter=visitor("a"), stars=1)
    assert (article.rating_count, article.rating_sum) == (3, 11)
    assert stored(article) == (3, 11)
    assert article.average_stars == pytest.approx(11 / 3)
    assert stored(other) == (1, 1)


def test_a_second_vote_changes_the_first() -> None:
    article, alice = make_article(), make_member()
    rate(article, voter=member(alice), stars=5)
    rate(article, voter=member(alice), stars=2)
    rate(article, voter=member(alice), stars=2)
    assert stored(article) == (1, 2)
    assert Rating.objects.get().stars == 2


def test_a_visitor_s_key_is_kept_as_a_hash() -> None:
    rate(make_article(), voter=visitor("a secret key"), stars=3)
    rating = Rating.objects.get()
    assert rating.visitor_hash == hash_key("a secret key")
    assert "secret" not in rating.visitor_hash


@pytest.mark.parametrize("stars", [-1, 0, 6])
def test_there_are_no_other_stars(stars: int) -> None:
    article = make_article()
    with pytest.raises(ValidationError):
        rate(article, voter=visitor(), stars=stars)
    assert stored(article) == (0, 0)


def test_a_suspended_member_cannot_vote_or_write_a_note() -> None:
    article, alice = make_article(), make_member()
    rate(article, voter=member(alice), stars=2)
    suspend(alice)
    with pytest.raises(Refused, match="Please be kind"):
        rate(article, voter=member(alice), stars=5)
    with pytest.raises(Refused, match="Please be kind"):
        feedback.send(article, voter=member(alice), text="Shorter, please.")
    assert stored(article) == (1, 2)


def test_a_draft_cannot_be_rated() -> None:
    article = make_article()
    publish.unpublish(article, by=None)
    with pytest.raises(Refused):
        rate(article, voter=visitor(), stars=5)
    with pytest.raises(Refused):
        rate(make_draft(), voter=visitor(), stars=5)


def test_a_vote_needs_somebody() -> None:
    with pytest.raises(ValueError, match="key"):
        rate(make_article(), voter=visitor(""), stars=5)


def test_one_s_own_vote_is_found_and_nobody_else_s() -> None:
    article, alice = make_article(), make_member()
    rate(article, voter=member(alice), stars=4)
    rate(article, voter=visitor("a"), stars=1)
    mine = rating_of(article, member(alice))
    assert mine is not None and mine.stars == 4
    theirs = rating_of(article, visitor("a"))
    assert theirs is not None and theirs.stars == 1
    assert rating_of(article, visitor("b")) is None
    assert rating_of(article, visitor("")) is None
    assert rating_of(article, member(make_member("Charlie"))) is None


def test_recount_repairs_what_is_wrong_and_touches_nothing_else() -> None:
    article, right = make_article(), make_article()
    rate(article, voter=visitor("a"), stars=4)
    rate(article, voter=visitor("b"), stars=1)
    rate(right, voter=visitor("a"), stars=3)
    Article.objects.filter(pk=article.pk).update(rating_count=9, rating_sum=9)
    assert recount(repair=False) == 1
    assert stored(article) == (9, 9)
    assert recount() == 1
    assert stored(article) == (2, 5)
    assert recount() == 0


def test_a_note_goes_with_the_vote_and_waits_in_the_queue() -> None:
    article = make_article()
    rate(article, voter=visitor(), stars=2)
    note = feedback.send(article, voter=visitor(), text="  Shorter,\r\nplease. ")
    assert note.text == "Shorter,\nplease."
    assert note.case is not None and (note.case.kind, note.case.is_open) == ("feedback", True)


def test_a_second_note_replaces_the_first_and_waits_again_if_it_was_read() -> None:
    article = make_article()
    rate(article, voter=visitor(), stars=2)
    feedback.send(article, voter=visitor(), text="One")
    feedback.send(article, voter=visitor(), text="Two")
    note = Feedback.objects.get()
    assert (note.text, Case.objects.count()) == ("Two", 1)
    assert note.case is not None
    cases.close(note.case, "read")
    feedback.send(article, voter=visitor(), text="Three")
    assert Case.objects.open().count() == 1
    assert Case.objects.count() == 2


def test_a_note_without_a_vote_of_one_s_own_is_refused() -> None:
    article = make_article()
    rate(article, voter=visitor("a"), stars=2)
    with pytest.raises(ValidationError):
        feedback.send(article, voter=visitor("b"), text="Shorter")
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "\x00", "x" * 2001])
def test_an_empty_or_endless_note_is_refused(text: str) -> None:
    article = make_article()
    rate(article, voter=visitor(), stars=2)
    with pytest.raises(ValidationError):
        feedback.send(article, voter=visitor(), text=text)
    assert not Feedback.objects.exists()


def test_changing_the_vote_keeps_the_note() -> None:
    article = make_article()
    rate(article, voter=visitor(), stars=2)
    feedback.send(article, voter=visitor(), text="Shorter")
    rate(article, voter=visitor(), stars=5)
    assert Feedback.objects.get().rating.stars == 5


# --- Several at once -----------------------------------------------------------------------


@pytest.mark.both_engines
@pytest.mark.django_db(transaction=True)
def test_parallel_votes_are_all_counted() -> None:
    article = make_article()
    stars = [1, 2, 3, 4, 5, 5, 4, 3]

    def vote(place: int) -> Callable[[], Any]:
        # Each thread holds a row of its own, as each request does.
        return lambda: rate(
            Article.objects.get(pk=article.pk), voter=visitor(f"key {place}"), stars=stars[place]
        )

    race([vote(place) for place in range(len(stars))])
    assert stored(article) == (8, 27)
    assert recount(repair=False) == 0


@pytest.mark.both_engines
@pytest.mark.django_db(transaction=True)
def test_a_press_repeated_many_times_at_once_is_one_vote() -> None:
    article = make_article()

    def vote(place: int) -> Callable[[], Any]:
        return lambda: rate(article, voter=visitor("one key"), stars=1 + place % 5)

    race([vote(place) for place in range(8)])
    rating = Rating.objects.get()
    assert stored(article) == (1, rating.stars)
