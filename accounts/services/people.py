"""Making and promoting people from outside a browser."""

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import profile_gate
from accounts.models import Role, User
from accounts.profile_gate import Words
from accounts.services import handles, names
from foundation.pagecache import versions
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
    with _one_holder():
        user = User.objects.create_user(
            email, password, handle=handles.handle_for(name), name=name, role=role
        )
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    return user


@transaction.atomic
def hand_over(user: User, *, password: str | None = None) -> bool:
    """
    Give an account whose address nobody has proved to the one who reads its mail.

    Whoever signed up may be a stranger to the address, so their password stops working, and with
    it every session and every reset link. Returns whether the address was unproved.
    """
    own = EmailAddress.objects.filter(user=user, email__iexact=user.email)
    if own.filter(verified=True).exists():
        return False
    # None makes a password that fits nothing, another one each time.
    user.set_password(password)
    user.save(update_fields=["password"])
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return True


def promote(user: User, role: str) -> bool:
    """Give a role. Returns whether it is another one than before."""
    if user.role == role:
        return False
    user.role = role
    user.save(update_fields=["role"])
    versions.bump(versions.SITE)
    return True


def rename(user: User, name: str) -> bool:
    """Another shown name. The handle stays, so addresses stay."""
    name = names.check(name, person=user)
    if name == user.name:
        return False
    user.name, user.name_skeleton = name, skeleton(name)
    with _one_holder():
        user.save(update_fields=["name", "name_skeleton"])
    versions.bump(versions.SITE)
    return True


@transaction.atomic
def describe(user: User, *, name: str, about: str, language: str, time_zone: str) -> bool:
    """
    What a person says about themselves, and how the site speaks to them. Returns whether the name
    and the words wait for a moderator; until then the earlier ones stay.
    """
    words = Words(names.check(name, person=user), about)
    is_new = words != Words(user.name, user.about) or profile_gate.waiting(user) is not None
    waits = is_new and profile_gate.holds(user, words)
    if not waits:
        say(user, words)
    user.language, user.time_zone = language, time_zone
    user.save(update_fields=["language", "time_zone"])
    return waits


def say(user: User, words: Words) -> None:
    """Let everybody read this name and these words, whoever allowed it."""
    rename(user, words.name)
    user.about = words.about
    user.save(update_fields=["about"])
    versions.bump(versions.SITE)


@contextmanager
def _one_holder() -> Iterator[None]:
    """Two people may ask for one name in the same second: the second one chooses again."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if is_about(error, "user_name_unique", "name_skeleton"):
            raise names.taken() from error
        if is_about(error, "user_email_unique", "email"):
            raise ValidationError(
                _("Somebody here already has this address."), code="email"
            ) from error
        raise


def is_about(error: IntegrityError, constraint: str, column: str) -> bool:
    """SQLite names the column of some constraints, PostgreSQL the constraint."""
    return constraint in str(error) or f"accounts_user.{column}" in str(error)
