"""The shape of what people type into the forms of moderation. The rules stand in the services."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import form_tokens
from accounts.models import SanctionKind, User
from accounts.viewer import Viewer
from forum.comments import policies as comment_policies
from forum.comments.models import Discussion, Hat
from forum.moderation import keys, places
from forum.moderation.models import SEARCH_NAME_LENGTH, Leaning, Who, WordAction, WordMode
from forum.moderation.people import Reach
from forum.moderation.texts import reason_choices, report_choices

# The trap: a field people do not see and leave empty.
TRAP = "subject_line"


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=report_choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what is wrong.")},
    )
    text = forms.CharField(
        label=_("What should we know?"),
        help_text=_("Only moderators read this."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        if str(self.data.get(TRAP, "")).strip():
            raise ValidationError(
                _("A hidden field was filled in, perhaps by a program. Please send it once more."),
                code="trap",
            )
        return self.cleaned_data


class ReasonForm(forms.Form):
    reason_code = forms.ChoiceField(
        label=_("Reason"),
        help_text=_("The author reads it."),
        choices=lambda: [("", _("Please choose")), *reason_choices()],
        error_messages={"required": _("Please choose a reason. The author will read it.")},
    )
    reason_text = forms.CharField(
        label=_("In your words"),
        help_text=_("The author reads this too."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note = forms.CharField(
        label=_("Note for the team"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class NoteOnlyForm(forms.Form):
    """For what needs no reason, done to many at once."""

    note = forms.CharField(
        label=_("Note for the team"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class KeysForm(forms.Form):
    """One field for each action of the queue; the verb says which keys go together."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for action, (label, _key) in keys.ACTIONS.items():
            self.fields[action] = forms.CharField(
                label=str(label),
                required=False,
                widget=forms.TextInput(
                    attrs={"maxlength": 1, "size": 1, "autocapitalize": "none",
                           "autocomplete": "off", "spellcheck": "false"}
                ),
            )  # fmt: skip


class SearchForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the search"),
        required=False,  # the verb asks for it, and says the limit
        widget=forms.TextInput(attrs={"maxlength": SEARCH_NAME_LENGTH}),
    )
    shared = forms.BooleanField(label=_("For the whole team"), required=False)


