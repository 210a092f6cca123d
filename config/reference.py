"""The table of every setting. The readers refuse a name that is not in it, and docs/settings.md
is printed from it (`python -m config.reference`), so neither can say what the other does not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "settings.md"


@dataclass(frozen=True)
class Entry:
    name: str
    kind: str
    default: str
    help: str
    secret: bool = False


@dataclass(frozen=True)
class Group:
    title: str
    entries: tuple[Entry, ...]


GROUPS: tuple[Group, ...] = (
    Group(
        "The site",
        (
            Entry(
                "THREADWELL_SITE_URL",
                "address",
                "http://localhost:8000",
                "The address people type. Every link in a page, feed or mail begins with it, and "
                "the server answers to its host name alone.",
            ),
            Entry(
                "THREADWELL_ALLOWED_HOSTS",
                "words",
                "none",
                "Further host names the server answers to. A wildcard is refused.",
            ),
            Entry(
                "THREADWELL_DATA",
                "folder",
                "data in the project",
                "Where everything the site writes lives: database, pictures, mails, secret key.",
            ),
            Entry(
                "THREADWELL_SECRET_KEY",
                "text",
                "made on the first start, kept in the data folder",
                "Signs sessions and links; at least 50 characters. Several servers share one.",
                secret=True,
            ),
            Entry(
                "THREADWELL_DEBUG",
                "yes or no",
                "no",
                "Shows faults in full. Refused on a public address.",
            ),
        ),
    ),
    Group(
        "Language and time",
        (
            Entry(
                "THREADWELL_LANGUAGE",
                "language code",
                "en",
                "The language of pages for people who are not signed in.",
            ),
            Entry(
                "THREADWELL_LANGUAGES",
                "words",
                "en de",
                "The languages a member may choose.",
            ),
            Entry(
                "THREADWELL_TIME_ZONE",
                "time zone",
                "UTC",
                "The zone of times for people who are not signed in, such as Europe/Berlin.",
            ),
        ),
    ),
    Group(
        "Database and cache",
        (
            Entry(
                "DATABASE_URL",
                "database address",
                "a SQLite file in the data folder",
                "postgresql://USER:PASSWORD@HOST:PORT/NAME for PostgreSQL 15 or newer.",
                secret=True,
            ),
            Entry(
                "THREADWELL_DATABASE_PREPARED",
                "yes or no",
                "yes",
                "Whether PostgreSQL keeps the plans of frequent statements; no behind a pooler "
                "such as PgBouncer, which does not let through how they are made.",
            ),
            Entry(
                "THREADWELL_SQLITE_SYNCHRONOUS",
                "normal or full",
                "normal",
                "With normal a power cut may lose the last moments, never the file; full waits "
                "for the disk at each commit.",
            ),
            Entry(
                "REDIS_URL",
                "address",
                "a second SQLite file as cache",
                "redis://HOST:PORT/0 of a Valkey or Redis, needed with several servers.",
                secret=True,
            ),
            Entry(
                "THREADWELL_PAGE_CACHE",
                "yes or no",
                "yes",
                "Keeps whole pages for people who are not signed in (docs/operate.md).",
            ),
            Entry(
                "THREADWELL_S3_BUCKET",
                "text",
                "files in the data folder",
                "A bucket for pictures; credentials come from the usual AWS variables. Needs "
                "requirements/s3.txt.",
            ),
            Entry(
                "THREADWELL_S3_ENDPOINT",
                "address",
                "Amazon's",
                "The address of another service that speaks S3.",
            ),
        ),
    ),
    Group(
        "Mail",
        (
            Entry(
                "THREADWELL_SMTP_URL",
                "mail server address",
                "mails stay in the data folder and show in the terminal",
                "smtp://USER:PASSWORD@HOST:587 (STARTTLS), smtps://… (TLS from the start) or "
                "smtp+plain://HOST:25 for a server on the same machine.",
                secret=True,
            ),
            Entry(
                "THREADWELL_MAIL_PROVIDER",
                "provider and its options",
                "mail goes by THREADWELL_SMTP_URL",
                "Instead of a mail server: postmark:?server_token=KEY, or "
                "mailgun:?api_key=KEY&sender_domain=DOMAIN (docs/operate.md). Needs "
                "requirements/provider.txt.",
                secret=True,
            ),
            Entry(
                "THREADWELL_MAIL_EVENTS_SECRET",
                "USER:PASSWORD",
                "the provider is not listened to",
                "With it the provider tells at /mail/events/ which mail came back.",
                secret=True,
            ),
            Entry(
                "THREADWELL_MAIL_FROM",
                "mail address",
                "noreply at the site's host",
                "The sender of the site's mails.",
            ),
            Entry(
                "THREADWELL_REPLY_ADDRESS",
                "mail address",
                "replies by mail are off",
                "Where people answer to a mail, such as reply@example.org; the server has to take "
                "reply+ANYTHING@example.org too (docs/operate.md).",
            ),
            Entry(
                "THREADWELL_REPLY_MAILBOX",
                "mailbox address",
                "none is looked into",
                "imaps://USER:PASSWORD@HOST/INBOX, or maildir:/FOLDER on this machine.",
                secret=True,
            ),
            Entry(
                "THREADWELL_REPLY_WEBHOOK_KEY",
                "text",
                "providers are not listened to",
                "The key with which a provider signs what it brings to /mail/incoming/.",
                secret=True,
            ),
            Entry(
                "THREADWELL_AKISMET_KEY",
                "text",
                "no service is asked",
                "A key of Akismet, which is then asked about what new people write "
                "(docs/operate.md).",
                secret=True,
            ),
            Entry(
                "THREADWELL_AKISMET_URL",
                "address",
                "https://rest.akismet.com",
                "Another service that answers as Akismet does.",
            ),
            Entry(
                "THREADWELL_MAIL_FROM_DISCREET",
                "mail address",
                "the sender of the other mails",
                "The sender of discreet mails; its domain should not name what the site is about.",
            ),
            Entry(
                "THREADWELL_MAIL",
                "yes or no",
                "yes",
                "With no, nothing is sent, whatever else is set: for a copy of the site.",
            ),
        ),
    ),
    Group(
        "In front of the site",
        (
            Entry(
                "THREADWELL_TRUSTED_PROXY_COUNT",
                "number",
                "0",
                "How many proxies of yours stand in front. With 0 no forwarded header is "
                "believed; with too few, visitors share their limits; with too many, anybody can "
                "invent an address.",
            ),
            Entry(
                "THREADWELL_SHARED_CACHE_SECONDS",
                "number",
                "0",
                "How long a cache in front (a content network, nginx) may show a page without "
                "asking; what was removed stays there so long. 0: it asks each time. Read "
                "docs/operate.md first.",
            ),
            Entry(
                "THREADWELL_LIVE",
                "poll, stream or off",
                "poll",
                "How a page that is open hears of new replies: by asking from time to time, by a "
                "stream (needs one more process, docs/operate.md), or not at all.",
            ),
            Entry(
                "THREADWELL_LIVE_SECONDS",
                "number",
                "60",
                "How often such a page asks.",
            ),
            Entry(
                "THREADWELL_HSTS_SECONDS",
                "number",
                "31536000",
                "How long browsers insist on https, once the site's address begins with it.",
            ),
            Entry(
                "THREADWELL_WORKERS",
                "number",
                "2",
                "Processes that answer requests (read by bin/run).",
            ),
            Entry(
                "THREADWELL_THREADS",
                "number",
                "4",
                "Threads in each of them.",
            ),
        ),
    ),
    Group(
        "Log",
        (
            Entry(
                "THREADWELL_LOG_LEVEL",
                "debug, info, warning or error",
                "info",
                "How much goes to the standard error stream.",
            ),
            Entry(
                "THREADWELL_LOG_FORMAT",
                "text or json",
                "text",
                "One readable line, or one JSON object, for each entry.",
            ),
        ),
    ),
)

ENTRIES: dict[str, Entry] = {entry.name: entry for group in GROUPS for entry in group.entries}


def as_markdown() -> str:
    lines = [
        "# Settings",
        "",
        "Everything is read from the environment when the site starts; nothing needs to be set.",
        "A value marked *secret* can also stand in a file: put the file's path into the name with",
        "`_FILE` behind it, such as `THREADWELL_SECRET_KEY_FILE`. A name with `THREADWELL_` that",
        "is not in this list is reported when the site starts, because it may be a misspelling.",
        "",
        "What editors change while the site runs (its name, its limits, its switches) is not here:",
        "it is set in the site itself.",
        "",
        "<!-- Printed from config/reference.py by `make fix`; a test compares the two. -->",
    ]
    for group in GROUPS:
        lines += [
            "",
            f"## {group.title}",
            "",
            "| name | value | default | what it does |",
            "|---|---|---|---|",
        ]
        for entry in group.entries:
            kind = f"{entry.kind}, *secret*" if entry.secret else entry.kind
            lines.append(f"| `{entry.name}` | {kind} | {entry.default} | {entry.help} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(as_markdown(), encoding="utf-8")
