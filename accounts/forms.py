"""The shape of what people type to join, to sign in, and about themselves."""

import zoneinfo
from typing import Any, ClassVar

from allauth.account import forms as allauth_forms
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import names

PASSWORD_HELP = _(
    "At least 10 characters; a few words in a row are good. Not your name, and not one that "
    "everybody uses."
)
NAME_HELP = _("Everybody sees this name. A first name or a nickname is enough.")


class PlainWords:
    """Our labels, no placeholders: a word that vanishes while typing helps nobody."""

    labels: ClassVar[dict[str, Any]] = {
        "code": _("Code"),
        "email": _("E-mail address"),
        "login": _("E-mail address"),
        "oldpassword": _("The password you have now"),
        "password": _("Password"),
        "password1": _("New password"),
        "password2": _("New password, once more"),
        "remember": _("Keep me signed in on this device"),
    }

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            field.error_messages["required"] = _("Please fill this in.")
            if name == "password1":
                field.help_text = PASSWORD_HELP
            if name == "code":
                field.widget.attrs |= {"inputmode": "numeric", "spellcheck": "false"}


class LoginForm(PlainWords, allauth_forms.LoginForm):  # type: ignore[misc]  # no types
    pass


class RequestLoginCodeForm(PlainWords, allauth_forms.RequestLoginCodeForm):  # type: ignore[misc]
    pass


class ConfirmLoginCodeForm(PlainWords, allauth_forms.ConfirmLoginCodeForm):  # type: ignore[misc]
    pass


class ResetPasswordForm(PlainWords, allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    pass


class ResetPasswordKeyForm(PlainWords, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ChangePasswordForm(PlainWords, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    pass


class SetPasswordForm(PlainWords, allauth_forms.SetPasswordForm):  # type: ignore[misc]
    pass


class ReauthenticateForm(PlainWords, allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    pass


class AddEmailForm(PlainWords, allauth_forms.AddEmailForm):  # type: ignore[misc]
    labels: ClassVar[dict[str, Any]] = {"email": _("New e-mail address")}


class SignupForm(PlainWords, allauth_forms.SignupForm):  # type: ignore[misc]
    labels: ClassVar[dict[str, Any]] = PlainWords.labels | {"password1": _("Password")}
    field_order = ("name", "email", "password1")

    name = forms.CharField(
        label=_("Name"),
        help_text=NAME_HELP,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("Never shown. We send a message there to confirm it.")

    def clean_name(self) -> str:
        return names.check(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("name") and cleaned.get("password1"):
            try:
                validate_password(cleaned["password1"], User(name=cleaned["name"]))
            except ValidationError as error:
                self.add_error("password1", error)
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Two people may ask for one name in the same second; the second one chooses again."""
        if self.account_already_exists:
            # As slow as making an account: the time of the answer tells nobody who is here.
            make_password(self.cleaned_data["password1"])
        try:
            with transaction.atomic():
                saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
                return saved
        except IntegrityError:
            try:
                names.check(self.cleaned_data["name"])
            except ValidationError as error:
                self.add_error("name", error)
            else:
                self.add_error(None, _("This did not work. Please send it once more."))
            return None, render(request, "account/signup.html", {"form": self}, status=422)


class GuestLinkForm(forms.Form):
    """Where a guest asks for the link to their private page."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Please fill this in."),
            "invalid": _("This does not look like an e-mail address, such as ana@example.org."),
        },
    )


class ProfileForm(forms.ModelForm[User]):
    name = forms.CharField(
        label=_("Name"),
        help_text=NAME_HELP,
        max_length=200,
        error_messages={"required": _("Please give a name.")},
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    class Meta:
        model = User
        fields = ("name", "about", "language", "time_zone")
        help_texts = {
            "about": _("Others read this on your page. At most 1,000 characters."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        same = ("", _("As the site"))
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), required=False, choices=[same, *settings.LANGUAGES]
        )
        zones = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone)
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"), required=False, choices=[same, *((zone, zone) for zone in zones)]
        )

    def clean_name(self) -> str:
        return names.check(self.cleaned_data["name"], person=self.instance)
