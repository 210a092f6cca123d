"""The editorial desk: articles in their states, writing, preview, publishing."""

from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.viewer import Viewer
from articles import queries
from articles.forms import ArticleForm, ScheduleForm
from articles.models import Article, ArticleStatus, BodyFormat
from articles.services import publish as publishing
from articles.services import taxonomy, write
from articles.services.render import render as render_body
from articles.views.answers import (
    desk_page,
    for_editors,
    number,
    page_status,
    says_refusal,
    see_other,
)
from articles.views.article import reading_context
from forum.comments.refusal import Refused
from foundation.branding.pager import Pager

PAGE: Final = 30


@require_safe
@for_editors
def desk(request: HttpRequest) -> HttpResponse:
    viewer = Viewer.of(request)
    status = request.GET.get("state", "")
    if status not in ArticleStatus.values:
        status = ArticleStatus.DRAFT
    counts = queries.desk_counts(viewer)
    count = -(-counts.get(status, 0) // PAGE)
    page = min(max(number(request.GET.get("page", "1")) or 1, 1), max(count, 1))
    context = {
        "tabs": [
            (
                _("%(state)s (%(count)d)") % {"state": state.label, "count": counts.get(state, 0)},
                f"{reverse('desk')}?state={state.value}",
                state == status,
            )
            for state in ArticleStatus
        ],
        "status": status,
        "articles": queries.desk_list(viewer, status)[(page - 1) * PAGE : page * PAGE],
        "pager": Pager.of(
            page,
            count,
            lambda n: f"{reverse('desk')}?state={status}&page={n}",
            label=_("Pages of articles"),
        ),
    }
    return desk_page(request, "articles/desk/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
@says_refusal
def new(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form_page(request, ArticleForm(viewer=Viewer.of(request)), None)
    form = _form(request, None)
    if form.is_valid():
        try:
            article = _save(form, None, by=_editor(request))
        except ValidationError as error:
            _lay_errors(form, error)
        except Refused as refused:
            form.add_error(None, refused.sentence)
            return _form_page(request, form, None, status=HTTPStatus.FORBIDDEN)
        else:
            messages.success(request, _("Saved as a draft. Nobody but editors can see it."))
            return see_other(_edit_url(article))
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
@says_refusal
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    article = _found(request, pk)
    if request.method != "POST":
        return _form_page(request, ArticleForm(viewer=Viewer.of(request), article=article), article)
    form = _form(request, article)
    if form.is_valid():
        try:
            _save(form, article, by=_editor(request))
        except write.Stale as stale:
            form, article = _form_of_present_version(request, stale), stale.article
        except ValidationError as error:
            _lay_errors(form, error)
        except Refused as refused:
            form.add_error(None, refused.sentence)
            return _form_page(request, form, article, status=HTTPStatus.FORBIDDEN)
        else:
            messages.success(request, _("Saved."))
            return see_other(_edit_url(article))
    return _form_page(request, form, article)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
@says_refusal
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows what is saved as readers would see it; POST what was typed, saving nothing."""
    article = _found(request, pk)
    if request.method == "POST":
        return _form_page(request, _form(request, article), article, draw=True)
    context = reading_context(request, article) | {"is_preview": True, "page": None}
    return desk_page(request, "articles/desk/preview.html", context)


@require_POST
@for_editors
@says_refusal
def preview_new(request: HttpRequest) -> HttpResponse:
    return _form_page(request, _form(request, None), None, draw=True)


@require_POST
@for_editors
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    article = _found(request, pk)
    try:
        changed = publishing.publish(article, by=_editor(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return see_other(_edit_url(article))
    messages.success(
        request, _("Published.") if changed else _("This article was already published.")
    )
    return see_other(article.get_absolute_url())


@require_POST
@for_editors
def unpublish(request: HttpRequest, pk: int) -> HttpResponse:
    article = _found(request, pk)
    if publishing.unpublish(article, by=_editor(request)):
        messages.success(
            request, _("Taken back. It is a draft again, and its discussion is hidden.")
        )
    return see_other(_edit_url(article))


@require_POST
@for_editors
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    article = _found(request, pk)
    form = ScheduleForm(request.POST)
    if form.is_valid():
        try:
            publishing.schedule(article, at=form.cleaned_data["publish_at"], by=_editor(request))
        except ValidationError as error:
            form.add_error("publish_at", error.messages)
        else:
            messages.success(request, _("Scheduled. You can still change it until then."))
            return see_other(_edit_url(article))
    return _form_page(
        request,
        ArticleForm(viewer=Viewer.of(request), article=article),
        article,
        schedule_form=form,
    )


@require_POST
@for_editors
def unschedule(request: HttpRequest, pk: int) -> HttpResponse:
    article = _found(request, pk)
    if publishing.unschedule(article, by=_editor(request)):
        messages.success(request, _("No longer scheduled. It is a draft again."))
    return see_other(_edit_url(article))


@require_POST
@for_editors
def earlier(request: HttpRequest, pk: int) -> HttpResponse:
    return _move(request, pk, -1)


@require_POST
@for_editors
def later(request: HttpRequest, pk: int) -> HttpResponse:
    return _move(request, pk, +1)


def _move(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    article = _found(request, pk)
    write.move(article, step=step, by=_editor(request))
    if article.series_id is None:
        return see_other(_edit_url(article))
    return see_other(reverse("desk-series-edit", args=[article.series_id]))


def _found(request: HttpRequest, pk: int) -> Article:
    return get_object_or_404(queries.whole_at_desk(Viewer.of(request)), pk=pk)


def _form(request: HttpRequest, article: Article | None) -> ArticleForm:
    return ArticleForm(request.POST, viewer=Viewer.of(request), article=article)


def _editor(request: HttpRequest) -> User | None:
    return Viewer.of(request).user


def _edit_url(article: Article) -> str:
    return reverse("desk-article", args=[article.pk])


def _save(form: ArticleForm, article: Article | None, *, by: User | None) -> Article:
    # One transaction: tags made for a save that is refused go with it.
    with transaction.atomic():
        values = form.values()
        values["tags"] = taxonomy.tags_named(form.cleaned_data["tags"])
        if article is None:
            return write.create(by=by, **values)
        return write.change(
            article,
            by=by,
            version=form.cleaned_data["version"],
            minor=form.cleaned_data["minor"],
            **values,
        )


def _lay_errors(form: ArticleForm, error: ValidationError) -> None:
    by_field = getattr(error, "error_dict", None) or {None: error.error_list}
    for name, errors in by_field.items():
        form.add_error(name if name in form.fields else None, errors)


def _form_of_present_version(request: HttpRequest, stale: write.Stale) -> ArticleForm:
    """What was typed, on top of the version that is saved now: saving again replaces it."""
    data = request.POST.copy()
    data["version"] = str(stale.article.version)
    form = ArticleForm(data, viewer=Viewer.of(request), article=stale.article)
    form.add_error(None, stale)
    return form


def _form_page(
    request: HttpRequest,
    form: ArticleForm,
    article: Article | None,
    *,
    schedule_form: ScheduleForm | None = None,
    draw: bool = False,
    status: int | None = None,
) -> HttpResponse:
    failed = (form.is_bound and not form.is_valid()) or schedule_form is not None
    context: dict[str, Any] = {
        "form": form,
        "article": article,
        "is_stale": any(error.code == "stale" for error in form.non_field_errors().as_data()),
        "schedule_form": schedule_form or _schedule_form(article),
        "drawn": _drawn(form, article) if draw else None,
    }
    return desk_page(
        request, "articles/desk/edit.html", context, status=status or page_status(failed)
    )


def _schedule_form(article: Article | None) -> ScheduleForm:
    at = article.publish_at if article else None
    return ScheduleForm(initial={"publish_at": timezone.localtime(at) if at else None})


def _drawn(form: ArticleForm, article: Article | None) -> dict[str, Any]:
    """What was typed, through the renderer of the page; typed text with faults is drawn too."""
    body_format = article.body_format if article else BodyFormat.MARKDOWN
    rendered = render_body(str(form["body_source"].value() or ""), body_format)
    return {
        "title": str(form["title"].value() or ""),
        "standfirst": str(form["standfirst"].value() or ""),
        "html": rendered.html,
        "minutes": rendered.reading_minutes,
        "words": rendered.word_count,
    }
