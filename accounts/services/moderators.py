"""Naming members as moderators of one board, and taking it back."""

from django.db import IntegrityError, transaction

from accounts import moderators
from accounts.models import BoardModerator, User


@transaction.atomic
def name(user: User, *, shelf: int) -> bool:
    """Returns whether this call did it."""
    try:
        with transaction.atomic():
            BoardModerator.objects.create(user=user, shelf=shelf)
    except IntegrityError as error:
        if not _is_named_already(error):
            raise
        return False
    moderators.changed()
    return True


@transaction.atomic
def relieve(user: User, *, shelf: int) -> bool:
    """Returns whether there was anything to take back."""
    gone, _rows = BoardModerator.objects.filter(user=user, shelf=shelf).delete()
    if gone:
        moderators.changed()
    return bool(gone)


def _is_named_already(error: IntegrityError) -> bool:
    """PostgreSQL says the constraint's name, SQLite the columns."""
    said = str(error)
    return "board_moderator_once" in said or "user_id" in said
