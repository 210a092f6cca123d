from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.services import device
from accounts.viewer import Viewer
from forum.comments.models import Comment
from forum.comments.refusal import Refused
from forum.comments.render import render_comment, row_of
from forum.moderation import policies
from forum.moderation.forms import TRAP, ReportForm, lay_errors
from forum.moderation.services.report import report as send
from foundation.limits import network


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """/c/ID/report/: for everybody who can see the comment."""
    viewer = Viewer.of(request)
    comment = _visible(viewer, pk)
    if refusal := policies.reporting_refusal(viewer, comment):
        raise Refused(refusal)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key = device.key_of(request) or device.new_key()
        try:
            send(
                comment,
                viewer=viewer,
                reason=form.cleaned_data["reason"],
                text=form.cleaned_data["text"],
                device_key=key,
                network=network.of(request),
            )
        except ValidationError as error:
            lay_errors(form, error)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            return _thanks(request, comment, "" if viewer.user else key)
    failed = request.method == "POST"
    response = render(
        request,
        "moderation/report.html",
        {
            "form": form,
            "comment": comment,
            "drawn": render_comment(row_of(comment, level=1, asker_id=comment.discussion.asker_id)),
            "trap": TRAP,
            "crumbs": [(comment.discussion.title, comment.discussion.url), (_("Report"), "")],
        },
        status=HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK,
    )
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def reported(request: HttpRequest, pk: int) -> HttpResponse:
    """/c/ID/report/sent/: says thank you, and what happens next."""
    comment = _visible(Viewer.of(request), pk)
    return render(request, "moderation/reported.html", {"comment": comment})


def _visible(viewer: Viewer, pk: int) -> Comment:
    found = Comment.objects.visible_to(viewer).select_related("discussion", "author", "guest")
    return get_object_or_404(found, pk=pk)


def _thanks(request: HttpRequest, comment: Comment, key: str) -> HttpResponse:
    response = redirect("reported", pk=comment.pk)
    response.status_code = HTTPStatus.SEE_OTHER
    if key:
        # One report for each device: the key is laid there, its hash is kept here.
        device.set_cookie(response, key, remember=device.is_remembered(request))
    return response
