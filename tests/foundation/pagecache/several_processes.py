"""
A real server of two processes and its embedded cache: many ask at once, then the cache's file goes.

Prints what happened; run by test_processes.py, because settings are read once in a process.
"""

from __future__ import annotations

import json
import os
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.temporary_site import TemporarySite


def main() -> None:
    with TemporarySite(settings="tests.foundation.pagecache.slow_settings", static=False) as site:
        import django

        django.setup()
        from foundation.pagecache import versions

        site.serve()
        data = Path(os.environ["THREADWELL_DATA"])

        def ask(_number: int) -> str:
            with urllib.request.urlopen(f"{site.url}/slow/", timeout=30) as answer:
                return str(answer.read().decode())

        def rush() -> list[str]:
            with ThreadPoolExecutor(8) as pool:
                return list(pool.map(ask, range(8)))

        def made() -> int:
            lines = (data / "made").read_text().splitlines()
            (data / "made").write_text("")
            return len(lines)

        found: dict[str, object] = {"first": rush(), "first_made": made()}
        found |= {"second": rush(), "second_made": made()}
        versions.bump(versions.SITE)
        found |= {"changed": rush(), "changed_made": made()}
        for file in data.glob("cache.sqlite3*"):
            file.unlink()
        found["file_gone"] = rush()
        for name in ("cache.sqlite3", "cache.sqlite3-wal"):
            (data / name).write_bytes(b"no database" * 1000)
        versions.bump(versions.SITE)
        found["file_broken"] = rush()
        print(json.dumps(found))


if __name__ == "__main__":
    main()
