"""The shape of what readers and editors send. What needs the database is said by the services."""

import re
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.viewer import Viewer
from articles.models import Article, Author, Disclaimer, Picture, Series
from articles.models.article import BODY_LENGTH, TITLE_LENGTH
from articles.models.rating import FEEDBACK_LENGTH
from articles.models.series import SeriesDisclaimer
from articles.services.write import Fields
from forum.topics.models import Topic
from foundation.text import pictures_without_description

TITLE_SHORTEST: Final = 5
TAGS_MOST: Final = 12
AUTHORS_SHOWN: Final = 4
_TOPIC: Final = re.compile(r"^(?:.*/t/)?([0-9]{1,15})(?:-[^/]*)?/?(?:[?#].*)?$")

STARS: Final = (
    ("1", _("Not at all")),
    ("2", _("Somewhat")),
    ("3", _("Useful")),
    ("4", _("Fairly useful")),
    ("5", _("Very useful")),
)


class RatingForm(forms.Form):
    stars = forms.TypedChoiceField(
        label=_("How useful was this article?"),
        choices=STARS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose one to five stars."),
            "invalid_choice": _("Please choose one to five stars."),
        },
    )

    @property
    def shared_key(self) -> int | None:
        """What the empty form depends on; None for one that was sent."""
        return None if self.is_bound else int(self.initial.get("stars") or 0)


class FeedbackForm(forms.Form):
    text = forms.CharField(
        label=_("Your note to the editors"),
        help_text=_(
            "Only the editors read it. Please leave out names and anything you would not want kept."
        ),
        # The verb checks emptiness and length, and says the count; here nothing is cut.
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-limit": str(FEEDBACK_LENGTH)}),
    )


