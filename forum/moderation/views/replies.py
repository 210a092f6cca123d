"""/moderation/replies/: the desk for what waits for an answer, in the forum and under articles."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.viewer import Viewer
from forum.comments import policies as comment_policies
from forum.comments.models import CommentKind, MarkKind
from forum.comments.refusal import Refused
from forum.comments.render import name_of
from forum.comments.services.mark import mark, unmark
from forum.comments.services.post import post
from forum.moderation import reply_desk
from forum.moderation.forms import DeskReplyForm, HandForm, lay_errors
from forum.moderation.guard import guarded
from forum.moderation.models import Need, ReplyWanted
from forum.moderation.services import reply_desk as verbs
from forum.moderation.views.queue import crumbs, number_of, person_of
from foundation.branding import settings, texts
from foundation.branding.moments import moment_text
from foundation.limits import network


@require_GET
@guarded(editors=True)
def replies(request: HttpRequest, viewer: Viewer, name: str = Need.UNANSWERED) -> HttpResponse:
    if name not in reply_desk.LISTS:
        raise Http404(_("There is no such page."))
    rows, has_more = reply_desk.page_of(name, viewer, after=number_of(request.GET.get("after", "")))
    counts = reply_desk.counts(viewer)
    here = reverse("moderation-replies-list", args=[name])
    context = {
        "tabs": [
            (
                _("%(tab)s (%(count)s)") % {"tab": label, "count": counts[one]},
                reverse("moderation-replies-list", args=[one]),
                one == name,
            )
            for one, label in reply_desk.LISTS.items()
        ],
        "name": name,
        "rows": rows,
        "crumbs": crumbs(_("Reply desk")),
        "first_url": here if request.GET.get("after") else "",
        "next_url": f"{here}?after={rows[-1].wanted.pk}" if has_more else "",
    }
    return render(request, "moderation/replies.html", context)


@require_GET
@guarded(editors=True)
def reply(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """/moderation/replies/ID/: one question, with what was said last, and the form to answer."""
    wanted = reply_desk.wanted_for(viewer, pk)
    form = DeskReplyForm(viewer=viewer, discussion=wanted.discussion)
    return _page(request, viewer, wanted, form)


@require_POST
@guarded(editors=True)
def send(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Answer, or put a text into the form."""
    wanted = reply_desk.wanted_for(viewer, pk)
    if "insert" in request.POST:
        return _page(request, viewer, wanted, _with_text(request, viewer, wanted))
    form = DeskReplyForm(request.POST, viewer=viewer, discussion=wanted.discussion)
    if form.is_valid():
        try:
            return _sent(request, viewer, wanted, form)
        except ValidationError as error:
            form.add_error("body", error)
        except Refused as refused:
            form.add_error(None, refused.sentence)
    return _page(request, viewer, wanted, form)


