"""What each process keeps of a table, and reads again only when the table's mark has moved."""

from collections.abc import Callable
from threading import Lock

from foundation.branding import settings


class Marked[T]:
    """
    `Marked(mark, read)()` is `read()`, kept until `settings.move_mark(mark)` is called anywhere.
    `unmarked` stands for `read` while it never was, so that an empty table is not asked.
    """

    def __init__(
        self, mark: str, read: Callable[[], T], *, unmarked: Callable[[], T] | None = None
    ) -> None:
        self._mark, self._read, self._unmarked = mark, read, unmarked or read
        self._lock = Lock()
        self._kept: tuple[object, T] | None = None

    def __call__(self) -> T:
        mark = settings.mark_of(self._mark)
        with self._lock:
            if self._kept is None or self._kept[0] != mark:
                self._kept = (mark, self._read() if mark else self._unmarked())
            return self._kept[1]
