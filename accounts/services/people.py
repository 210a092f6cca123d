"""Making and promoting people from outside a browser."""

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import Role, User
from accounts.services import handles, names
from foundation.text import skeleton


@transaction.atomic
def make(
    name: str,
    email: str,
    *,
    role: str = Role.MEMBER,
    password: str | None = None,
    verified: bool = True,
) -> User:
    """
    A person with a checked name and, by default, a verified address.

    Without a password they sign in by a code sent to the address. Raises ValidationError.
    """
    name = names.check(name)
    user = User.objects.create_user(
        email, password, handle=handles.handle_for(name), name=name, role=role
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    return user


def promote(user: User, role: str) -> bool:
    """Give a role. Returns whether it is another one than before."""
    if user.role == role:
        return False
    user.role = role
    user.save(update_fields=["role"])
    return True


def rename(user: User, name: str) -> bool:
    """Another shown name. The handle stays, so addresses stay."""
    name = names.check(name, person=user)
    if name == user.name:
        return False
    user.name, user.name_skeleton = name, skeleton(name)
    user.save(update_fields=["name", "name_skeleton"])
    return True
