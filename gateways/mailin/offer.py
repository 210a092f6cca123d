"""What a mail of the site says about answering it."""

from accounts.models import User
from forum.comments.models import Comment, Discussion
from forum.notifications.answers import Way
from gateways.mailin.address import reply_address
from gateways.mailin.own_words import MARK


def offer(person: User, discussion: Discussion, answered: Comment | None) -> Way | None:
    """None where replies by mail are switched off."""
    address = reply_address(person, discussion, answered)
    return Way(address, MARK) if address else None
