"""
Django's backend for PostgreSQL, whose connections stay with a thread: whether one still has its
server is seen without asking the server. Chosen by `ENGINE`, which names the folder of this file.
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """
        Django calls this before the first statement of a request. A server that ends a connection
        says so, and little else arrives on one that waits; so only where something has arrived,
        or a statement has failed, the server is asked. Asking each time costs a page kept for
        readers as much as all its reads.
        """
        if self.errors_occurred or self.connection is None or self.connection.closed:
            return super().is_usable()
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN)
        return not waiting.poll(0) or super().is_usable()
