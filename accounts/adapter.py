"""Where allauth meets our people: the name, the handle, and whether anybody may join."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import handles
from foundation.branding import settings
from foundation.text import skeleton

settings.declare("sign_up_open", True, label=_("New people may join"), group=_("People"))


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.get("sign_up_open"))

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        name = form.cleaned_data["name"]
        user.name = name
        user.name_skeleton = skeleton(name)
        user.handle = handles.handle_for(name)
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def get_user_search_fields(self) -> list[str]:
        return ["email"]
