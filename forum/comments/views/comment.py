"""One comment: find it, answer it, change it, take it back, mark it."""

from http import HTTPStatus
from math import ceil
from typing import Any, Final
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.policies import writing_refusal
from accounts.services import device, kept_text, voter
from accounts.viewer import Viewer
from forum.comments import edit_stamp, history, location, policies, queries, slots, slow
from forum.comments.forms import NUDGED, CommentForm
from forum.comments.gate import Hold, Nudged
from forum.comments.models import VOTES, Comment, Discussion, MarkKind, RevisionStatus
from forum.comments.page import rows_of
from forum.comments.refusal import Refused
from forum.comments.render import Row, preview_row, render_comment, render_threads
from forum.comments.services import delete as delete_verb
from forum.comments.services import edit as edit_verb
from forum.comments.services import mark as mark_verb
from forum.comments.services.post import Posted, check_body, post
from forum.comments.views.context import (
    composer,
    made_of,
    note_reading,
    open_to_all,
    place_of,
    wants_anew,
)
from foundation.branding.moments import until_text
from foundation.limits import buckets, network
from foundation.text import render_markdown, whole_number

# A household or a hospital shares an address, and more of them a block.
VOTES_OF_ONE: Final = (60, 3600)
VOTES_OF_A_BLOCK: Final = (300, 3600)
KEPT_OF_A_NETWORK: Final = (20, 3600)


def seen_or_404(request: HttpRequest, pk: int) -> Comment:
    """A comment in a discussion the viewer may see, whatever its own status."""
    found = queries.seen(pk, Viewer.of(request))
    if found is None:
        raise Http404
    return found


def see_other(url: str) -> HttpResponseRedirect:
    response = HttpResponseRedirect(url)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


@require_safe
def permalink(request: HttpRequest, pk: int) -> HttpResponse:
    """/c/ID/ lands on the page that holds the comment."""
    viewer = Viewer.of(request)
    comment = queries.seen(pk, viewer)
    if comment is not None:
        url = location.url_of(comment, viewer=viewer, sort=request.GET.get("sort", ""))
    elif (behind := queries.behind_members(pk)) is not None:
        url = f"{behind.discussion.url}#comments"
    else:
        raise Http404
    response = HttpResponseRedirect(url)
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """A root's own page, with all its replies."""
    root = seen_or_404(request, pk)
    if root.parent_id is not None or not root.is_root:
        return HttpResponseRedirect(location.url_of(root, viewer=Viewer.of(request)))
    start = None
    if asked := request.GET.get("from", ""):
        found = Comment.objects.filter(root=root, shown=True)
        start = get_object_or_404(found, pk=whole_number(asked))
    viewer = Viewer.of(request)
    made_of(request, root.discussion_id)
    page = queries.thread_page(root, viewer, start)
    note_reading(request, page)
    context = {
        "root": root,
        "page": page,
        "heading": _heading(page.threads[0].rows[0], is_continued=start is not None),
        "threads_html": render_threads(page.threads),
    }
    return open_to_all(request, render(request, "comments/thread.html", context))


def _heading(root: Row, *, is_continued: bool) -> str:
    """Where the reader is; a placeholder names nobody."""
    if not root.name:
        return _("One conversation, continued") if is_continued else _("One conversation")
    words = (
        _("A conversation begun by %(name)s, continued")
        if is_continued
        else _("A conversation begun by %(name)s")
    )
    return words % {"name": root.name}


@require_http_methods(["GET", "POST"])
def new_root(request: HttpRequest, pk: int) -> HttpResponse:
    """/d/ID/comment/: a new comment on the discussion itself."""
    viewer = Viewer.of(request)
    found = Discussion.objects.visible_to(viewer).select_related("audience").filter(pk=pk).first()
    if found is not None and found.continued_at_id is None:
        return _compose(request, found, None)
    # Emptied since the page was opened: what is sent stands below what became of it.
    emptied = get_object_or_404(Discussion, pk=pk, continued_at__isnull=False)
    parent = seen_or_404(request, emptied.continued_at_id or 0)
    return _compose(request, parent.discussion, parent)


