import pytest
from django.core.management import call_command

from foundation.search.queries import search
from foundation.search.services.index import index


@pytest.mark.django_db(transaction=True)
def test_a_flushed_database_remembers_no_words() -> None:
    index("topic", 1, title="tired")
    call_command("flush", interactive=False, verbosity=0)
    index("topic", 2, title="awake")
    assert search("tired") == []
    assert [hit.ref for hit in search("awake")] == [2]
