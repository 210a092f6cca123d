"""Who the session is about: read with what each page asks of a person."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts import facts
from accounts.models import User


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    def get_user(self, user_id: int) -> User | None:
        user = facts.person(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
