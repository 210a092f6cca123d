"""A setting that cannot be read stops the site with a sentence that names it."""

from __future__ import annotations

import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.environment import BadSetting, Environment
from config.reference import ENTRIES, PAGE, as_markdown

Read = Callable[[Environment], Any]


@pytest.mark.parametrize(
    ("variables", "read", "value"),
    [
        ({}, lambda env: env.flag("THREADWELL_DEBUG", default=False), False),
        (
            {"THREADWELL_DEBUG": "yes"},
            lambda env: env.flag("THREADWELL_DEBUG", default=False),
            True,
        ),
        ({"THREADWELL_DEBUG": "0"}, lambda env: env.flag("THREADWELL_DEBUG", default=True), False),
        ({"THREADWELL_DEBUG": " "}, lambda env: env.flag("THREADWELL_DEBUG", default=True), True),
        ({"THREADWELL_WORKERS": "3"}, lambda env: env.number("THREADWELL_WORKERS", default=1), 3),
        (
            {"THREADWELL_ALLOWED_HOSTS": "a.example, b.example"},
            lambda env: env.words("THREADWELL_ALLOWED_HOSTS"),
            ["a.example", "b.example"],
        ),
        (
            {"THREADWELL_SITE_URL": "https://example.org/"},
            lambda env: env.address("THREADWELL_SITE_URL", default=""),
            "https://example.org",
        ),
        (
            {"THREADWELL_TIME_ZONE": "Europe/Berlin"},
            lambda env: env.time_zone("THREADWELL_TIME_ZONE", default="UTC"),
            "Europe/Berlin",
        ),
    ],
)
def test_a_sound_value_is_read(variables: dict[str, str], read: Read, value: Any) -> None:
    assert read(Environment(variables)) == value


@pytest.mark.parametrize(
    ("variables", "read"),
    [
        ({"THREADWELL_DEBUG": "maybe"}, lambda env: env.flag("THREADWELL_DEBUG", default=False)),
        ({"THREADWELL_WORKERS": "two"}, lambda env: env.number("THREADWELL_WORKERS", default=1)),
        ({"THREADWELL_WORKERS": "-1"}, lambda env: env.number("THREADWELL_WORKERS", default=1)),
        (
            {"THREADWELL_WORKERS": "99"},
            lambda env: env.number("THREADWELL_WORKERS", default=1, most=64),
        ),
        (
            {"THREADWELL_SITE_URL": "example.org"},
            lambda env: env.address("THREADWELL_SITE_URL", default=""),
        ),
        (
            {"THREADWELL_SITE_URL": "https://example.org/forum"},
            lambda env: env.address("THREADWELL_SITE_URL", default=""),
        ),
        (
            {"THREADWELL_SITE_URL": "https://example.org:port"},
            lambda env: env.address("THREADWELL_SITE_URL", default=""),
        ),
        (
            {"THREADWELL_TIME_ZONE": "Middle/Earth"},
            lambda env: env.time_zone("THREADWELL_TIME_ZONE", default="UTC"),
        ),
        (
            {"THREADWELL_TIME_ZONE": "../../etc/passwd"},
            lambda env: env.time_zone("THREADWELL_TIME_ZONE", default="UTC"),
        ),
        (
            {"THREADWELL_LOG_FORMAT": "xml"},
            lambda env: env.choice("THREADWELL_LOG_FORMAT", ("text", "json"), default="text"),
        ),
        (
            {"DATABASE_URL": "mysql://root@localhost/threadwell"},
            lambda env: env.database("DATABASE_URL", default=Path("x")),
        ),
        (
            {"DATABASE_URL": "postgresql://localhost"},
            lambda env: env.database("DATABASE_URL", default=Path("x")),
        ),
        (
            {"THREADWELL_SMTP_URL": "mail.example.org"},
            lambda env: env.mail_server("THREADWELL_SMTP_URL"),
        ),
        (
            {"THREADWELL_SECRET_KEY_FILE": "/nowhere/at/all"},
            lambda env: env.text("THREADWELL_SECRET_KEY"),
        ),
        (
            {"THREADWELL_DATA": "/proc/nowhere"},
            lambda env: env.folder("THREADWELL_DATA", default=Path("x")),
        ),
    ],
)
def test_a_bad_value_is_named_in_a_sentence(variables: dict[str, str], read: Read) -> None:
    with pytest.raises(BadSetting) as caught:
        read(Environment(variables))
    sentence = str(caught.value)
    assert next(iter(variables)).removesuffix("_FILE") in sentence
    assert sentence.endswith(".")


