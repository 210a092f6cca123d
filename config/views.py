"""Answers that belong to no app: a form whose token was missing, a fresh token, files, robots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseForbidden,
)
from django.http.request import UnreadablePostError
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.static import serve

from accounts import form_tokens
from foundation.branding.robots_text import robots_text
from foundation.pagecache import marks

LONG_TEXT = 80

LABELS: dict[str, str | Promise] = {
    "body": gettext_lazy("Your text"),
    "text": gettext_lazy("Your text"),
    "message": gettext_lazy("Your message"),
    "title": gettext_lazy("Title"),
    "name": gettext_lazy("Name"),
    "email": gettext_lazy("E-mail address"),
    "login": gettext_lazy("E-mail address"),
    "website": gettext_lazy("Website"),
    "reason": gettext_lazy("Reason"),
    "password": gettext_lazy("Password"),
    "password1": gettext_lazy("Password"),
    "password2": gettext_lazy("Password (again)"),
}
SECRET_WORDS = ("password", "passwd", "secret", "code", "otp")
CHECKBOX = "remember"
# What a form carries for itself. A page for everybody holds it empty; the second try needs it.
MADE_BY_US: dict[str, Callable[[], str]] = {
    "form_key": form_tokens.new_key,
    "stamp": form_tokens.stamp,
}
ABOUT_THE_FORM = "csrfmiddlewaretoken"


@dataclass(frozen=True)
class PostedField:
    """One posted value, as it stands in the form that is shown again."""

    id: str
    name: str
    label: str
    value: str

    help: str = ""

    @property
    def kind(self) -> str:
        if self.name in MADE_BY_US:
            return "hidden"
        if self.name == CHECKBOX:
            return "checkbox"
        if any(word in self.name.lower() for word in SECRET_WORDS):
            return "password"
        if self.name in LABELS:
            long = len(self.value) > LONG_TEXT or "\n" in self.value
            return "textarea" if long or self.name in ("body", "text", "message") else "text"
        # Not something a person typed under a name we know: shown, but not for editing, except
        # where it is empty, as the traps for machines are.
        if "\n" in self.value:
            return "kept-lines"
        return "kept" if self.value else "empty"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A POST without a valid token changed nothing. Show what was sent, with a fresh token.

    Signed-out pages are kept by caches and hold no token, so without JavaScript this is the
    way every guest's form goes. What another site sent is refused instead: its visitor never
    saw the form.
    """
    if request.method != "POST" or sent_by_another_site(request) or wants_data(request):
        return refuse_plainly()
    try:
        fields = posted_fields(request)
        had_files = bool(request.FILES)
    except (RequestDataTooBig, TooManyFieldsSent, SuspiciousOperation, UnreadablePostError):
        return refuse_plainly()
    get_token(request)
    response = render(
        request,
        "config/csrf_failure.html",
        {
            "action": request.get_full_path(),
            "fields": fields,
            "had_files": had_files,
        },
        status=403,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def posted_fields(request: HttpRequest) -> list[PostedField]:
    fields: list[PostedField] = []
    for name, values in request.POST.lists():
        if name == ABOUT_THE_FORM or (name in MADE_BY_US and not values[-1]):
            continue
        label = _label(name, request)
        for value in values:
            field = PostedField(
                f"again-{len(fields)}",
                name,
                label,
                str(value),
                _("Never published.") if name == "email" else "",
            )
            if field.kind == "password":
                field = replace(field, value="")
            fields.append(field)
    if "body" in request.POST:
        fields += [
            PostedField(f"again-{name}", name, "", make())
            for name, make in MADE_BY_US.items()
            if not request.POST.get(name)
        ]
    return fields


def _label(name: str, request: HttpRequest) -> str:
    if name == CHECKBOX:
        if "login" in request.POST:
            return _("Keep me signed in on this device")
        return _("Remember my name on this device")
    return str(LABELS.get(name, name.replace("_", " ").replace("-", " ").capitalize()))


def sent_by_another_site(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin", "")
    if origin and origin != "null":
        return not _own(request, origin)
    if fetch_site := request.headers.get("Sec-Fetch-Site"):
        return fetch_site not in ("same-origin", "none")
    if origin == "null":
        return True
    referer = request.headers.get("Referer", "")
    return bool(referer) and not _own(request, referer)


def _own(request: HttpRequest, address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    origin = f"{parts.scheme}://{parts.netloc}"
    here = f"{'https' if request.is_secure() else 'http'}://{request.get_host()}"
    return origin in (here, *settings.CSRF_TRUSTED_ORIGINS)


def wants_data(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def refuse_plainly() -> HttpResponse:
    response = HttpResponseForbidden(
        _("This request did not come from a page of this site, so nothing was changed."),
        content_type="text/plain; charset=utf-8",
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What the owner asks of machines; the groups are set at /desk/settings/."""
    marks.keep(request)
    marks.made_of(request)
    return HttpResponse(robots_text(), content_type="text/plain; charset=utf-8")


# Pictures are re-encoded when they are uploaded, so nothing else is ever shown in place.
SHOWN_IN_PLACE = ("image/jpeg", "image/png", "image/webp", "image/gif", "image/avif")
A_YEAR = 365 * 24 * 3600


@require_safe
def media(request: HttpRequest, path: str) -> Any:
    """A file of the site's own folder. Large sites let their proxy or object storage do this."""
    if any(part.startswith(".") for part in path.split("/")):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    if isinstance(response, FileResponse) and kind not in SHOWN_IN_PLACE:
        response.headers["Content-Disposition"] = "attachment"
        response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}"
    return response
