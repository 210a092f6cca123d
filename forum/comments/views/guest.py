"""A guest's private page for one comment: what became of it, behind an unguessable address."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.viewer import Viewer
from forum.comments import history, location, tree
from forum.comments.models import Comment, Status
from forum.comments.page import TOLD_TO_GUESTS, rows_of
from forum.comments.render import render_comment
from forum.comments.services.post import ticket_hash


@require_safe
def private(request: HttpRequest, token: str) -> HttpResponse:
    """/guest/TOKEN/: shows, and changes nothing."""
    comment = (
        tree.rows()
        .select_related("discussion__audience", "root", "root__discussion")
        .filter(ticket__token_hash=ticket_hash(token))
        .first()
    )
    if comment is None:
        raise Http404(_("There is no such page."))
    context = {
        "comment": comment,
        "title": comment.discussion.title if comment.discussion.is_seen_by_all else "",
        "drawn": _drawn(comment, token),
        "is_published": comment.status == Status.PUBLISHED,
        "is_deleted": comment.status == Status.DELETED,
        "place": _place(comment, token),
    }
    response = render(request, "comments/guest.html", context)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _drawn(comment: Comment, token: str) -> str:
    viewer = Viewer(held_tokens=(token,))
    row = rows_of([comment], viewer, comment.discussion, actions=False)[0]
    row.level = 1
    if comment.status == Status.PUBLISHED:
        row.change = history.change_of(comment)
    row.private_url = ""
    return render_comment(row)


def _place(comment: Comment, token: str) -> str:
    """Where it stands today; nowhere while its discussion is out of sight."""
    if not comment.discussion.is_seen_by_all:
        return ""
    held = token if comment.status in TOLD_TO_GUESTS else ""
    return location.url_of(comment, held=held) if held or comment.shown else ""
