"""The desk's lists: series, authors, tags, pictures, and what readers told the editors."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.viewer import Viewer
from articles import queries
from articles.forms import AuthorForm, PictureForm, PictureTextForm, SeriesForm, TagForm
from articles.models import Article, Author, Picture, Series, Tag
from articles.services import pictures as picture_verbs
from articles.services import taxonomy
from articles.views.answers import desk_page, for_editors, number, page_status, see_other
from foundation.branding.pager import Pager

PAGE = 24


@require_safe
@for_editors
def series_list(request: HttpRequest) -> HttpResponse:
    return _shelf(
        request,
        title=_("Series"),
        rows=Series.objects.annotate(uses=Count("articles")).order_by("position", "title", "pk"),
        edit="desk-series-edit",
        new="desk-series-new",
        empty=_("A series is a column of articles that belong together, in an order."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def series_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    series = get_object_or_404(Series, pk=pk) if pk else None
    initial = series and {
        "title": series.title,
        "slug": series.slug,
        "description": series.description_source,
        "disclaimer": series.disclaimer,
        "disclaimer_text": series.disclaimer_text,
        "position": series.position,
    }
    parts = (
        Article.objects.at_desk(Viewer.of(request)).filter(series=series).order_by("position")
        if series
        else Article.objects.none()
    )
    return _edit(
        request,
        SeriesForm(request.POST or None, initial=initial or None),
        save=lambda data: taxonomy.save_series(series, **data),
        back="desk-series",
        title=series.title if series else _("New series"),
        thing=series,
        parts=parts,
    )


@require_safe
@for_editors
def author_list(request: HttpRequest) -> HttpResponse:
    return _shelf(
        request,
        title=_("Authors"),
        rows=Author.objects.annotate(uses=Count("bylines")).order_by("name", "pk"),
        edit="desk-author-edit",
        new="desk-author-new",
        empty=_("An author signs articles, with or without an account here."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def author_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    author = get_object_or_404(Author.objects.select_related("user"), pk=pk) if pk else None
    initial = author and {
        "name": author.name,
        "slug": author.slug,
        "line": author.line,
        "bio": author.bio_source,
        "photo": author.photo_id,
        "account": author.user.handle if author.user else "",
    }

    def save(data: dict[str, Any]) -> object:
        return taxonomy.save_author(author, user=data.pop("account"), **data)

    return _edit(
        request,
        AuthorForm(request.POST or None, initial=initial or None),
        save=save,
        back="desk-authors",
        title=author.name if author else _("New author"),
        thing=author,
        fields={"user": "account"},
    )


@require_safe
@for_editors
def tag_list(request: HttpRequest) -> HttpResponse:
    return _shelf(
        request,
        title=_("Tags"),
        rows=Tag.objects.annotate(uses=Count("articles")).order_by("name", "pk"),
        edit="desk-tag-edit",
        new="desk-tag-new",
        empty=_("Tags join articles about the same thing. New ones are made while you write."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def tag_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    tag = get_object_or_404(Tag, pk=pk) if pk else None
    initial = tag and {"name": tag.name, "slug": tag.slug}
    return _edit(
        request,
        TagForm(request.POST or None, initial=initial or None),
        save=lambda data: taxonomy.save_tag(tag, **data),
        back="desk-tags",
        title=tag.name if tag else _("New tag"),
        thing=tag,
    )


@require_safe
@for_editors
def picture_list(request: HttpRequest) -> HttpResponse:
    return _picture_page(request, PictureForm())


@require_http_methods(["POST"])
@for_editors
def picture_new(request: HttpRequest) -> HttpResponse:
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        try:
            picture = picture_verbs.add(
                data["file"], alt=data["alt"], caption=data["caption"], by=Viewer.of(request).user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The picture is kept. Its line for a text stands below."))
            return see_other(f"{reverse('desk-pictures')}#picture-{picture.pk}")
    return _picture_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def picture_edit(request: HttpRequest, pk: int) -> HttpResponse:
    picture = get_object_or_404(Picture, pk=pk)

    def save(data: dict[str, Any]) -> object:
        return picture_verbs.describe(picture, **data)

    return _edit(
        request,
        PictureTextForm(
            request.POST or None, initial={"alt": picture.alt, "caption": picture.caption}
        ),
        save=save,
        back="desk-pictures",
        title=_("Picture"),
        thing=None,
        picture=picture,
    )


@require_safe
@for_editors
def feedback_list(request: HttpRequest) -> HttpResponse:
    found = queries.feedback_list(Viewer.of(request))
    rows, pager = _paged(request, found, reverse("desk-feedback"))
    return desk_page(request, "articles/desk/feedback.html", {"rows": rows, "pager": pager})


def _picture_page(request: HttpRequest, form: PictureForm) -> HttpResponse:
    rows, pager = _paged(request, Picture.objects.order_by("-id"), reverse("desk-pictures"))
    return desk_page(
        request,
        "articles/desk/pictures.html",
        {"form": form, "rows": rows, "pager": pager},
        status=page_status(form.is_bound),
    )


def _shelf(
    request: HttpRequest, *, title: str, rows: Any, edit: str, new: str, empty: str
) -> HttpResponse:
    found, pager = _paged(request, rows, request.path)
    context = {
        "title": title,
        "rows": [(row, row.uses, reverse(edit, args=[row.pk])) for row in found],
        "new_url": reverse(new),
        "empty": empty,
        "pager": pager,
    }
    return desk_page(request, "articles/desk/shelf.html", context)


def _edit(
    request: HttpRequest,
    form: forms.Form,
    *,
    save: Callable[[dict[str, Any]], object],
    back: str,
    title: str,
    thing: object,
    fields: Mapping[str, str] | None = None,
    **context: Any,
) -> HttpResponse:
    """`fields` names the fields of the form whose column is called otherwise."""
    if request.method == "POST" and form.is_valid():
        try:
            save(dict(form.cleaned_data))
        except ValidationError as error:
            _tell(form, error, fields or {})
        else:
            messages.success(request, _("Saved."))
            return see_other(reverse(back))
    context |= {"form": form, "title": title, "thing": thing, "back_url": reverse(back)}
    return desk_page(
        request,
        "articles/desk/shelf_edit.html",
        context,
        status=page_status(form.is_bound),
    )


def _tell(form: forms.Form, error: ValidationError, fields: Mapping[str, str]) -> None:
    """What is wrong stands beside its field; what has none stands above all."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for column, found in error.error_dict.items():
        name = fields.get(column, column)
        form.add_error(name if name in form.fields else None, found)


def _paged(request: HttpRequest, rows: Any, url: str) -> tuple[list[Any], Pager]:
    """Lists an editor keeps are short; they are counted and numbered."""
    count = -(-rows.count() // PAGE)
    page = min(max(number(request.GET.get("page", "1")) or 1, 1), max(count, 1))
    pager = Pager.of(page, count, lambda n: f"{url}?page={n}", label=_("Pages"))
    return list(rows[(page - 1) * PAGE : page * PAGE]), pager
