"""One discussion as a whole: what is in force there, and what a moderator can do about it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments import slow
from forum.comments.models import Discussion
from forum.comments.refusal import Refused
from forum.moderation import discussion_tools, policies, queries
from forum.moderation.forms import MembersForm, SlowForm, lay_errors
from forum.moderation.guard import guarded
from forum.moderation.services import discussions
from forum.moderation.views.queue import crumbs, person_of

_PLAIN: dict[str, Callable[..., bool]] = {
    "unlock": discussions.unlock,
    "pin": discussions.pin,
    "unpin": discussions.unpin,
    "everyone": discussions.for_everyone,
    "unslow": discussions.unslow,
}

# The shape of what is sent, the verb, and what is said when it is done.
_WITH_WORDS: dict[str, tuple[type[forms.Form], Callable[..., bool], str | Promise]] = {
    "members": (
        MembersForm,
        discussions.for_members,
        gettext_lazy("The discussion is for members only from now on."),
    ),
    "slow": (
        SlowForm,
        discussions.slow,
        gettext_lazy("The discussion is slowed down from now on."),
    ),
}


@require_GET
@guarded(boards=True)
def panel(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """/moderation/discussions/ID/: what is in force, what was decided, and the buttons."""
    return _show(request, viewer, _seen(viewer, pk))


@require_POST
@guarded(boards=True)
def act(request: HttpRequest, viewer: Viewer, pk: int, verb: str) -> HttpResponse:
    """/moderation/discussions/ID/VERB/."""
    found = _seen(viewer, pk)
    by: User = person_of(viewer)
    if verb == "lock":
        discussions.lock(found, by=by, reason=request.POST.get("reason", ""))
    elif verb in _WITH_WORDS:
        return _with_words(request, viewer, found, verb)
    elif verb in _PLAIN:
        _PLAIN[verb](found, by=by)
    else:
        raise Http404(_("There is no such page."))
    return _back(found)


def _with_words(request: HttpRequest, viewer: Viewer, found: Discussion, verb: str) -> HttpResponse:
    kind, run, done = _WITH_WORDS[verb]
    form = kind(request.POST, auto_id=f"{verb}-%s")
    if form.is_valid():
        try:
            run(found, by=person_of(viewer), **form.cleaned_data)
        except ValidationError as error:
            lay_errors(form, error)
        else:
            messages.success(request, str(done))
            return _back(found)
    return _show(request, viewer, found, **{verb: form})


def _seen(viewer: Viewer, pk: int) -> Discussion:
    found = Discussion.objects.visible_to(viewer).select_related("audience__narrows", "slowdown")
    discussion = get_object_or_404(found, pk=pk)
    if refusal := policies.moderating_refusal(viewer, discussion):
        raise Refused(refusal)
    return discussion


def _show(
    request: HttpRequest, viewer: Viewer, found: Discussion, **sent: forms.Form
) -> HttpResponse:
    context: dict[str, Any] = {
        "discussion": found,
        "members_form": sent.get("members") or MembersForm(auto_id="members-%s"),
        "slow_form": sent.get("slow") or SlowForm(auto_id="slow-%s"),
        "slowdown": slow.in_force(found),
        "links": discussion_tools.links_for(found, viewer),
        "decisions": queries.decisions_of_discussion(found),
        "crumbs": crumbs(_("This discussion")),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if sent else HTTPStatus.OK
    return render(request, "moderation/discussion.html", context, status=status)


def _back(found: Discussion) -> HttpResponse:
    response = HttpResponseRedirect(found.url)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