class ArticleForm(forms.Form):
    """An article as editors write it. `values()` is what the services take."""

    title = forms.CharField(label=_("Title"), min_length=TITLE_SHORTEST, max_length=TITLE_LENGTH)
    slug = forms.CharField(
        label=_("Address"),
        max_length=150,
        required=False,
        help_text=_("Made from the title when left empty. A former address keeps working."),
    )
    standfirst = forms.CharField(
        label=_("Standfirst"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-limit": "500"}),
        help_text=_("One or two sentences under the title; lists and search results show them."),
    )
    body_source = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        max_length=BODY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 24, "data-limit": str(BODY_LENGTH)}),
    )
    lead_picture = forms.ModelChoiceField(
        Picture.objects.none(), label=_("Picture at the top"), required=False
    )
    lead_caption = forms.CharField(
        label=_("Caption"),
        max_length=500,
        required=False,
        help_text=_("Left empty, the picture's own caption stands."),
    )
    series = forms.ModelChoiceField(Series.objects.all(), label=_("Series"), required=False)
    position = forms.IntegerField(
        label=_("Part number"),
        required=False,
        min_value=1,
        max_value=9999,
        help_text=_("Left empty, it becomes the last part."),
    )
    tags = forms.CharField(
        label=_("Tags"), max_length=500, required=False, help_text=_("Separated by commas.")
    )
    topic = forms.CharField(
        label=_("Forum topic it grew from"),
        max_length=300,
        required=False,
        help_text=_("The topic's address or its number. The topic will link back."),
    )
    editors_note = forms.CharField(
        label=_("Editor's note"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    invitation = forms.CharField(
        label=_("Closing invitation"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What readers are asked to tell below. Left empty, a general sentence stands."),
    )
    disclaimer = forms.ChoiceField(label=_("Disclaimer"), choices=Disclaimer, required=False)
    disclaimer_text = forms.CharField(
        label=_("Its own disclaimer"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    minor = forms.BooleanField(
        label=_("A small correction: leave the shown date of change as it is"), required=False
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, viewer: Viewer, article: Article | None = None, **kwargs: Any
    ) -> None:
        self.viewer = viewer
        self.article = article
        signed = list(article.bylines.order_by("position")) if article else []
        if article is not None:
            kwargs["initial"] = _initial(article) | {
                f"author_{place}": byline.author_id for place, byline in enumerate(signed, start=1)
            }
        super().__init__(*args, **kwargs)
        self.fields["lead_picture"].queryset = Picture.objects.order_by("-id")  # type: ignore[attr-defined]
        # One more box than there are names, so that the next author always has a place.
        for place in range(1, max(AUTHORS_SHOWN, len(signed) + 1) + 1):
            self.fields[f"author_{place}"] = forms.ModelChoiceField(
                Author.objects.order_by("name", "pk"),
                label=_("Author %(number)d") % {"number": place},
                required=False,
            )

    @property
    def author_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("author_")]

    def clean_tags(self) -> list[str]:
        names = [" ".join(name.split()) for name in self.cleaned_data["tags"].split(",")]
        names = [name for name in names if name]
        if len(names) > TAGS_MOST:
            raise forms.ValidationError(
                _("These are %(count)d tags. Please use at most %(limit)d.")
                % {"count": len(names), "limit": TAGS_MOST}
            )
        if long := next((name for name in names if len(name) > 40), None):
            raise forms.ValidationError(
                _("A tag has at most 40 characters: %(name)s") % {"name": long}
            )
        return names

    def clean_topic(self) -> Topic | None:
        typed = self.cleaned_data["topic"].strip()
        if not typed:
            return None
        found = _TOPIC.search(typed)
        topic = found and Topic.objects.visible_to(self.viewer).filter(pk=int(found[1])).first()
        if not topic:
            raise forms.ValidationError(
                _("There is no such topic. Its address begins with /t/ and a number.")
            )
        return topic

    def clean_body_source(self) -> str:
        body: str = self.cleaned_data["body_source"].replace("\r\n", "\n")
        if self.article is None or self.article.body_format == "markdown":
            if bare := pictures_without_description(body):
                raise forms.ValidationError(
                    _("This picture has no description for those who cannot see it: %(address)s")
                    % {"address": bare[0]}
                )
        return body

    def values(self) -> Fields:
        """Without the tags, which are names here; the view has them made."""
        data = self.cleaned_data
        authors = [data[field.name] for field in self.author_fields if data.get(field.name)]
        return Fields(
            title=data["title"],
            slug=data["slug"],
            standfirst=data["standfirst"],
            body_source=data["body_source"],
            lead_picture=data["lead_picture"],
            lead_caption=data["lead_caption"],
            series=data["series"],
            position=data["position"],
            authors=authors,
            inspired_by=data["topic"],
            editors_note=data["editors_note"],
            invitation=data["invitation"],
            disclaimer=data["disclaimer"] or Disclaimer.SERIES,
            disclaimer_text=data["disclaimer_text"],
        )


def _initial(article: Article) -> dict[str, Any]:
    names = (
        "title", "slug", "standfirst", "body_source", "lead_caption", "position", "editors_note",
        "invitation", "disclaimer", "disclaimer_text", "version",
    )  # fmt: skip
    return {name: getattr(article, name) for name in names} | {
        "lead_picture": article.lead_picture_id,
        "series": article.series_id,
        "topic": article.inspired_by.get_absolute_url() if article.inspired_by else "",
        "tags": ", ".join(tag.name for tag in article.tags.all()),
    }


class ScheduleForm(forms.Form):
    publish_at = forms.DateTimeField(
        label=_("Publish on"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class PictureForm(forms.Form):
    file = forms.FileField(
        label=_("Picture file"), help_text=_("JPEG, PNG or WebP, up to 12 megabytes.")
    )
    alt = forms.CharField(
        label=_("Description"),
        max_length=300,
        help_text=_("What the picture shows, for people who cannot see it."),
    )
    caption = forms.CharField(label=_("Caption"), max_length=500, required=False)


class PictureTextForm(forms.Form):
    alt = PictureForm.base_fields["alt"]
    caption = PictureForm.base_fields["caption"]


class SeriesForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=150)
    slug = forms.CharField(label=_("Address"), max_length=150, required=False)
    description = forms.CharField(
        label=_("Description"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    disclaimer = forms.ChoiceField(label=_("Disclaimer"), choices=SeriesDisclaimer)
    disclaimer_text = forms.CharField(
        label=_("Its own disclaimer"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    position = forms.IntegerField(
        label=pgettext_lazy("place in a list", "Order"),
        min_value=0,
        max_value=9999,
        initial=0,
        help_text=_("Lower numbers stand first in the list of series."),
    )


class AuthorForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    slug = forms.CharField(label=_("Address"), max_length=90, required=False)
    line = forms.CharField(
        label=_("Line under the name"),
        max_length=200,
        required=False,
        help_text=_("For example a profession, or a life with the condition written about."),
    )
    bio = forms.CharField(
        label=_("About"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    photo = forms.ModelChoiceField(Picture.objects.none(), label=_("Photo"), required=False)
    account = forms.CharField(
        label=_("Account"),
        max_length=40,
        required=False,
        help_text=_("The handle of this person's account here, if they have one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photo"].queryset = Picture.objects.order_by("-id")  # type: ignore[attr-defined]

    def clean_account(self) -> User | None:
        handle = self.cleaned_data["account"].strip().lower().removeprefix("@")
        if not handle:
            return None
        user = User.objects.filter(handle=handle, kind="person").first()
        if user is None:
            raise forms.ValidationError(_("There is no account with this handle."))
        return user


class TagForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=40)
    slug = forms.CharField(label=_("Address"), max_length=50, required=False)
