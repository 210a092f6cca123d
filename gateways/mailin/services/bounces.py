"""
Mails of ours that came back. Anybody can write a report of that kind; one counts only if the mail
it encloses has a name, or an address for answers, that we signed for the address that failed.
"""

from __future__ import annotations

from accounts.models import User
from forum.notifications import message_ids
from forum.notifications.services import suppress
from gateways.mailin import address
from gateways.mailin.reading import Mail, Original


def take(mail: Mail) -> tuple[User | None, str]:
    """The member, where the report counts and it is one; and a word for the operator."""
    original = mail.original
    if original is None:
        return None, "no_original"
    proved = [failure for failure in mail.bounced if _is_ours(original, failure.address)]
    if not proved:
        return None, "unsigned"
    failed = proved[0]
    person = suppress.person_of(failed.address)
    is_stopped = suppress.came_back(failed.address, failed.status)
    return person if isinstance(person, User) else None, "stopped" if is_stopped else failed.status


def _is_ours(original: Original, failed: str) -> bool:
    if message_ids.is_of(original.message_id, failed):
        return True
    # Some servers give a mail a name of their own.
    token = address.find(original.reply_to)
    person = None if token is None else User.objects.filter(pk=token.user_id).first()
    return (
        token is not None
        and person is not None
        and person.email.lower() == failed.lower()
        and token.is_of(person)
    )