@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """/c/ID/reply/: an answer to any comment."""
    is_sent = request.method == "POST"
    parent = queries.seen(pk, Viewer.of(request), alone=is_sent) or _gone_or_404(request, pk)
    return _compose(request, parent.discussion, parent)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int, *, back: str = "") -> HttpResponse:
    """/c/ID/edit/; `back` is where a guest goes on who came by their private link."""
    comment = seen_or_404(request, pk)
    viewer = Viewer.of(request)
    if not policies.is_own(viewer, comment):
        raise PermissionDenied
    stamp = request.POST.get("stamp", "")
    waiting = history.change_of(comment)
    if waiting is not None and waiting.status != RevisionStatus.WAITING:
        waiting = None
    body = request.POST.get("body", (waiting or comment).body_source)
    errors: list[str] = []
    nudge: tuple[Hold, ...] = ()
    nudged = request.POST.get(NUDGED, "")
    if request.method == "POST":
        try:
            edit_verb.edit(
                comment,
                viewer=viewer,
                body=body,
                network=network.of(request),
                stamp=stamp,
                form={"nudged": nudged},
            )
            return see_other(slots.landing(comment, back or _landing(comment)))
        except Nudged as asked:
            nudge = asked.found
        except ValidationError as error:
            errors = error.messages
        except Refused as refused:
            errors = [refused.sentence]
    in_time = policies.may_edit(viewer, comment)
    opened_at = edit_stamp.opened_at(stamp, comment)
    until = policies.editable_until(comment)
    context = {
        "comment": comment,
        "back": back or _landing(comment),
        "body": body,
        "errors": errors,
        "nudge": nudge,
        "nudged": nudged,
        "until_text": until_text(until),
        "minutes_left": ceil((until - timezone.now()).total_seconds() / 60),
        "waits": waiting is not None,
        "stamp": stamp if opened_at or not in_time else edit_stamp.make(comment),
        "in_time": in_time,
        "may_edit": in_time or policies.may_edit(viewer, comment, opened_at=opened_at),
    }
    return _answer(request, "comments/edit.html", context, failed=bool(errors or nudge))


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, pk: int, *, back: str = "") -> HttpResponse:
    """/c/ID/delete/; `back` as for `edit`."""
    comment = seen_or_404(request, pk)
    viewer = Viewer.of(request)
    if not policies.is_own(viewer, comment):
        raise PermissionDenied
    if request.method == "POST":
        discussion = comment.discussion
        delete_verb.delete(comment, viewer=viewer)
        if back:
            return see_other(back)
        return see_other(_landing(comment) if comment.shown else f"{discussion.url}#comments")
    context = {"comment": comment, "back": back or _landing(comment)}
    return _answer(request, "comments/delete.html", context)


@require_POST
def helpful(request: HttpRequest, pk: int) -> HttpResponse:
    return _mark(request, pk, MarkKind.HELPFUL)


@require_POST
def same(request: HttpRequest, pk: int) -> HttpResponse:
    return _mark(request, pk, MarkKind.SAME)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    return _mark(request, pk, MarkKind.ASKER)


@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    return _mark(request, pk, MarkKind.REVIEWED)


