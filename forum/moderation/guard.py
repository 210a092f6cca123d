"""The one door to everything under /moderation/."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

from accounts.viewer import Viewer
from forum.comments.refusal import Refused
from forum.moderation import limited, policies

View = Callable[..., HttpResponseBase]


def guarded(
    *, editors: bool = False, boards: bool = False, hides: bool = False
) -> Callable[[View], View]:
    """
    Moderators only; with `editors` also editors, who see what was registered for them; with
    `boards` also moderators of boards: the view then asks about the thing itself.

    Somebody signed out who opens a page is asked to sign in; everybody else is refused with a
    sentence. A test walks the addresses and fails on one without this guard.

    While personal data is hidden (forum.moderation.limited), a page is closed unless it says that
    it `hides` them itself.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            viewer = Viewer.of(request)
            if viewer.user is None and request.method == "GET":
                query = urlencode({"next": request.get_full_path()})
                return redirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")
            if refusal := policies.desk_refusal(viewer, editors=editors, boards=boards):
                raise Refused(refusal)
            if not hides and limited.is_on(request):
                response: HttpResponseBase = render(request, "moderation/closed.html")
            else:
                response = view(request, viewer, *args, **kwargs)
            add_never_cache_headers(response)
            return response

        inner.is_guarded = True  # type: ignore[attr-defined]  # what the test looks for
        return inner

    return wrap