class RedactForm(ReasonForm):
    parts = forms.CharField(
        label=_("What should be taken out"),
        help_text=_("Copied from the text above, each part on a line of its own."),
        error_messages={"required": _("Please copy here what should be taken out.")},
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("parts",)


class EditForm(ReasonForm):
    body = forms.CharField(
        label=_("The text"),
        help_text=_("Everybody reads that a moderator changed it."),
        error_messages={"required": _("Please write something first.")},
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    base = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    field_order = ("body",)


class ContextNoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"),
        help_text=_("Everybody reads it under the comment."),
        error_messages={"required": _("Please write something first.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    source = forms.URLField(
        label=_("Where you have it from"),
        help_text=_("The address of a page."),
        required=False,
        max_length=500,
        assume_scheme="https",
    )
    by_name = forms.BooleanField(
        label=_("Sign with my name"),
        help_text=_("Otherwise it says “Added by the moderators”."),
        required=False,
    )


class VeilForm(forms.Form):
    topic = forms.CharField(
        label=_("What it is about"),
        help_text=_("A few words, such as “suicide”. Who wants to read the comment opens it."),
        error_messages={
            "required": _("Please say in a few words what it is about. Everybody reads it.")
        },
    )
    note = forms.CharField(
        label=_("Note for the team"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label=_("Your reply"),
        help_text=_("It is shown under the comment, with your name and as a moderator."),
        required=False,  # the verb asks for it, and says the limit
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class PlainForm(forms.Form):
    """For what needs no words."""


# By what is asked for, or by the verb where it has a page of its own.
DECISION_FORMS: dict[str, type[forms.Form]] = {
    "reason": ReasonForm,
    "reply": ReplyForm,
    "redact": RedactForm,
    "edit": EditForm,
    "note": ContextNoteForm,
    "veil": VeilForm,
}


class _Colleague(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic at run time
    def label_from_instance(self, obj: User) -> str:
        return obj.name


class AskForm(forms.Form):
    asked = _Colleague(
        User.objects.none(),
        label=_("Whom"),
        empty_label=_("Please choose"),
        to_field_name="handle",
        error_messages={
            "required": _("Please choose another moderator."),
            "invalid_choice": _("Please choose another moderator."),
        },
    )
    note = forms.CharField(
        label=_("What would you like to know?"),
        help_text=_("Only the team reads it."),
        required=False,  # the verb asks for it
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, colleagues: QuerySet[User], **fields: Any) -> None:
        super().__init__(*args, **fields)
        asked = self.fields["asked"]
        assert isinstance(asked, forms.ModelChoiceField)  # noqa: S101
        asked.queryset = colleagues


class OpinionForm(forms.Form):
    leaning = forms.ChoiceField(
        label=_("What would you do?"),
        choices=[("", _("I would rather not say")), *Leaning.choices],
        required=False,
    )
    answer = forms.CharField(
        label=_("What do you think?"),
        help_text=_("Only the team reads it."),
        required=False,  # the verb asks for it
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LimitForm(forms.Form):
    """What a moderator does about a person; the kind decides what is asked. With a guest, `reach`
    carries how many others the moderator was told it touches: "block:14"."""

    until = forms.DateField(
        label=_("Until and including"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": _("Please choose a date."),
            "invalid": _("Please give a date such as 2030-12-31."),
        },
    )
    shelf = forms.TypedChoiceField(
        label=_("Board"),
        coerce=int,
        error_messages={"required": _("Please choose a board.")},
    )
    reach = forms.ChoiceField(
        label=_("How far it reaches"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose how far it reaches.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person reads it, each time they try to write."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note = forms.CharField(
        label=_("Note for the team"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        kind: str,
        reaches: Sequence[Reach] = (),
        boards: Sequence[tuple[int, str]] = (),
    ) -> None:
        self.told: Sequence[str] = ()  # what the verb said, where the form is laid out anew
        # Several of these stand on one page: each has ids of its own.
        super().__init__(data, auto_id=f"id_{kind}_%s")
        if kind in (SanctionKind.WARNING, SanctionKind.BAN):
            del self.fields["until"]
        if kind == SanctionKind.BOARD:
            self._choose("shelf", [("", _("Please choose")), *boards])
        else:
            del self.fields["shelf"]
        if kind == SanctionKind.SUSPENSION and len(reaches) > 1:
            self._choose("reach", [(f"{one.id}:{one.others}", _reach_text(one)) for one in reaches])
            self.initial["reach"] = "guest:0"
        else:
            del self.fields["reach"]

    def _choose(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean_until(self) -> datetime:
        """The end of that day, in the zone of the one who decides."""
        try:
            day = self.cleaned_data["until"] + timedelta(days=1)
            return timezone.make_aware(datetime.combine(day, time.min))
        except (OverflowError, ValueError) as error:
            raise ValidationError(_("Please choose a date within one year.")) from error

    @property
    def asked(self) -> dict[str, Any]:
        """What the verb takes."""
        found = dict(self.cleaned_data)
        if chosen := found.pop("reach", ""):
            reach, _colon, others = chosen.partition(":")
            found |= {"reach": reach, "others": int(others)}
        return found


def _reach_text(reach: Reach) -> str:
    if not reach.others:
        return str(reach.label)
    told = ngettext(
        "this would also touch %(count)d other", "this would also touch %(count)d others",
        reach.others,
    ) % {"count": reach.others}  # fmt: skip
    return f"{reach.label}: {told}"


class AppealForm(forms.Form):
    text = forms.CharField(
        label=_("Why it is wrong"),
        help_text=_("Moderators read it. You can object once, so take your time."),
        required=False,  # the verb asks for it, with a sentence
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_("The person reads it, without your name."),
        required=False,  # the verb asks for it, with a sentence
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"),
        help_text=_("Only moderators read it."),
        required=False,  # the verb asks for it, with a sentence
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DeskReplyForm(forms.Form):
    """A reply written at the reply desk."""

    body = forms.CharField(
        label=_("Your reply"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Please write something first.")},
    )
    hat = forms.ChoiceField(label=_("Speak as"), required=False, choices=())
    support = forms.BooleanField(
        label=_("This is support, not an answer"),
        help_text=_("The question stays on the desk for somebody who can answer it."),
        required=False,
    )
    form_key = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, viewer: Viewer, discussion: Discussion, **kwargs: Any) -> None:
        kwargs["initial"] = {"form_key": form_tokens.new_key()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        hats = comment_policies.hats_of(viewer, discussion)
        choice = cast("forms.ChoiceField", self.fields["hat"])
        choice.choices = [(hat.value, hat.label) for hat in Hat if not hat or hat in hats]
        self.initial.setdefault("hat", hats[0] if hats else "")


def _name_of(obj: User) -> str:
    return obj.name


class HandForm(forms.Form):
    to = forms.ModelChoiceField(
        label=_("To whom?"),
        queryset=User.objects.none(),
        empty_label=_("Please choose"),
        error_messages={"required": _("Please choose a colleague from the list.")},
    )
    note = forms.CharField(
        label=_("Note for them"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast("forms.ModelChoiceField[User]", self.fields["to"])
        choice.queryset = colleagues
        choice.label_from_instance = _name_of  # type: ignore[method-assign]


class WordForm(forms.Form):
    word = forms.CharField(
        label=_("Word or phrase"),
        max_length=80,
        error_messages={"required": _("Please write a word.")},
    )
    mode = forms.ChoiceField(label=_("How it is found"), choices=WordMode)
    action = forms.ChoiceField(
        label=_("What happens"), choices=WordAction, required=False, initial=WordAction.HOLD
    )
    note = forms.CharField(label=_("Why it is watched"), required=False, max_length=200)
    # Asked only where the site's own articles hold the word.
    anyway = forms.BooleanField(
        label=_("Watch it all the same"), required=False, widget=forms.HiddenInput()
    )

    def ask_whether_meant(self) -> None:
        self.fields["anyway"].widget = forms.CheckboxInput()

    def clean_action(self) -> str:
        return str(self.cleaned_data["action"] or WordAction.HOLD)


class MembersForm(forms.Form):
    reason = forms.CharField(
        label=_("Why for members only?"),
        help_text=_("Readers see this sentence."),
        max_length=300,
        error_messages={"required": _("Please say why. Readers see this sentence.")},
    )
    hours = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        required=False,
        empty_value=None,
        choices=[
            ("", _("Until a moderator opens it")),
            (24, _("A day")),
            (72, _("Three days")),
            (168, _("A week")),
            (720, _("Thirty days")),
        ],
    )


class SlowForm(forms.Form):
    minutes = forms.TypedChoiceField(
        label=_("One comment for each person in"),
        coerce=int,
        initial=10,
        choices=[
            (1, _("One minute")),
            (5, _("Five minutes")),
            (10, _("Ten minutes")),
            (30, _("Half an hour")),
            (60, _("One hour")),
            (240, _("Four hours")),
            (1440, _("A day")),
        ],
    )
    hours = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        initial=24,
        choices=[
            (2, _("Two hours")),
            (24, _("A day")),
            (72, _("Three days")),
            (168, _("A week")),
            (720, _("Thirty days")),
        ],
    )
    reason = forms.CharField(
        label=_("Why is it slowed down?"),
        help_text=_("Readers see this sentence."),
        max_length=300,
        error_messages={"required": _("Please say why. Readers see this sentence.")},
    )


class StrictnessForm(forms.Form):
    place = forms.ChoiceField(label=_("Where"), required=False)
    who = forms.ChoiceField(label=_("Who waits"), choices=Who, initial=Who.EVERYBODY)
    hours = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[
            ("", _("Until somebody ends it")),
            (2, _("Two hours")),
            (24, _("A day")),
            (72, _("Three days")),
            (168, _("A week")),
            (720, _("Thirty days")),
        ],
    )
    reason = forms.CharField(
        label=_("Why"), help_text=_("For the team."), required=False, max_length=200
    )

    def __init__(self, *args: Any, discussion: Discussion | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: list[Any] = [("", _("The whole site"))]
        if discussion is not None:
            offered.insert(0, (f"{places.DISCUSSION}-{discussion.pk}", discussion.title))
        offered += [(label, list(group)) for label, group in places.choices() if group]
        cast("forms.ChoiceField", self.fields["place"]).choices = offered


def lay_errors(form: forms.Form, error: ValidationError) -> None:
    """What a verb refused, beside the field it names; else above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(next(iter(form.fields), None), error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
