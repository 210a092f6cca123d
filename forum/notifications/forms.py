from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.notifications.models import DigestEvery, Level, Preferences
from forum.notifications.preferences import WEEKS

HOURS = [("", _("No quiet hours")), *((hour, f"{hour:02}:00") for hour in range(24))]


class FollowForm(forms.Form):
    level = forms.ChoiceField(
        label=_("How much would you like to hear?"),
        choices=Level.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose one."),
            "invalid_choice": _("Please choose one from the list."),
        },
    )


class PreferencesForm(forms.ModelForm[Preferences]):
    quiet_from = forms.TypedChoiceField(
        label=_("Quiet from"), choices=HOURS, required=False, coerce=int, empty_value=None
    )
    quiet_to = forms.TypedChoiceField(
        label=_("Quiet until"),
        help_text=_("By your own clock. What comes in between is sent when they end."),
        choices=HOURS,
        required=False,
        coerce=int,
        empty_value=None,
    )

    class Meta:
        model = Preferences
        fields = ("follows_by_itself", "mails", "discreet", "quiet_from", "quiet_to", "digest")
        help_texts: ClassVar[dict[str, Any]] = {
            "follows_by_itself": _(
                "You then hear everything in what you start, and replies to you where you write."
            ),
            "mails": _(
                "About ten minutes after something happened, if you have not read it here by then."
            ),
            "discreet": _(
                "A discreet mail says that there is something new, and nothing else: no title, "
                "no name, no subject of this site."
            ),
            "digest": _("The best of the articles and topics of that time."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if (cleaned.get("quiet_from") is None) != (cleaned.get("quiet_to") is None):
            self.add_error("quiet_to", _("Please give both hours, or none."))
        return cleaned


class GuestPreferencesForm(PreferencesForm):
    """By itself a guest follows nothing, and gets no summary unasked."""

    digest = forms.ChoiceField(
        label=_("Summary by mail"),
        help_text=_("The best of the articles and topics of that time."),
        choices=[("", _("Never")), *DigestEvery.choices[2:]],
        required=False,
    )

    quiet_to = forms.TypedChoiceField(
        label=_("Quiet until"),
        help_text=_("By the clock of this site. What comes in between is sent when they end."),
        choices=HOURS,
        required=False,
        coerce=int,
        empty_value=None,
    )

    class Meta(PreferencesForm.Meta):
        fields = ("mails", "discreet", "quiet_from", "quiet_to", "digest")  # type: ignore[assignment]


class PauseForm(forms.Form):
    weeks = forms.TypedChoiceField(
        choices=[(weeks, weeks) for weeks in WEEKS],
        coerce=int,
        error_messages={"invalid_choice": _("Please choose one from the list.")},
    )
