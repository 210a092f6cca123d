"""What a member chose on a page, kept for the next one and for all their devices."""

from accounts.models import User


def keep(user: User, name: str, value: str) -> bool:
    """Keep a choice. Writes nothing where it is kept already; returns whether it was new."""
    if user.choices.get(name) == value:
        return False
    user.choices = {**user.choices, name: value}
    user.save(update_fields=["choices"])
    return True
