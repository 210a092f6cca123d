"""The shape of what people type when they ask, and when moderators put things in order."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import form_tokens
from accounts.viewer import Viewer
from forum.comments.forms import NUDGED, TRAP
from forum.comments.models import AudienceKind
from forum.moderation import policies as moderating
from forum.topics import queries
from forum.topics.models import Board, Topic, TopicKind
from forum.topics.models.board import refuse_reserved
from forum.topics.services import tags
from foundation.text import whole_number


class AskForm(forms.Form):
    title = forms.CharField(
        label=_("Your question in one line"),
        help_text=_("Say what you would like to know. While you type, similar topics are shown."),
        max_length=400,
        error_messages={"required": _("Please give your question a title.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-similar": "similar"}),
    )
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=TopicKind.choices,
        initial=TopicKind.QUESTION,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )
    body = forms.CharField(
        label=_("Tell us more"),
        strip=False,
        error_messages={"required": _("Please write something first.")},
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    board = forms.ModelChoiceField(
        label=_("Board"),
        help_text=_("Not sure? Take the first that fits. A moderator can move it."),
        queryset=Board.objects.none(),
        empty_label=None,
        error_messages={
            "required": _("Please choose a board."),
            "invalid_choice": _("Please choose a board from the list."),
        },
    )
    tags = forms.CharField(
        label=_("Tags"),
        help_text=_("Up to five words, with commas between them."),
        required=False,
        max_length=250,
    )
    form_key = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)
    stamp = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200)
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=1)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        initial = kwargs.setdefault("initial", {})
        initial.setdefault("form_key", form_tokens.new_key())
        initial.setdefault("stamp", form_tokens.stamp())
        super().__init__(*args, **kwargs)
        board = cast("forms.ModelChoiceField[Board]", self.fields["board"])
        board.queryset = Board.objects.visible_to(viewer)

    def clean_tags(self) -> str:
        text = str(self.cleaned_data["tags"])
        tags.check(tags.split(text))
        return text

    def traps(self) -> dict[str, str]:
        seconds = form_tokens.age(str(self.data.get("stamp", "")))
        return {
            "trap": str(self.data.get(TRAP, "")),
            "seconds": "" if seconds is None else str(seconds),
            "nudged": str(self.data.get(NUDGED, "")),
        }

    @property
    def trap_name(self) -> str:
        return TRAP


class TopicMoveForm(forms.Form):
    board = forms.ModelChoiceField(
        label=_("New board"),
        queryset=Board.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": _("Please choose a board from the list.")},
    )
    title = forms.CharField(label=_("Title"), max_length=400)

    def __init__(self, *args: Any, viewer: Viewer, topic: Topic, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"board": topic.board_id, "title": topic.discussion.title})
        super().__init__(*args, **kwargs)
        board = cast("forms.ModelChoiceField[Board]", self.fields["board"])
        board.queryset = Board.objects.moderated_by(viewer)


class SplitForm(forms.Form):
    title = forms.CharField(
        label=_("Title"),
        max_length=400,
        error_messages={"required": _("Please give the topic a title.")},
    )
    board = forms.ModelChoiceField(
        label=_("Board"),
        queryset=Board.objects.none(),
        empty_label=None,
        error_messages={
            "required": _("Please choose a board."),
            "invalid_choice": _("Please choose a board from the list."),
        },
    )
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=TopicKind.choices,
        initial=TopicKind.QUESTION,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )
    others = forms.TypedMultipleChoiceField(
        label=_("What else comes along"),
        help_text=_("Each with its replies. The replies to the first comment come anyway."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Please choose from the list.")},
    )
    reason = forms.CharField(
        label=_("Why"), help_text=_("For the team."), required=False, max_length=300
    )

    def __init__(
        self, *args: Any, viewer: Viewer, others: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        board = cast("forms.ModelChoiceField[Board]", self.fields["board"])
        board.queryset = Board.objects.moderated_by(viewer)
        if others:
            cast("forms.TypedMultipleChoiceField", self.fields["others"]).choices = others
        else:
            del self.fields["others"]


class MergeForm(forms.Form):
    into = forms.CharField(
        label=_("Into which topic?"),
        help_text=_("Its address, such as /t/12-a-warm-day/, or its number."),
        max_length=500,
        error_messages={"required": _("Please give the address of a topic.")},
    )
    reason = forms.CharField(
        label=_("Why"), help_text=_("For the team."), required=False, max_length=300
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer

    def clean_into(self) -> Topic:
        text = str(self.cleaned_data["into"]).strip()
        number = text.rpartition("/t/")[2].partition("-")[0].strip("/")
        found = queries.seen(whole_number(number) if number.isdecimal() else 0, self.viewer)
        if found is None:
            raise forms.ValidationError(_("There is no such topic. Please look at its address."))
        if not self.viewer.moderates(found.discussion.shelf):
            raise forms.ValidationError(moderating.not_theirs())
        return found


class TopicLockForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it closed?"),
        help_text=_("Readers see this sentence."),
        max_length=300,
        error_messages={"required": _("Please say why. Readers see this sentence.")},
    )


class BoardForm(forms.ModelForm[Board]):
    audience_kind = forms.ChoiceField(label=_("Who may see it"), choices=AudienceKind.choices)
    address = forms.SlugField(
        label=_("Address"),
        help_text=_("Left empty, it is made from the name. Old addresses go on working."),
        required=False,
        allow_unicode=True,
        max_length=80,
        validators=[refuse_reserved],
    )

    class Meta:
        model = Board
        fields = ("name", "description", "position", "is_sensitive")


class ModeratorForm(forms.Form):
    handle = forms.CharField(
        label=_("Name a member"),
        help_text=_("The handle of the member, as in the address of their page."),
        max_length=80,
        error_messages={"required": _("Please give the handle of a member.")},
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
