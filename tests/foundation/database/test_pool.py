"""A connection that has lost its server is told apart without asking the server."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from psycopg import OperationalError

from foundation.database.pool import check


class Line:
    """A connection as the pool sees it: to ask over it is to find that nobody is there."""

    autocommit = True

    def __init__(self, here: socket.socket) -> None:
        self.here = here

    def fileno(self) -> int:
        return self.here.fileno()

    def execute(self, _statement: str) -> None:
        raise OperationalError("nobody is there")


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    here, there = socket.socketpair()
    with here, there:
        yield here, there


def test_a_quiet_connection_is_not_asked(ends: tuple[socket.socket, socket.socket]) -> None:
    check(Line(ends[0]))


def test_one_whose_server_has_gone_is_given_back(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    ends[1].close()
    with pytest.raises(OperationalError):
        check(Line(ends[0]))


def test_one_that_has_been_told_something_is_asked(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    ends[1].send(b"the server is shutting down")
    with pytest.raises(OperationalError):
        check(Line(ends[0]))
