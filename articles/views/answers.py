"""Answers all pages of this floor give in the same way."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.viewer import Viewer
from articles import policies
from articles.models import Article, Author, Series, SlugHistory, Tag
from forum.comments.refusal import Refused
from forum.comments.views.context import open_to_all
from foundation.branding.large import render_around


class MovedForGood(HttpResponseRedirectBase):
    """The thing has a new address and keeps it; the answer itself may be kept for a day."""

    status_code = HTTPStatus.MOVED_PERMANENTLY

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self["Cache-Control"] = "max-age=86400"


def see_other(url: str) -> HttpResponseRedirect:
    response = HttpResponseRedirect(url)
    response.status_code = HTTPStatus.SEE_OTHER
    response["Cache-Control"] = "private, no-store"
    return response


def public_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page anybody may read; one that shows a person, or an error, is not kept."""
    viewer = Viewer.of(request)
    response = render_around(
        request,
        template,
        {"viewer": viewer, "nav": "articles", "site_url": settings.SITE_URL} | context,
        "threads_html",
        status=status,
    )
    if status != HTTPStatus.OK:
        response["Cache-Control"] = "private, no-store"
    return open_to_all(request, response)


def desk_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    response = render(request, template, {"viewer": Viewer.of(request)} | context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def page_status(failed: bool) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK


SAFE = ("GET", "HEAD", "OPTIONS")

View = Callable[..., HttpResponse]


def for_editors(view: View) -> View:
    """The guard of every address under /desk/."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        viewer = Viewer.of(request)
        if viewer.user is None:
            return redirect_to_login(request.get_full_path())
        if not policies.may_edit(viewer):
            raise Refused(_("The desk is for editors. Ask an administrator to make you one."))
        # A page with a form says it above the form, so that a long text is not lost.
        if request.method not in SAFE and not getattr(view, "says_refusal", False):
            policies.refuse_the_limited(viewer.user)
        return view(request, *args, **kwargs)

    guarded.for_editors = True  # type: ignore[attr-defined]  # a test walks the addresses
    return guarded


def says_refusal(view: View) -> View:
    """The view shows the form again to an editor under a limit. It stands below the guard."""
    view.says_refusal = True  # type: ignore[attr-defined]  # read by the guard
    return view


def moved(kind: type[Article | Author | Series | Tag], slug: str) -> MovedForGood:
    """The present address of what once was here, or 404."""
    target = {Article: "article", Author: "author", Series: "series", Tag: "tag"}[kind]
    found = SlugHistory.objects.filter(slug=slug, **{f"{target}__isnull": False})
    row = found.select_related(target).first()
    thing = getattr(row, target, None)
    if thing is None or (isinstance(thing, Article) and not thing.is_published):
        raise Http404
    return MovedForGood(thing.get_absolute_url())


def number(text: str) -> int | None:
    """A row's number from an address, or None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
