"""What processes have used, read from /proc (Linux)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


class Machine(NamedTuple):
    """Ticks of the whole machine since it was started."""

    total: int
    idle: int
    stolen: int

    @classmethod
    def now(cls) -> Machine:
        line = (PROC / "stat").read_text(encoding="ascii").splitlines()[0]
        # user nice system idle iowait irq softirq steal; guests are counted in user already
        ticks = [int(word) for word in line.split()[1:9]]
        return cls(sum(ticks), ticks[3] + ticks[4], ticks[7])


def tree(roots: Iterable[int]) -> list[int]:
    """The processes and all that descend from them, as far as they still run."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found: list[int] = []
    ahead = list(roots)
    while ahead:
        pid = ahead.pop()
        if pid not in found:
            found.append(pid)
            ahead += children.get(pid, ())
    return found


def cpu_seconds(roots: Iterable[int]) -> float:
    """
    User and system time of the processes, of what descends from them, and of those among these
    that have ended: the kernel adds a child's time to its parent's account when it is buried.
    """
    ticks = 0
    for pid in tree(roots):
        if fields := _stat(pid):
            ticks += sum(int(word) for word in fields[11:15])
    return ticks / TICKS_PER_SECOND


def memory_mb(roots: Iterable[int]) -> float:
    """Memory with shared pages shared out (PSS), so that the sum over processes is right."""
    kilobytes = 0
    for pid in tree(roots):
        try:
            text = (PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        kilobytes += next(
            (int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")), 0
        )
    return kilobytes / 1024


def parent_of(pid: int) -> int:
    fields = _stat(pid)
    if fields is None:
        raise ProcessLookupError(pid)
    return int(fields[1])


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat from the state on; a name may hold spaces and brackets."""
    try:
        text = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()
