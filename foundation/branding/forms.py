from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.branding import settings, texts
from foundation.branding.models import SitePage
from foundation.branding.settings import Declared

PAGE_LENGTH = 50_000


class SettingsForm(forms.Form):
    """A field for each declared setting, under the name of its key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for known in settings.declared().values():
            self.fields[known.key] = _field(known)
            self.initial.setdefault(known.key, settings.get(known.key))

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings, in the order they were declared."""
        groups: dict[str, list[forms.BoundField]] = {}
        for known in settings.declared().values():
            groups.setdefault(str(known.group), []).append(self[known.key])
        yield from groups.items()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = dict(super().clean() or self.cleaned_data)
        for known in settings.declared().values():
            if known.key in cleaned:
                try:
                    cleaned[known.key] = settings.check(known, cleaned[known.key])
                except ValidationError as error:
                    self.add_error(known.key, error)
        return cleaned


def _field(known: Declared) -> forms.Field:
    facts: dict[str, Any] = {"label": known.label, "help_text": known.help}
    if isinstance(known.default, bool):
        return forms.BooleanField(required=False, **facts)
    if isinstance(known.default, int):
        return forms.IntegerField(min_value=known.minimum, max_value=known.maximum, **facts)
    if known.choices:
        return forms.ChoiceField(choices=known.allowed, **facts)
    widget = forms.Textarea(attrs={"rows": 4}) if known.multiline else forms.TextInput()
    return forms.CharField(
        required=known.required, max_length=known.most_characters, widget=widget, **facts
    )


class SitePageForm(forms.ModelForm[SitePage]):
    body_source = forms.CharField(
        label=_("Text"),
        help_text=_("Markdown: # heading, **bold**, - list, [words](address)."),
        max_length=PAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 24}),
    )

    class Meta:
        model = SitePage
        fields = ("title", "body_source")


class TextForm(forms.Form):
    """A text of the site. Its rules are checked where it is written."""

    def __init__(
        self, *args: Any, known: texts.Declared | None, titled: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if titled or (known is not None and not known.label):
            self.fields["title"] = forms.CharField(
                label=_("Name"), help_text=_("Only the team reads it."), required=False
            )
        rows = 8 if known is None or known.multiline else 2
        self.fields["body"] = forms.CharField(
            label=_("Text"),
            help_text=str(known.help) if known is not None else "",
            required=False,
            strip=False,
            widget=forms.Textarea(attrs={"rows": rows}),
        )
