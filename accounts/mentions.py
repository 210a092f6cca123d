"""People named in a text by their handle. Guests have none, and cannot be named."""

from collections.abc import Collection

from django.db.models import QuerySet

from accounts.models import User
from accounts.models.user import Kind
from foundation.text import handles_named


def pages_of(handles: Collection[str]) -> dict[str, str]:
    """The pages of those handles that are somebody's. One query."""
    return {user.handle: user.get_absolute_url() for user in _people(handles)}


def named_in(text: str) -> list[User]:
    """Who is named in a comment. Asks the database only where an @ stands."""
    handles = handles_named(text)
    return list(_people(handles)) if handles else []


def _people(handles: Collection[str]) -> QuerySet[User]:
    return User.objects.filter(handle__in=handles, kind=Kind.PERSON, is_active=True)
