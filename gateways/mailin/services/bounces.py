"""
Mails of ours that came back. Anybody can write a report of that kind; one counts only if the mail
it encloses carries an address that we signed for the very person it failed to reach.
"""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import User
from gateways.mailin import address
from gateways.mailin.reading import Mail

Told = Callable[[User], None]

_told: list[Told] = []


def join(told: Told) -> None:
    """Whoever sends mail hears which person cannot be reached."""
    _told.append(told)


def take(mail: Mail) -> tuple[User | None, str]:
    """The person, if it is sure; and a word for the operator."""
    token = address.find(mail.original)
    person = None if token is None else User.objects.filter(pk=token.user_id).first()
    if token is None or person is None or not token.is_of(person):
        return None, "unsigned"
    if person.email.lower() not in {one.lower() for one in mail.bounced}:
        return None, "other_address"
    for told in _told:
        told(person)
    return person, "unreachable"
