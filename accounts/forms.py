"""The shape of what people type about themselves."""

import zoneinfo
from typing import Any

from allauth.account.forms import SignupForm as BaseSignupForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import names


class SignupForm(BaseSignupForm):  # type: ignore[misc]  # allauth ships no types
    name = forms.CharField(
        label=_("Name"),
        help_text=_("Everybody sees this name. A first name or a nickname is enough."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        error_messages={"required": _("Please give a name.")},
    )
    field_order = ("name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("Never published. We send a message to confirm it.")

    def clean_name(self) -> str:
        return names.check(self.cleaned_data["name"])


class ProfileForm(forms.ModelForm[User]):
    name = forms.CharField(
        label=_("Name"),
        help_text=_("Everybody sees this name. A first name or a nickname is enough."),
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
