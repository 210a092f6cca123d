"""Old addresses lead to the article that stands elsewhere now."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from accounts.viewer import Viewer
from gateways.portability import queries
from gateways.portability.wxr.plan import normal_path


class OldPathMiddleware:
    """
    Answers a page that is not found with a permanent redirect, if an article stood there before.

    Pages that exist are never asked about, with one exception: WordPress's short links are
    numbers behind the front page (`/?p=12`), which always exists.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_read = request.method in {"GET", "HEAD"}
        if is_read and request.path == "/" and "p" in request.GET:
            return _moved(request) or self._get_response(request)
        response = self._get_response(request)
        if is_read and response.status_code == 404:
            return _moved(request) or response
        return response


def _moved(request: HttpRequest) -> HttpResponse | None:
    path = normal_path(request.path)
    number = request.GET.get("p", "")
    candidates = [f"{path}?p={number}"] if number.isdecimal() else []
    candidates += [] if path == "/" else [path]
    for candidate in candidates:
        article = queries.article_at(candidate, Viewer.of(request))
        if article is not None:
            return HttpResponsePermanentRedirect(article.get_absolute_url())
    return None
