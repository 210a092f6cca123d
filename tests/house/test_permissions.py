"""
Who may do what, at every address of the site, in every state of the thing: the table in
`permissions.txt`, tried out. An address without a row there fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from accounts.models import Role
from tests.house.permissions import NOBODY_ASKS, ROLES, SANCTIONED, TABLE, Row, World, read_table

ROWS = read_table(TABLE.read_text(encoding="utf-8"))
ADDRESSES = list(dict.fromkeys(row.address for row in ROWS))
OURS = ("accounts", "articles", "config", "forum", "foundation", "gateways")

# What somebody suspended may still do: read, object, take back what is theirs, look after mail.
# Behind a guest's private link or a mail to them, whoever knocks is that guest.
UNDER_A_SANCTION = frozenset(
    """
    comment-delete comment-purge discussion-read notifications-read warning-read forget-device
    appeal guest-edit guest-delete guest-erase guest-revoke guest-proof guest-proof-refuse
    guest-mail guest-mail-pause guest-mail-resume guest-mail-level
    notifications-settings notifications-pause notifications-resume follow following-change
    unsubscribe unsubscribe-all
    """.split()
)
# Who moderates a board sees what is hidden there while they do; under a sanction it is not there.
OUT_OF_SIGHT = frozenset({("board moderator", "hidden")})
# A page of the site that nobody has looked at yet is laid in with its first words.
LAID_IN = frozenset({"site-page", "site-page-edit"})


def name_of(row: Row) -> str:
    path = urlsplit(re.sub(r"{\w+}", "1", row.address)).path
    return resolve(path).url_name or ""


def ours(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Our own addresses. Those of allauth are tested in tests/accounts, /admin/ has one door."""
    for pattern in patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from ours(pattern.url_patterns, route)
        elif pattern.callback.__module__.split(".")[0] in OURS:
            yield pattern.name or "", route


def test_every_address_of_the_site_has_a_row() -> None:
    routes = dict(ours(get_resolver().url_patterns))
    missing = [f"/{routes[name]}" for name in routes.keys() - {name_of(row) for row in ROWS}]
    assert not missing, (
        "Say who may do what there: put a row for each state of its thing into "
        f"{TABLE.name}, such as\n/c/{{comment}}/edit/  published  ?  ?  body=Changed\n"
        "and run this test; it prints the row as it is. Addresses without a row: "
        + ", ".join(sorted(missing))
    )


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_everybody_may_do_what_the_table_says_and_no_more(address: str) -> None:
    """And nobody under a sanction does what they otherwise may: they read why, until when, and
    where to object."""
    world, wrong, past, silent = World(), [], [], []
    for row in (row for row in ROWS if row.address == address):
        with transaction.atomic():
            world.forget_things()
            url, sent = world.filled(row)
            columns = [_column(world, url, method, sent) for method in ("get", "post")]
            if columns != [row.get, row.post]:
                found = Row(address, row.state, columns[0], columns[1], row.sent)
                wrong.append(f"table: {row}\nfound: {found}")
            if name_of(row) not in UNDER_A_SANCTION:
                for letter, role in ROLES:
                    if role in SANCTIONED and letter.upper() in columns[1]:
                        if world.knock(role, url, "post", sent, sanctioned=True).isupper():
                            past.append(f"{row}: {role}")
                        elif not world.says_why() and (role, row.state) not in OUT_OF_SIGHT:
                            silent.append(f"{row}: {role}")
            transaction.set_rollback(True)
    assert not past, "Under a sanction they could do it all the same:\n" + "\n".join(past)
    assert not silent, "Refused without the reason, the end or the way to object:\n" + "\n".join(
        silent
    )
    assert not wrong, "If it is meant, put it into the table:\n" + "\n".join(wrong)


def _column(world: World, url: str, method: str, sent: dict[str, str]) -> str:
    """Where a method does not exist, it exists for nobody: the visitor asks for all."""
    letters = ""
    for _letter, role in ROLES:
        answer = world.knock(role, url, method, sent)
        if answer == NOBODY_ASKS and role == "visitor":
            return NOBODY_ASKS
        letters += "." if answer == NOBODY_ASKS else answer
    return letters


def test_looking_at_a_page_changes_nothing() -> None:
    changing = {name_of(row) for row in ROWS if row.get not in (NOBODY_ASKS, row.get.lower())}
    assert changing <= LAID_IN, changing - LAID_IN


def test_every_role_has_a_column() -> None:
    assert {str(role) for role in Role.values} <= {name for _, name in ROLES}


def test_the_table_is_read_with_what_is_sent() -> None:
    rows = read_table("# a table\n/a/ one vgm none body=Some+words\n/a/ two --- none\n/b/ - v v\n")
    assert [row.state for row in rows] == ["one", "two", "-"]
    assert [row.sent for row in rows] == ["body=Some+words"] * 2 + [""]
