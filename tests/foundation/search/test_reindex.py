from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from foundation.search.models import Document
from foundation.search.queries import search
from foundation.search.services.index import index
from tests.factories_search import Shelf, only_providers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_kinds() -> Iterator[None]:
    with only_providers():
        yield


def reindex(*args: str) -> str:
    out = StringIO()
    call_command("reindex", *args, stdout=out)
    return out.getvalue()


def found(query: str) -> set[tuple[str, int]]:
    return {(hit.kind, hit.ref) for hit in search(query)}


def test_everything_that_is_provided_is_indexed_and_the_rest_forgotten() -> None:
    shelf = Shelf("topic")
    shelf.rows = [(1, "tired hands", "x"), (2, "tired feet", "y", datetime(2020, 1, 1, tzinfo=UTC))]
    shelf.put(3, "tired and gone")
    index("ghost", 1, title="tired")
    assert reindex() == "topic: 2\n"
    assert found("tired") == {("topic", 1), ("topic", 2)}
    assert Document.objects.get(ref=2).updated_at.year == 2020


@pytest.mark.parametrize("options", [[], ["--rebuild"]])
def test_reindexing_twice_changes_nothing(options: list[str]) -> None:
    shelf = Shelf("topic")
    shelf.rows = [(ref, f"tired {ref}", "text") for ref in range(450)]
    reindex(*options)
    before = list(Document.objects.order_by("pk").values_list())
    reindex(*options)
    assert list(Document.objects.order_by("pk").values_list()) == before
    assert len(search("tired", limit=1000)) == 450


def test_one_kind_can_be_indexed_alone() -> None:
    for kind in ("topic", "article"):
        Shelf(kind).rows = [(1, "tired", "")]
    reindex("article")
    assert found("tired") == {("article", 1)}


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(CommandError, match="zeppelin"):
        reindex("zeppelin")
