"""The shape of what is typed about somebody at risk, help lines and duty."""

from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.moderation.forms import _name_of
from forum.moderation.models import HelpLine, Level, StepKind


def _note(label: Any, rows: int = 3) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": rows}))


class LevelForm(forms.Form):
    level = forms.ChoiceField(
        label=_("How serious is it?"),
        help_text=_("In doubt, the higher one."),
        choices=Level,
        widget=forms.RadioSelect,
        required=False,  # the verb asks for it, with a sentence
    )
    note = _note(_("Why, for the team"), 2)


class AskForm(forms.Form):
    to = forms.ModelChoiceField(
        label=_("Whom?"),
        queryset=User.objects.none(),
        empty_label=_("Please choose"),
        error_messages={"required": _("Please choose a colleague from the list.")},
    )
    hand_over = forms.BooleanField(label=_("Hand it over; I step back"), required=False)
    note = _note(_("Note for them"), 2)

    def __init__(self, *args: Any, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast("forms.ModelChoiceField[User]", self.fields["to"])
        choice.queryset = colleagues
        choice.label_from_instance = _name_of  # type: ignore[method-assign]


class NoteForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            (StepKind.OPINION, _("What I think of it")),
            (StepKind.AFTERCARE, _("After-care: for the person, the others, ourselves")),
        ],
    )
    note = _note(_("Note for the team"))


class WordsForm(forms.Form):
    text = _note(_("Your words"), 8)


class CloseForm(forms.Form):
    note = _note(_("What came of it, for the team"), 2)


class HelpLineForm(forms.ModelForm[HelpLine]):
    class Meta:
        model = HelpLine
        fields = ("place", "name", "contact", "url", "hours", "review_on")
        widgets = {"review_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "place": _("Empty for help that is there for people everywhere."),
            "review_on": _("On this day the team is reminded to look whether it is still so."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("contact") and not cleaned.get("url") and not self.errors:
            self.add_error("contact", _("Please say how to reach them: a number or a website."))
        return cleaned


class DutyForm(forms.Form):
    hours = forms.TypedChoiceField(
        label=_("For how long?"),
        coerce=int,
        choices=[
            (1, _("One hour")), (2, _("Two hours")), (4, _("Four hours")), (8, _("Eight hours")),
        ],
        initial=2,
    )  # fmt: skip

    def until(self) -> datetime:
        return timezone.now() + timedelta(hours=self.cleaned_data["hours"])


class HandoverForm(forms.Form):
    text = _note(_("What should the next ones know?"), 4)
