"""Typed readers of the environment that fail with a sentence. The parsing is django-environ's."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

import environ
from django.core.exceptions import ImproperlyConfigured

from config.reference import ENTRIES

PREFIX = "THREADWELL_"
SECRET_KEY_LENGTH = 50


class BadSetting(ImproperlyConfigured):
    """A setting the site cannot start with; the message is for its owner."""


class Environment:
    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self._variables = os.environ if variables is None else variables
        self._env = environ.Env()
        self._env.ENVIRON = dict(self._variables)

    # -- readers, one per kind -----------------------------------------------------------

    def text(self, name: str, default: str = "") -> str:
        value = self._raw(name)
        return default if value is None else value

    def flag(self, name: str, *, default: bool) -> bool:
        value = self._raw(name)
        if value is None:
            return default
        if value.lower() in ("1", "true", "yes", "on", "y"):
            return True
        if value.lower() in ("0", "false", "no", "off", "n"):
            return False
        raise BadSetting(f"{name} is {value!r}; it takes yes or no.")

    def number(self, name: str, *, default: int, least: int = 0, most: int | None = None) -> int:
        value = self._raw(name)
        if value is None:
            return default
        try:
            number = int(value)
        except ValueError:
            raise BadSetting(f"{name} is {value!r}; it takes a whole number.") from None
        if number < least or (most is not None and number > most):
            limit = f"{least} or more" if most is None else f"a number from {least} to {most}"
            raise BadSetting(f"{name} is {number}; it takes {limit}.")
        return number

    def words(self, name: str, default: Sequence[str] = ()) -> list[str]:
        value = self._raw(name)
        return list(default) if value is None else value.replace(",", " ").split()

    def choice(self, name: str, choices: Sequence[str], *, default: str) -> str:
        value = self._raw(name)
        if value is None:
            return default
        if value.lower() not in choices:
            raise BadSetting(f"{name} is {value!r}; it takes one of: {', '.join(choices)}.")
        return value.lower()

    def folder(self, name: str, *, default: Path) -> Path:
        """The folder, made if need be, and writable."""
        folder = Path(self._raw(name) or default).expanduser().absolute()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadSetting(
                f"{name} is {str(folder)!r}, which cannot be made: {error.strerror}."
            ) from error
        if not os.access(folder, os.W_OK | os.X_OK):
            raise BadSetting(f"{name} is {str(folder)!r}, and this user may not write there.")
        return folder

    def address(self, name: str, *, default: str) -> str:
        """An http address without path, such as https://example.org."""
        value = (self._raw(name) or default).rstrip("/")
        try:
            parts = urlsplit(value)
            sound = (
                parts.scheme in ("http", "https")
                and bool(parts.hostname)
                and not (parts.path or parts.query or parts.fragment or parts.username)
                and parts.port != 0
            )
        except ValueError:
            sound = False
        if not sound:
            raise BadSetting(
                f"{name} is {value!r}; it takes an address such as https://example.org, "
                "without a path behind the name."
            )
        return value

    def time_zone(self, name: str, *, default: str) -> str:
        value = self._raw(name) or default
        try:
            ZoneInfo(value)
        except (OSError, ValueError, KeyError):
            raise BadSetting(
                f"{name} is {value!r}; it takes the name of a time zone such as Europe/Berlin."
            ) from None
        return value

    def database(self, name: str, *, default: Path) -> dict[str, Any]:
        value = self._raw(name)
        if value is None:
            return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(default)}
        scheme = value.partition(":")[0]
        if scheme not in ("postgres", "postgresql", "sqlite"):
            raise BadSetting(
                f"{name} begins with {scheme!r}; it takes postgresql://USER:PASSWORD@HOST/NAME "
                "or sqlite:///FILE."
            )
        try:
            database: dict[str, Any] = self._env.db_url_config(value)
        except (ValueError, KeyError):
            database = {}
        if not database.get("NAME"):
            raise BadSetting(
                f"{name} names no database; it takes postgresql://USER:PASSWORD@HOST/NAME."
            )
        return database

    def mailbox(self, name: str) -> dict[str, Any] | None:
        """Where incoming mail is looked for; None where nothing is named."""
        value = self._raw(name)
        if value is None:
            return None
        try:
            parts = urlsplit(value)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme == "maildir" and parts.path.startswith("/"):
            return {"path": parts.path}
        ports = {"imaps": 993, "imap+plain": 143}
        if parts.scheme not in ports or not parts.hostname:
            raise BadSetting(
                f"{name} takes imaps://USER:PASSWORD@HOST/INBOX, imap+plain://… for a server on "
                "the same machine, or maildir:/FOLDER."
            )
        return {
            "tls": parts.scheme == "imaps",
            "host": parts.hostname,
            "port": port or ports[parts.scheme],
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "folder": unquote(parts.path.strip("/")) or "INBOX",
        }

    def mail_server(self, name: str) -> dict[str, Any] | None:
        """Options of Django's SMTP mailer; None where no server is named."""
        value = self._raw(name)
        if value is None:
            return None
        try:
            parts = urlsplit(value)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        ports = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
        if parts.scheme not in ports or not parts.hostname:
            # The value holds a password, so the sentence does not repeat it.
            raise BadSetting(
                f"{name} takes smtp://USER:PASSWORD@HOST:587, smtps://… or smtp+plain://HOST:25."
            )
        return {
            "host": parts.hostname,
            "port": port or ports[parts.scheme],
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp",
            "use_ssl": parts.scheme == "smtps",
            "timeout": 20,
        }

    def mail_provider(self, name: str, known: Sequence[str]) -> tuple[str, dict[str, str]] | None:
        """A provider's name, and what it needs to know; None where none is named."""
        value = self._raw(name)
        if value is None:
            return None
        provider, _colon, rest = value.partition(":")
        options = dict(parse_qsl(rest.lstrip("/?"), strict_parsing=False))
        if provider not in known or not options:
            # The value holds a key, so the sentence does not repeat it.
            raise BadSetting(
                f"{name} takes PROVIDER:?OPTION=VALUE&OPTION=VALUE with one of these providers: "
                f"{', '.join(known)}."
            )
        return provider, options

    def secret_key(self, name: str, *, kept_in: Path) -> str:
        """The key from the environment, or one made on the first start and kept, mode 0600."""
        return self._raw(name) or _kept_secret(kept_in)

    # -- what was not read ---------------------------------------------------------------

    def unknown(self) -> list[str]:
        """Names with our prefix that are no setting: most likely misspelt."""
        return sorted(
            name
            for name in self._variables
            if name.startswith(PREFIX)
            and name not in ENTRIES
            and not (name.endswith("_FILE") and name.removesuffix("_FILE") in ENTRIES)
        )

    def _raw(self, name: str) -> str | None:
        if name not in ENTRIES:
            raise LookupError(f"{name} is not in config/reference.py")
        path = self._variables.get(f"{name}_FILE")
        if path:
            if name in self._variables:
                raise BadSetting(f"{name} and {name}_FILE are both set; keep one of them.")
            try:
                return Path(path).read_text(encoding="utf-8").strip() or None
            except (OSError, UnicodeDecodeError) as error:
                reason = getattr(error, "strerror", None) or "it is not text"
                raise BadSetting(
                    f"{name}_FILE is {path!r}, which cannot be read: {reason}."
                ) from error
        value = self._variables.get(name, "").strip()
        return value or None


def _kept_secret(path: Path) -> str:
    for _attempt in range(2):
        try:
            kept = path.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            _make_secret(path)
            continue
        except OSError as error:
            raise BadSetting(f"The secret key in {path} cannot be read: {error.strerror}.") from (
                error
            )
        if len(kept) < SECRET_KEY_LENGTH:
            raise BadSetting(
                f"The secret key in {path} is too short. Put back the right file, or remove it "
                "so that a new one is made; people will have to sign in again."
            )
        return kept
    raise BadSetting(f"The secret key could not be kept in {path}.")


def _make_secret(path: Path) -> None:
    """Two processes may start at once: the file appears whole, and the first one wins."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(SECRET_KEY_LENGTH) + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        if not path.exists():
            draft.rename(path)
            return
    draft.unlink()