@require_POST
def support(request: HttpRequest, pk: int) -> HttpResponse:
    return _mark(request, pk, MarkKind.SUPPORT)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The text as it will look: drawn by the same renderer, kept nowhere."""
    html = _preview(request, Viewer.of(request))
    if request.headers.get("X-Requested-With") == "fetch":
        response = HttpResponse(html)
        response["Cache-Control"] = "private, no-store"
        return response
    return _answer(request, "comments/preview.html", {"preview": html})


def _preview(request: HttpRequest, viewer: Viewer) -> str:
    body = request.POST.get("body", "")[: policies.longest_body(viewer)]
    name = request.POST.get("name", "").strip()[:40]
    if viewer.user is not None:
        name = viewer.user.name
    elif not name and viewer.guest is not None:
        name = viewer.guest.name
    row = preview_row(render_markdown(body, "comment"), name or _("You"))
    return render_comment(row)


def _mark(request: HttpRequest, pk: int, kind: MarkKind) -> HttpResponse:
    comment = seen_or_404(request, pk)
    viewer = Viewer.of(request)
    verb = mark_verb.unmark if request.POST.get("undo") else mark_verb.mark
    if viewer.user is not None or kind not in VOTES:
        verb(comment, kind, viewer=viewer)
        return see_other(_landing(comment))
    key = voter.key_for(request)
    if refused := _too_many_votes(request):
        return refused
    verb(comment, kind, viewer=viewer, voter_key=key, network=network.of(request))
    response = see_other(location.url_of(comment, voted=True))
    voter.keep(response, key)
    response["Cache-Control"] = "private, no-store"
    return response


def _too_many_votes(request: HttpRequest) -> HttpResponse | None:
    """Votes are cheap to send: so many an hour from one address, and from its block."""
    origin = network.of(request)
    for name, key, (capacity, seconds) in (
        ("comments.vote", origin.address_hash, VOTES_OF_ONE),
        ("comments.vote.block", origin.block, VOTES_OF_A_BLOCK),
    ):
        taken = buckets.take(name, key, capacity=capacity, per_seconds=seconds)
        if not taken.ok:
            response = render(
                request,
                "comments/votes_wait.html",
                {"minutes": ceil(taken.wait_seconds / 60)},
                status=HTTPStatus.TOO_MANY_REQUESTS,
            )
            response["Retry-After"] = str(taken.wait_seconds)
            response["Cache-Control"] = "private, no-store"
            return response
    return None


def _compose(request: HttpRequest, discussion: Discussion, parent: Comment | None) -> HttpResponse:
    viewer = Viewer.of(request)
    place = place_of(discussion, parent)
    data = request.POST if request.method == "POST" else None
    form = composer(request, discussion, data, place=place)
    summary = preview_html = ""
    nudge: tuple[Hold, ...] = ()
    if request.POST.get("preview"):
        preview_html = _preview(request, viewer)
        form.errors.clear()
    elif request.POST.get("join") and viewer.user is None:
        try:
            return _keep_for_later(request, place)
        except ValidationError as error:
            form.errors.clear()
            form.add_error("body", error)
    elif request.method == "POST":
        if form.is_valid():
            try:
                posted = _send(request, form, discussion, parent)
                kept_text.drop(request, place)
                return _posted(request, posted)
            except ValidationError as error:
                form.add_error("body", error)
            except Nudged as asked:
                nudge = asked.found
            except Refused as refused:
                summary = refused.sentence
                if refused.code == "parent":
                    parent = None
    refusal = policies.posting_refusal(viewer, discussion) or writing_refusal(
        viewer, shelf=discussion.shelf
    )
    context: dict[str, Any] = {
        "discussion": discussion,
        "parent": parent,
        "parent_html": _drawn(parent, viewer) if parent is not None else "",
        "composer": form,
        "slow": slow.notice_for(viewer, discussion),
        "refusal": summary or (refusal if request.method == "GET" else ""),
        "anew": wants_anew(request),
        "preview": preview_html,
        "nudge": nudge,
        "nudged": request.POST.get(NUDGED, ""),
        "partial": request.GET.get("partial") == "1",
    }
    template = "comments/_composer.html" if context["partial"] else "comments/compose.html"
    return _answer(request, template, context, failed=request.method == "POST" and not preview_html)


def _keep_for_later(request: HttpRequest, place: str) -> HttpResponse:
    """To the sign-in and back: what was typed is here again afterwards, as a member's text."""
    body = check_body(request.POST.get("body", ""), viewer=Viewer(user=User()))
    origin = network.of(request).address_hash
    capacity, seconds = KEPT_OF_A_NETWORK
    if not buckets.take("comments.kept", origin, capacity=capacity, per_seconds=seconds).ok:
        raise ValidationError(_("Please wait an hour before you try this again."))
    kept_text.lay(request, place, body)
    response = see_other(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    response["Cache-Control"] = "private, no-store"
    return response


def _drawn(comment: Comment, viewer: Viewer) -> str:
    rows: list[Row] = rows_of([comment], viewer, comment.discussion, actions=False)
    rows[0].level = 1
    return render_comment(rows[0])


def _gone_or_404(request: HttpRequest, pk: int) -> Comment:
    """A comment that was taken away while somebody answered it: what they wrote comes back."""
    found = queries.gone_from_sight(Viewer.of(request)).filter(pk=pk)
    if request.method != "POST" or (gone := found.first()) is None:
        raise Http404
    return gone


def _send(
    request: HttpRequest, form: CommentForm, discussion: Discussion, parent: Comment | None
) -> Posted:
    data = form.cleaned_data
    newcomer = form.newcomer
    if newcomer is not None:
        newcomer = device.attach(request, newcomer)
    viewer = Viewer.of(request)
    posted = post(
        discussion,
        viewer=viewer,
        body=data["body"],
        parent=parent,
        hat=data.get("hat", ""),
        newcomer=newcomer,
        form_key=data["form_key"],
        network=network.of(request),
        form=form.traps(),
    )
    if data.get("support") and policies.may_call_support(viewer, posted.comment):
        mark_verb.mark(posted.comment, MarkKind.SUPPORT, viewer=viewer)
    return posted


def _posted(request: HttpRequest, posted: Posted) -> HttpResponse:
    comment = posted.comment
    if comment.guest_id is None:
        return see_other(slots.landing(comment, _landing(comment)))
    response = see_other(slots.landing(comment, location.url_of(comment, held=posted.token)))
    device.keep(request, response, remember=bool(request.POST.get("remember")))
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    return response


def _landing(comment: Comment) -> str:
    return f"/c/{comment.pk}/"


def _answer(
    request: HttpRequest, template: str, context: dict[str, Any], *, failed: bool = False
) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
