"""The site's own pages: guidelines, privacy, corrections, contact."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.branding.services.pages import page, with_anchors
from foundation.pagecache import marks


@require_safe
def site_page(request: HttpRequest, slug: str) -> HttpResponse:
    marks.keep(request)
    found = page(slug)
    context = {"page": found, "body": with_anchors(found.body_html)}
    return render(request, "branding/page.html", context)
