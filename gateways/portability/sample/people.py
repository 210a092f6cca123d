"""The people of the sample: accounts, guests and bylines."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from allauth.account.models import EmailAddress

from accounts.models import Guest, GuestAddress, Role, User
from accounts.services.guests import hash_email
from articles.models import Author
from articles.services.taxonomy import save_author
from gateways.portability.models import SampleItem
from gateways.portability.sample.content import Content

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


@dataclass(frozen=True, slots=True)
class Account:
    label: str
    name: str
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class Cast:
    users: dict[str, User] = field(default_factory=dict)
    guests: dict[str, Guest] = field(default_factory=dict)
    authors: dict[str, Author] = field(default_factory=dict)
    accounts: list[Account] = field(default_factory=list)


def email_of(handle: str) -> str:
    return f"{handle}@{DOMAIN}"


def make(content: Content, *, now: datetime) -> Cast:
    cast = Cast()
    for person in content.people:
        password = secrets.token_urlsafe(12) if person.handle in SIGN_IN else None
        user = User.objects.create_user(
            email_of(person.handle),
            password,
            handle=person.handle,
            name=person.name,
            role=Role(person.role),
            about=person.about,
            joined_at=now - timedelta(days=person.joined),
        )
        SampleItem.objects.create(person=user)
        cast.users[person.handle] = user
        if password is not None:
            label = SIGN_IN[person.handle]
            cast.accounts.append(Account(label, user.name, user.email, password))
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True)
        for user in cast.users.values()
    )
    _make_guests(content, cast, now)
    _make_authors(content, cast)
    cast.accounts.sort(key=lambda account: list(SIGN_IN.values()).index(account.label))
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
