"""/desk/texts/: the texts of the site, word for word, with their history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings as django_settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.branding import texts
from foundation.branding.forms import TextForm
from foundation.branding.models import TextVersion
from foundation.branding.policies import changing_refusal, may_change_texts
from foundation.branding.services import save_text
from foundation.text import whole_number

View = Callable[..., HttpResponseBase]
HISTORY = 50


@dataclass(frozen=True, slots=True)
class Row:
    text: texts.Text
    url: str
    changed: TextVersion | None


def text_editors_only(view: View) -> View:
    """Whoever may change the texts of some area; each page then looks at its own."""

    @wraps(view)
    def guarded(request: HttpRequest, **parts: str) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not _shelves_for(request):
            raise PermissionDenied(_("Only administrators can change the texts of the site."))
        if request.method == "POST" and (refusal := changing_refusal(request.user)):
            raise PermissionDenied(refusal)
        return view(request, **parts)

    return never_cache(guarded)


@require_safe
@text_editors_only
def site_texts(request: HttpRequest) -> HttpResponse:
    language = _language(request)
    in_force = texts.in_force()
    with override(language):
        found = [(shelf, _rows(shelf, language)) for shelf in _shelves_for(request)]
    changed = TextVersion.objects.select_related("by").in_bulk(list(in_force.values()))
    context = {
        "shelves": [
            (shelf, [Row(text, _url(text.key, language), changed.get(text.version)) for text in on])
            for shelf, on in found
        ],
        "language": language,
        "languages": _tabs(reverse("site-texts"), language),
    }
    return render(request, "branding/texts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@text_editors_only
def site_text(request: HttpRequest, key: str) -> HttpResponse:
    known = _known_or_404(request, key)
    language = _language(request)
    with override(language):
        now = texts.text(key, language) if key in texts.declared() else texts.added(key, language)
        default = str(known.default)
    if now is None:
        raise Http404
    history = list(_history(key, language))
    shown = next((one for one in history if str(one.pk) == request.GET.get("version")), None)
    body, title = (shown.body, shown.title) if shown and shown.body else (now.body, now.title)
    form = TextForm(request.POST or None, known=known, initial={"body": body, "title": title})
    if request.method == "POST" and form.is_valid():
        try:
            changed = save_text.save(
                key,
                language=language,
                body=form.cleaned_data["body"],
                title=form.cleaned_data.get("title", ""),
                by_id=request.user.pk,
                seen=whole_number(request.POST.get("seen", "")) if history else None,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = _("The text is saved.") if changed else _("The text says this already.")
            messages.success(request, said)
            return HttpResponseRedirect(_url(key, language), status=303)
    context = {
        "form": form,
        "known": known,
        "now": now,
        "seen": now.version,
        "history": history,
        "language": language,
        "languages": _tabs(reverse("site-text", args=[key]), language),
        "default": default,
        "is_open": _shelf_of(known).open,
        "here": _url(key, language),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "branding/text.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@text_editors_only
def new_text(request: HttpRequest, shelf: str) -> HttpResponse:
    home = next((one for one in _shelves_for(request) if one.id == shelf and one.open), None)
    if home is None:
        raise Http404
    language = _language(request)
    known = texts.known(f"{shelf}~new")
    form = TextForm(request.POST or None, known=known, titled=True)
    if request.method == "POST" and form.is_valid():
        try:
            save_text.add(shelf, language=language, by_id=request.user.pk, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The text is added."))
            return HttpResponseRedirect(_list_url(language), status=303)
    context = {"form": form, "shelf": home, "language": language}
    status = 422 if request.method == "POST" else 200
    return render(request, "branding/text_new.html", context, status=status)


@require_POST
@text_editors_only
def default_text(request: HttpRequest, key: str) -> HttpResponse:
    """Back to the text that comes with the software."""
    _known_or_404(request, key)
    if key not in texts.declared():
        raise Http404
    language = _language(request)
    save_text.reset(key, language=language, by_id=request.user.pk)
    messages.success(request, _("The text is the one that comes with the software again."))
    return HttpResponseRedirect(_url(key, language), status=303)


@require_POST
@text_editors_only
def retire_text(request: HttpRequest, key: str) -> HttpResponse:
    if not _shelf_of(_known_or_404(request, key)).open:
        raise Http404
    save_text.retire(key, by_id=request.user.pk)
    messages.success(request, _("The text is no longer offered. Its history is kept."))
    return HttpResponseRedirect(_list_url(_language(request)), status=303)


def _shelves_for(request: HttpRequest) -> list[texts.Shelf]:
    return [one for one in texts.shelves() if may_change_texts(request.user, one.area)]


def _shelf_of(known: texts.Declared) -> texts.Shelf:
    return next(one for one in texts.shelves() if one.id == known.shelf)


def _known_or_404(request: HttpRequest, key: str) -> texts.Declared:
    known = texts.known(key)
    if known is None:
        raise Http404
    if not may_change_texts(request.user, _shelf_of(known).area):
        raise PermissionDenied(_("Only administrators can change the texts of the site."))
    return known


def _rows(shelf: texts.Shelf, language: str) -> list[texts.Text]:
    if shelf.open:
        return texts.on_shelf(shelf.id, language)
    keys = [key for key, one in texts.declared().items() if one.shelf == shelf.id]
    return [texts.text(key, language) for key in keys]


def _history(key: str, language: str) -> Any:
    found = TextVersion.objects.filter(key=key, language__in=[language, ""])
    return found.select_related("by").order_by("-id")[:HISTORY]


def _language(request: HttpRequest) -> str:
    """The language whose texts are shown: of the address, else of the site."""
    asked = request.GET.get("language", "")
    return asked if asked in dict(django_settings.LANGUAGES) else django_settings.LANGUAGE_CODE


def _tabs(url: str, language: str) -> list[tuple[str, str, bool]]:
    if len(django_settings.LANGUAGES) == 1:
        return []
    return [
        (str(name), f"{url}?{urlencode({'language': code})}", code == language)
        for code, name in django_settings.LANGUAGES
    ]


def _url(key: str, language: str) -> str:
    return f"{reverse('site-text', args=[key])}?{urlencode({'language': language})}"


def _list_url(language: str) -> str:
    return f"{reverse('site-texts')}?{urlencode({'language': language})}"
