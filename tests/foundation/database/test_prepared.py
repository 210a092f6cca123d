"""A prepared query answers as the query it was made of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from forum.comments.models import Comment, Discussion
from foundation.database.prepared import Prepared
from tests.factories import make_comment, make_discussion, make_member

pytestmark = pytest.mark.django_db


def test_it_finds_what_the_query_finds() -> None:
    discussion = make_discussion()
    first, second = make_comment(discussion), make_comment(discussion)
    prepared = Prepared(
        lambda pk, discussion: (
            Comment.objects.select_related("author", "discussion__audience")
            .filter(pk__gte=pk, discussion=discussion)
            .order_by("pk")
        )
    )
    assert prepared([first.pk, discussion.pk]) == [first, second]
    [found] = prepared([second.pk, discussion.pk])
    assert (found.author, found.discussion.audience) == (second.author, discussion.audience)


def test_values_of_one_answer_never_reach_the_next() -> None:
    ada, bob = make_member("Ada"), make_member("Bob")
    by_handle = Prepared(lambda handle: User.objects.filter(handle=handle))
    assert by_handle([ada.handle]) == [ada]
    assert by_handle([bob.handle]) == [bob]
    assert by_handle(["\x01the value of place 0"]) == []


def test_each_shape_is_a_statement_of_its_own() -> None:
    ada = make_member("Ada")

    def build(pk: int, kinds: tuple[str, ...]) -> models.QuerySet[User]:
        return User.objects.filter(pk=pk, kind__in=kinds)

    prepared = Prepared(build)
    assert prepared([ada.pk], ("person", "erased")) == [ada]
    assert prepared([ada.pk], ("system",)) == []


def test_what_stays_the_same_may_hold_any_sign() -> None:
    percent = make_member("Ada", about="It's 100% true, %s and %(name)s.")
    make_member("Bob", about="It's 100")
    with_words = Prepared(
        lambda pk: User.objects.filter(
            pk__gte=pk, about="It's 100% true, %s and %(name)s.", is_active=True
        )
    )
    assert with_words([1]) == [percent]


def test_on_sqlite_they_stand_in_the_words_of_the_index() -> None:
    shown = Prepared(lambda pk: Comment.objects.filter(root=pk, shown=True))
    asked: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        shown([7])
    assert ('"shown" = 1' in asked[0]) == (connection.vendor == "sqlite")


def test_a_moment_may_be_a_value() -> None:
    comment = make_comment()
    since = Prepared(lambda moment: Comment.objects.filter(created_at__gt=moment))
    assert since([comment.created_at - timedelta(seconds=1)]) == [comment]
    assert since([comment.created_at]) == []


def test_related_rows_are_fetched_as_usual() -> None:
    comment = make_comment()
    prepared = Prepared(
        lambda pk: User.objects.filter(pk=pk).prefetch_related("comments").only("name")
    )
    with_comments = prepared([comment.author_id or 0])[0]
    assert list(with_comments.comments.all()) == [comment]


def test_the_first_of_many_is_the_first_in_order() -> None:
    ada, _bob = make_member("Ada"), make_member("Bob")
    prepared = Prepared(lambda pk: User.objects.filter(pk__gte=pk).order_by("pk")[:1])
    assert prepared([ada.pk]) == [ada]


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda pk: User.objects.filter(Q(pk=pk) | Q(joined_at__lt=timezone.now())), "moment"),
        (lambda pk: User.objects.filter(handle__contains=pk), "something else"),
        (lambda pk: User.objects.filter(pk=pk + 1), "something else"),
        (lambda pk: User.objects.all()[:pk], "something else"),
        (lambda n: Discussion.objects.filter(Q(rank__lt=n) | Q(pk=n, rank=n)), "two bytes"),
    ],
)
def test_what_cannot_be_prepared_is_refused(build: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Prepared(build)([1])


def test_a_part_of_a_moment_cannot_be_prepared() -> None:
    with pytest.raises(ValueError, match="something else"):
        Prepared(lambda moment: User.objects.filter(joined_at__date=moment))([timezone.now()])


def test_a_value_may_be_of_no_use_in_a_shape() -> None:
    ada = make_member("Ada")
    assert Prepared(lambda pk, other: User.objects.filter(pk=pk))([ada.pk, 7]) == [ada]


def test_what_stands_in_it_is_as_good_as_a_value() -> None:
    odd = make_member("Ada", about="50 %s of 100 %, she'd say")
    prepared = Prepared(lambda pk: User.objects.filter(about=odd.about, pk=pk, handle__gt=""))
    assert prepared([odd.pk]) == [odd]
    assert prepared([odd.pk + 1]) == []


def test_postgresql_plans_it_once_for_all_values() -> None:
    ada, bob = make_member("Ada"), make_member("Bob")
    by_handle = Prepared(lambda handle: User.objects.filter(handle=handle, about=""))
    assert [by_handle([user.handle]) for user in (ada, bob, ada)] == [[ada], [bob], [ada]]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT generic_plans, custom_plans FROM pg_prepared_statements "
                "WHERE statement LIKE %s",
                ["%\"about\" = ''%"],
            )
            assert cursor.fetchall() == [(3, 0)]
