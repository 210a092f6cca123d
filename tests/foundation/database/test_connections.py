"""A connection stays with its thread; one that lost its server is replaced before it is used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import Error, close_old_connections, connection

from tests.race import race

pytestmark = pytest.mark.django_db(transaction=True)


def ask(statement: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


def ended(pid: int) -> None:
    """The server ends this connection, and has done so when this returns."""
    ask("SELECT pg_terminate_backend(%s, 10000)", pid)


def said_last(pid: int) -> str:
    return str(ask("SELECT query FROM pg_stat_activity WHERE pid = %s", pid))


@pytest.fixture
def in_a_thread(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], None]:
    """As a thread of the web server: with a connection of its own, which stays."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 3600)
    return elsewhere


def elsewhere[T](work: Callable[[], T]) -> T:
    """By another connection."""
    return race([work])[0]


def test_a_connection_stays_from_one_request_to_the_next(in_a_thread: Any) -> None:
    def requests() -> None:
        ask("SELECT 7")
        first = connection.connection
        close_old_connections()  # as Django does around each request
        assert ask("SELECT 7") == 7
        assert connection.connection is first

    in_a_thread(requests)


def test_one_that_waited_quietly_is_not_asked_whether_it_is_there(in_a_thread: Any) -> None:
    def requests() -> None:
        pid = ask("SELECT pg_backend_pid()")
        ask("SELECT 'of the first request'")
        close_old_connections()
        connection.close_if_health_check_failed()  # as before the first statement of a request
        assert elsewhere(lambda: said_last(pid)) == "SELECT 'of the first request'"

    if connection.vendor == "postgresql":
        in_a_thread(requests)


def test_one_whose_server_has_gone_is_replaced_before_a_request_uses_it(in_a_thread: Any) -> None:
    def requests() -> None:
        pid = ask("SELECT pg_backend_pid()")
        elsewhere(lambda: ended(pid))
        close_old_connections()
        assert ask("SELECT pg_backend_pid()") != pid

    if connection.vendor == "postgresql":
        in_a_thread(requests)


def test_one_on_which_a_statement_failed_is_asked(in_a_thread: Any) -> None:
    def requests() -> None:
        pid = ask("SELECT pg_backend_pid()")
        with pytest.raises(Error):
            ask("SELECT * FROM nowhere")
        close_old_connections()
        assert elsewhere(lambda: said_last(pid)) == "SELECT 1"
        assert ask("SELECT pg_backend_pid()") == pid

    if connection.vendor == "postgresql":
        in_a_thread(requests)


def test_one_that_goes_in_the_middle_of_a_request_is_replaced_for_the_next(
    in_a_thread: Any,
) -> None:
    def requests() -> None:
        pid = ask("SELECT pg_backend_pid()")
        elsewhere(lambda: ended(pid))
        with pytest.raises(Error):
            ask("SELECT 7")
        close_old_connections()
        assert ask("SELECT 7") == 7

    if connection.vendor == "postgresql":
        in_a_thread(requests)
