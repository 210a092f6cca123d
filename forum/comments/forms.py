"""The shape of what people type into a composer."""

from typing import Any, Final, cast

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts import form_tokens
from accounts.services import names
from accounts.services.newcomer import Newcomer
from accounts.viewer import Viewer
from forum.comments import policies
from forum.comments.models import Discussion, Hat
from foundation.branding import settings

# The trap: a field people do not see and leave empty. The name says nothing to a script.
TRAP: Final = "subject_line"
# Filled once the author was asked to look again.
NUDGED: Final = "nudged"


class CommentForm(forms.Form):
    """One comment of a member, or of a guest who is known by this device."""

    body = forms.CharField(
        label=_("Your comment"),
        # The verb checks the length, and says the count; here nothing is cut.
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Please write something first.")},
    )
    hat = forms.ChoiceField(label=_("Speak as"), required=False, choices=())
    support = forms.BooleanField(
        label=_("This is support, not an answer"),
        help_text=_("The question stays open for those who can answer it."),
        required=False,
    )
    form_key = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)
    stamp = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200)

    def __init__(self, *args: Any, viewer: Viewer, discussion: Discussion, **kwargs: Any) -> None:
        initial = kwargs.setdefault("initial", {})
        if not viewer.is_visitor:
            initial.setdefault("form_key", form_tokens.new_key())
            initial.setdefault("stamp", form_tokens.stamp())
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.discussion = discussion
        self.hats = tuple(policies.hats_of(viewer, discussion))
        if self.hats:
            choice = cast("forms.ChoiceField", self.fields["hat"])
            choice.choices = [(hat.value, hat.label) for hat in Hat if not hat or hat in self.hats]
        else:
            del self.fields["hat"]
        if not policies.is_asked(discussion, viewer):
            del self.fields["support"]
        self.fields["body"].widget.attrs["data-limit"] = str(policies.longest_body(viewer))

    def traps(self) -> dict[str, str]:
        """What the rules may look at: the trap, the seconds it took to write, whether the author
        was asked already to look again."""
        seconds = form_tokens.age(str(self.data.get("stamp", "")))
        return {
            "trap": str(self.data.get(TRAP, "")),
            "seconds": "" if seconds is None else str(seconds),
            "nudged": str(self.data.get(NUDGED, "")),
        }

    @property
    def newcomer(self) -> Newcomer | None:
        return None

    @property
    def shared_key(self) -> tuple[object, ...] | None:
        """
        What the fields of the empty form depend on, besides where it stands; None where they show
        what somebody typed, or their name.
        """
        if self.is_bound or self.initial.get("body") or self.viewer.guest is not None:
            return None
        return (
            type(self),
            tuple(self.fields),
            self.hats,
            self.fields["body"].widget.attrs["data-limit"],
        )

    @property
    def hidden_html(self) -> SafeString:
        """The fields nobody sees. They differ each time, and a template of Django's for each of
        them costs more than twenty comments."""
        return format_html_join(
            "",
            '<input type="hidden" name="{}"{}>',
            (
                (field.html_name, format_html(' value="{}"', value) if value else "")
                for field in self.hidden_fields()
                for value in (field.value(),)
            ),
        )

    @property
    def trap_name(self) -> str:
        return TRAP


class GuestCommentForm(CommentForm):
    """One comment of a guest: the thought first, then who writes it."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_(
            "Use a first name or a nickname. Comments are public and can be found by searching."
        ),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        error_messages={"required": _("Please give a name.")},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Never published."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Please give an e-mail address. It is never published."),
            "invalid": _("This does not look like an e-mail address, such as ana@example.org."),
        },
    )
    website = forms.URLField(
        label=_("Website"),
        required=False,
        max_length=200,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "url"}),
        error_messages={"invalid": _("This does not look like the address of a website.")},
    )
    remember = forms.BooleanField(
        label=_("Remember my name on this device"),
        help_text=_("Sets one cookie for 180 days. You can be forgotten again at any time."),
        required=False,
    )

    field_order = ("body", "name", "email", "website", "remember")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.get("guest_website"):
            del self.fields["website"]

    def clean_name(self) -> str:
        return names.check(self.cleaned_data["name"])

    @property
    def newcomer(self) -> Newcomer | None:
        data = self.cleaned_data
        return Newcomer(name=data["name"], email=data["email"], website=data.get("website", ""))


def comment_form(
    viewer: Viewer,
    discussion: Discussion,
    data: Any = None,
    *,
    anew: bool = False,
    initial: dict[str, Any] | None = None,
) -> CommentForm:
    """The form this viewer gets. `anew` asks a known guest for their name again."""
    known = viewer.is_member or (viewer.guest is not None and not anew)
    kind = CommentForm if known else GuestCommentForm
    return kind(data, viewer=viewer, discussion=discussion, initial=initial or {})
