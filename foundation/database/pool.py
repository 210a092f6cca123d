"""Whether a connection from the pool still has its server, without asking the server."""

import select
from typing import Any

from psycopg_pool import ConnectionPool


def check(connection: Any) -> None:
    """
    For `check` of the pool, each time a connection is handed out. A server that ends a connection
    says so, and nothing else arrives on one that waits; so only where something has arrived the
    server is asked. Asking each time costs a page kept for readers as much as all its reads.
    """
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    if waiting.poll(0):
        ConnectionPool.check_connection(connection)
