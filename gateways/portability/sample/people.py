"""The people of the sample: accounts, guests and bylines."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.hashers import make_password

from accounts.models import Guest, GuestAddress, User
from accounts.services.guests import hash_email
from accounts.services.people import make as make_person
from articles.models import Author
from articles.services.taxonomy import save_author
from gateways.portability.models import SampleItem
from gateways.portability.sample.shapes import Content, Person

# Nobody can own a name under .example, so no mail ever reaches a stranger.
DOMAIN: Final = "threadwell.example"

# Who can sign in, and what the table on the console says of them. The others have no password.
SIGN_IN: Final = {
    "judith": "administrator",
    "ines": "editor",
    "bob": "moderator",
    "mim": "member",
    "jonah": "new member",
    "rex": "suspended member",
}


# Without the letters and digits that look like others: people type these from a screen.
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Account:
    label: str
    name: str
    email: str
    password: str
    password_hash: str


@dataclass(frozen=True, slots=True)
class Cast:
    users: dict[str, User] = field(default_factory=dict)
    guests: dict[str, Guest] = field(default_factory=dict)
    authors: dict[str, Author] = field(default_factory=dict)


def email_of(key: str) -> str:
    return f"{key}@{DOMAIN}"


def new_password() -> str:
    """Sixteen random letters and digits, in groups of four: 79 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _l in range(4)) for _g in range(4))


def new_account(person: Person) -> Account:
    """Slow by design: a password is hashed for half a second."""
    password = new_password()
    email = email_of(person.key)
    return Account(SIGN_IN[person.key], person.name, email, password, make_password(password))


def make(content: Content, *, accounts: Iterable[Account], now: datetime) -> Cast:
    """Write the people. Those without an account of `accounts` can never sign in."""
    cast = Cast()
    hashes = {account.email: account.password_hash for account in accounts}
    for person in content.people:
        user = make_person(person.name, email_of(person.key), role=person.role)
        user.about = person.about
        user.joined_at = now - timedelta(days=person.joined)
        user.password = hashes.get(user.email, user.password)
        user.save(update_fields=["about", "joined_at", "password"])
        SampleItem.objects.create(person=user)
        cast.users[person.key] = user
    _make_guests(content, cast, now)
    _make_authors(content, cast)
    return cast


def _make_guests(content: Content, cast: Cast, now: datetime) -> None:
    first = {post.who: post.days_ago for post in sorted(content.posts, key=lambda p: p.days_ago)}
    for row in content.guests:
        guest = Guest.objects.create(
            name=row.name,
            website=row.website,
            created_at=now - timedelta(days=first.get(row.key, 0)),
        )
        email = email_of(row.key)
        GuestAddress.objects.create(guest=guest, email=email, email_hash=hash_email(email))
        SampleItem.objects.create(guest=guest)
        cast.guests[row.key] = guest


def _make_authors(content: Content, cast: Cast) -> None:
    for row in content.authors:
        author = save_author(
            name=row.name,
            slug=row.slug,
            line=row.line,
            bio=row.bio,
            user=cast.users[row.person],
        )
        SampleItem.objects.create(author=author)
        cast.authors[row.key] = author
