"""Where allauth meets our people: names, words, mail, and whether anybody may join."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import profile_gate
from accounts.models import User
from accounts.services import addresses, claims, handles, letters
from accounts.tasks import send_letter
from foundation.branding import settings
from foundation.text import skeleton


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    error_messages: ClassVar[dict[str, str | Promise]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is your address already."),
        "email_password_mismatch": _(
            "The address and the password do not fit together. Please check both, or sign in with "
            "a code instead."
        ),
        "email_taken": _("This address belongs to another account here."),
        "enter_current_password": _("This is not your password."),
        "incorrect_code": _("This is not the code we sent. Please look at it again."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link no longer works. Please ask for a new one."),
        "rate_limited": _("Please wait a minute before you ask again."),
        "too_many_login_attempts": _(
            "There were too many tries. Please wait five minutes and try again."
        ),
        "unverified_primary_email": _("Please confirm this address first."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.get("sign_up_open"))

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        name = form.cleaned_data["name"]
        user.name = name
        user.name_skeleton = skeleton(name)
        user.handle = handles.handle_for(name)
        saved: User = super().save_user(request, user, form, commit=commit)
        if commit:
            profile_gate.look(saved)
        return saved

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        with transaction.atomic():
            addresses.make_free(email_address.email, winner=email_address.user)
            is_done = bool(super().confirm_email(request, email_address))
        if is_done and claims.has_guests(email_address.user):
            messages.info(
                request,
                _(
                    "Something was written here as a guest with this address. In your settings "
                    "you can take what is yours into your account."
                ),
            )
        return is_done

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a letter and have the worker send it: the answer waits for no mail server."""
        words = {
            "login_url": absolute(reverse("account_login")),
            "password_reset_url": absolute(reverse("account_reset_password")),
        }
        # Links lead to the site's own address, whatever host name the request came by.
        given = {
            key: absolute(value) if key.endswith("_url") else value
            for key, value in context.items()
        }
        with transaction.atomic():
            letter = letters.compose(template_prefix, email, words | given)
            send_letter.enqueue(letter.pk)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("profile-settings")

    def get_user_search_fields(self) -> list[str]:
        return ["email"]


def absolute(url: str) -> str:
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{django_settings.SITE_URL}{parts.path}{query}"
