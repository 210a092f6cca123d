from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.search.page import COUNTED, ON_A_PAGE, address, groups, one_kind
from foundation.search.queries import find_similar
from foundation.search.registry import provider_of, viewer_of
from foundation.text import excerpt, tidy_line, whole_number

LONGEST_QUERY = 200
# The forum has not been asked for its address: it lies above.
ASK = "/forum/ask/"
LONGEST_TITLE = 150


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """One search for everything there is. Works signed out, without cookie or script."""
    query = tidy_line(request.GET.get("q", ""))[:LONGEST_QUERY]
    newest = request.GET.get("order") == "newest"
    kind = provider_of(request.GET.get("kind", ""))
    viewer = viewer_of(request)
    if kind:
        number = _page_number(request.GET.get("page", ""))
        group = one_kind(kind, viewer, query, newest=newest, number=number)
        found = [group] if group else []
    else:
        found = groups(viewer, query, newest=newest)
    nothing = bool(query) and not found
    chosen = kind.kind if kind else ""
    context = {
        "nav": "search",
        "query": query,
        "newest": newest,
        "kind": chosen,
        "groups": found,
        "orders": [
            (_("Best match"), address(query, kind=chosen), not newest),
            (_("Newest first"), address(query, kind=chosen, newest=True), newest),
        ],
        "everything_url": address(query, newest=newest),
        "nothing": nothing,
        "close": find_similar(viewer, query) if nothing else [],
        "ask_url": f"{ASK}?{urlencode({'title': excerpt(query, LONGEST_TITLE)})}",
    }
    return render(request, "search/page.html", context)


def _page_number(typed: str) -> int:
    last = COUNTED // ON_A_PAGE
    return min(max(whole_number(typed), 1), last)