def test_the_sentence_does_not_repeat_a_password() -> None:
    variables = {"THREADWELL_SMTP_URL": "imap://me:hunter2@mail.example.org"}
    with pytest.raises(BadSetting) as caught:
        Environment(variables).mail_server("THREADWELL_SMTP_URL")
    assert "hunter2" not in str(caught.value)


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("  kept apart \n")
    env = Environment({"THREADWELL_SECRET_KEY_FILE": str(file)})
    assert env.text("THREADWELL_SECRET_KEY") == "kept apart"


def test_a_value_and_its_file_are_not_both_taken(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("one")
    env = Environment(
        {"THREADWELL_SECRET_KEY": "two", "THREADWELL_SECRET_KEY_FILE": str(file)},
    )
    with pytest.raises(BadSetting, match="both"):
        env.text("THREADWELL_SECRET_KEY")


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    kept = tmp_path / "secret-key"
    first = Environment({}).secret_key("THREADWELL_SECRET_KEY", kept_in=kept)
    assert len(first) >= 50
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert Environment({}).secret_key("THREADWELL_SECRET_KEY", kept_in=kept) == first
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_processes_that_start_together_share_one_secret_key(tmp_path: Path) -> None:
    kept = tmp_path / "secret-key"
    keys: list[str] = []
    ready = threading.Barrier(8)

    def start() -> None:
        ready.wait()
        keys.append(Environment({}).secret_key("THREADWELL_SECRET_KEY", kept_in=kept))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_a_damaged_secret_key_is_not_replaced_in_silence(tmp_path: Path) -> None:
    kept = tmp_path / "secret-key"
    kept.write_text("short")
    with pytest.raises(BadSetting, match="too short"):
        Environment({}).secret_key("THREADWELL_SECRET_KEY", kept_in=kept)


def test_a_socket_folder_may_be_the_host_of_the_database() -> None:
    env = Environment({"DATABASE_URL": "postgresql://me@//var/run/postgresql/threadwell"})
    database = env.database("DATABASE_URL", default=Path("x"))
    assert (database["HOST"], database["NAME"]) == ("/var/run/postgresql", "threadwell")


def test_a_mail_server_is_read_with_its_kind_of_encryption() -> None:
    env = Environment({"THREADWELL_SMTP_URL": "smtps://me%40x.org:p%2Fw@mail.example.org"})
    server = env.mail_server("THREADWELL_SMTP_URL") or {}
    assert server["username"] == "me@x.org"
    assert server["password"] == "p/w"
    assert (server["port"], server["use_ssl"], server["use_tls"]) == (465, True, False)


def test_misspelt_names_are_found() -> None:
    env = Environment({"THREADWELL_DEBGU": "1", "THREADWELL_SECRET_KEY_FILE": "x", "HOME": "/"})
    assert env.unknown() == ["THREADWELL_DEBGU"]


def test_a_name_outside_the_table_cannot_be_read() -> None:
    with pytest.raises(LookupError):
        Environment({}).text("THREADWELL_NEW_THING")


def test_every_setting_in_the_table_is_read_by_the_settings() -> None:
    source = (PAGE.parent.parent / "config" / "settings.py").read_text(encoding="utf-8")
    assert [name for name in ENTRIES if f'"{name}"' not in source] == []


def test_the_page_of_settings_is_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == as_markdown(), "run: make fix"


def test_a_mail_provider_is_read_with_its_options() -> None:
    name = "THREADWELL_MAIL_PROVIDER"
    env = Environment({name: "mailgun:?api_key=a%26b&sender_domain=mg.example.org"})
    assert env.mail_provider(name, ("mailgun",)) == (
        "mailgun",
        {"api_key": "a&b", "sender_domain": "mg.example.org"},
    )


@pytest.mark.parametrize("value", ["pigeons:?key=hunter2", "mailgun", "mailgun:hunter2"])
def test_a_mail_provider_that_is_none_is_refused_without_its_key(value: str) -> None:
    name = "THREADWELL_MAIL_PROVIDER"
    with pytest.raises(BadSetting, match="takes PROVIDER") as refused:
        Environment({name: value}).mail_provider(name, ("mailgun",))
    assert "hunter2" not in str(refused.value)
