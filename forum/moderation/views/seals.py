"""A text that a moderator sealed: the few who may open it leave their name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.viewer import Viewer
from accounts.views.people import see_other
from forum.comments.render import name_of
from forum.moderation.guard import guarded
from forum.moderation.services import seals
from forum.moderation.views.queue import crumbs, person_of


@require_GET
@guarded()
def seal(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """/moderation/sealed/ID/: what is known of it, and for a while the text for who opened it."""
    found = get_object_or_404(seals.sealed(), pk=pk)
    is_open = seals.is_open_to(found, viewer)
    context = {
        "revision": found,
        "name": name_of(found.comment),
        "source": found.body_source if is_open else "",
        "is_open": is_open,
        "is_empty": not found.body_source,
        "refusal": seals.opening_refusal(viewer, found),
        "kept_until": seals.kept_until(found),
        "openings": seals.openings_of(found),
        "crumbs": crumbs(_("Sealed text")),
    }
    response = render(request, "moderation/sealed.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@guarded()
def open_seal(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """/moderation/sealed/ID/open/"""
    found = get_object_or_404(seals.sealed(), pk=pk)
    seals.open_seal(found, by=person_of(viewer))
    return see_other(reverse("moderation-sealed", args=[pk]))