@require_POST
@guarded(editors=True)
def take(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    wanted = reply_desk.wanted_for(viewer, pk)
    by = person_of(viewer)
    if request.POST.get("undo"):
        verbs.release(wanted, by=by)
        messages.success(request, _("It is free for others again."))
    elif verbs.take(wanted, by=by):
        messages.success(request, _("It is yours for ten minutes. The others see your name."))
    else:
        messages.warning(request, _taken(reply_desk.wanted_for(viewer, pk), viewer))
    return _see_other(reverse("moderation-reply", args=[pk]))


@require_POST
@guarded(editors=True)
def settle(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    wanted = reply_desk.wanted_for(viewer, pk)
    if verbs.settle(wanted, by=person_of(viewer)):
        messages.success(request, _("It is off the desk until the person writes again."))
    else:
        messages.warning(request, _("It does not wait any more. Nothing was done."))
    return _see_other(reverse("moderation-replies"))


@require_http_methods(["GET", "POST"])
@guarded(editors=True)
def hand(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Ask a colleague to answer."""
    wanted = reply_desk.wanted_for(viewer, pk)
    by = person_of(viewer)
    form = HandForm(request.POST or None, colleagues=verbs.colleagues(by))
    if request.method == "POST" and form.is_valid():
        try:
            done = verbs.hand(wanted, by=by, **form.cleaned_data)
        except ValidationError as error:
            lay_errors(form, error)
        else:
            if done:
                messages.success(
                    request, _("%(name)s is told.") % {"name": form.cleaned_data["to"].name}
                )
            else:
                messages.warning(request, _("It does not wait any more. Nothing was done."))
            return _see_other(reverse("moderation-replies"))
    context = {
        "form": form,
        "wanted": wanted,
        "crumbs": [*crumbs("")[:-1], (_("Reply desk"), reverse("moderation-replies")),
                   (_("Hand to a colleague"), "")],
    }  # fmt: skip
    failed = request.method == "POST"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render(request, "moderation/reply_hand.html", context, status=status)


@require_POST
@guarded(editors=True)
def support(request: HttpRequest, viewer: Viewer, pk: int, comment: int) -> HttpResponse:
    """A reply is support, not an answer; or it is one after all."""
    wanted = reply_desk.wanted_for(viewer, pk)
    question = reply_desk.question_of(wanted)
    said = reply_desk.last_said(wanted, question) if question is not None else []
    found = next((one.comment for one in said if one.comment.pk == comment), None)
    if found is None:
        raise Http404(_("There is no such page."))
    (unmark if request.POST.get("undo") else mark)(found, MarkKind.SUPPORT, viewer=viewer)
    return _see_other(reverse("moderation-reply", args=[pk]))


def _sent(
    request: HttpRequest, viewer: Viewer, wanted: ReplyWanted, form: DeskReplyForm
) -> HttpResponse:
    by = person_of(viewer)
    if verbs.holder(wanted, by) is not None:
        raise Refused(_taken(wanted, viewer))
    word = wanted.last_word
    posted = post(
        wanted.discussion,
        viewer=viewer,
        body=form.cleaned_data["body"],
        parent=word if word is not None and word.kind == CommentKind.REPLY else None,
        hat=form.cleaned_data["hat"],
        form_key=form.cleaned_data["form_key"],
        network=network.of(request),
    )
    if form.cleaned_data["support"] and comment_policies.may_call_support(viewer, posted.comment):
        mark(posted.comment, MarkKind.SUPPORT, viewer=viewer)
    verbs.release(wanted, by=by)
    messages.success(request, _("Your reply is sent."))
    return _see_other(posted.comment.get_absolute_url())


def _with_text(request: HttpRequest, viewer: Viewer, wanted: ReplyWanted) -> DeskReplyForm:
    """The form with what was typed, and a text behind it with its names filled in."""
    chosen = request.POST.get("text", "")
    body = request.POST.get("body", "").rstrip()
    found = next((one for one in texts.on_shelf("replies") if one.key == chosen), None)
    if found is not None:
        values = {
            "name": name_of(wanted.last_word) if wanted.last_word is not None else "",
            "title": wanted.discussion.title,
            "me": person_of(viewer).name,
            "site": settings.get("site_name"),
        }
        body = f"{body}\n\n{texts.fill(found.body, values)}".strip()
    initial = {name: request.POST.get(name, "") for name in ("hat", "support", "form_key")}
    return DeskReplyForm(
        viewer=viewer, discussion=wanted.discussion, initial=initial | {"body": body}
    )


def _page(
    request: HttpRequest, viewer: Viewer, wanted: ReplyWanted, form: DeskReplyForm
) -> HttpResponse:
    question = reply_desk.question_of(wanted)
    if question is None:
        raise Http404(_("There is no such page."))
    [row] = reply_desk.rows_of([wanted], viewer)
    context = {
        "row": row,
        "wanted": wanted,
        "question": question,
        "question_name": name_of(question),
        "said": reply_desk.last_said(wanted, question),
        "is_mine": wanted.taken_by == viewer.user and bool(wanted.taken_until),
        "taken": _taken(wanted, viewer) if row.holder is not None else "",
        "texts": texts.on_shelf("replies"),
        "form": form,
        "crumbs": [*crumbs("")[:-1], (_("Reply desk"), reverse("moderation-replies")),
                   (wanted.discussion.title, "")],
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "moderation/reply.html", context, status=status)


def _taken(wanted: ReplyWanted, viewer: Viewer) -> str:
    other = verbs.holder(wanted, person_of(viewer))
    if other is None or wanted.taken_until is None:
        return _("It does not wait any more. Nothing was done.")
    return _("%(name)s is answering this until %(time)s.") % {
        "name": other.name,
        "time": moment_text(wanted.taken_until),
    }


def _see_other(url: str) -> HttpResponse:
    response = HttpResponseRedirect(url)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
