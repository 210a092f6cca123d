from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments import edit_stamp
from forum.comments.models import Comment
from forum.comments.refusal import Refused
from forum.moderation import bulk, buttons, calm, keys, kinds, letters, limited, policies, queries
from forum.moderation.cards import cards_of
from forum.moderation.filters import Filters, age_choices, filter_reasons, place_name
from forum.moderation.forms import DECISION_FORMS, AskForm, OpinionForm, PlainForm, lay_errors
from forum.moderation.guard import guarded
from forum.moderation.models import Case
from forum.moderation.places import choices as place_choices
from forum.moderation.services import claims
from forum.moderation.services.amend import VERBS, amend
from forum.moderation.services.decide import AFTER, Outcome, decide, settle
from forum.moderation.texts import reason_choices


@require_GET
@guarded(editors=True, boards=True, hides=True)
def queue(request: HttpRequest, viewer: Viewer, tab: str = "") -> HttpResponse:
    """/moderation/ and its tabs."""
    if (paused_until := calm.paused_until(viewer.user)) is not None:
        return render(request, "moderation/pause.html", {"paused_until": paused_until})
    tabs = queries.tabs(viewer)
    current = next((one for one in tabs if one.id == tab), None) if tab else queries.first_tab(tabs)
    if current is None:
        raise Http404(_("There is no such page."))
    is_limited = limited.is_on(request)
    may_filter = current.is_waiting and not is_limited
    filters = Filters.read(request.GET) if may_filter else Filters()
    cases, has_more = queries.cases_of_tab(
        current.id, viewer=viewer, filters=filters, after=number_of(request.GET.get("after", ""))
    )
    here = address_of(current.id, filters.query)
    context = {
        "tabs": [
            (
                _tab_name(one),
                address_of(one.id),
                one is current,
                one.is_waiting and not one.count and one is not current,
            )
            for one in tabs
        ],
        "tab": current,
        "queue_count": queries.waiting_in(tabs),  # in the header
        "filters": filters,
        "may_filter": may_filter,
        "filter_fields": _filter_fields(filters, viewer) if may_filter else (),
        "back": f"{current.id}?{filters.query}" if filters else current.id,
        "cards": cards_of(cases, viewer),
        "keys": keys.shown(viewer.user),
        "cover": calm.cover_of(viewer.user),
        "covers": calm.COVERS.items(),
        "searches": queries.saved_searches(viewer),
        "several": bulk.offered(current.id) if viewer.has_queue and not is_limited else (),
        "just_decided": None if is_limited else queries.just_decided(person_of(viewer)),
        "reason_choices": reason_choices(),
        "work_url": _work_url(current, filters) if cases and may_filter else "",
        "first_url": here if request.GET.get("after") else "",
        "next_url": address_of(current.id, filters.query, after=cases[-1].pk) if has_more else "",
    }
    return render(request, "moderation/queue.html", context)


@require_GET
@guarded(editors=True, boards=True, hides=True)
def case(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """/moderation/cases/ID/: one case with everything that was decided about it."""
    return case_page(request, viewer, queries.case_for(viewer, pk))


def case_page(
    request: HttpRequest,
    viewer: Viewer,
    found: Case,
    *,
    ask: AskForm | None = None,
    opinion: OpinionForm | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """One case, claimed for who opens it. `from` in the address says which tab is worked off."""
    me = person_of(viewer)
    [card] = cards_of([found], viewer)
    if limited.is_on(request):
        context = {
            "card": card,
            "decisions": queries.decisions_of_case(found),
            "crumbs": crumbs(_("Case %(id)s") % {"id": found.pk}),
        }
        return render(request, "moderation/case_limited.html", context)
    is_mine = claims.take(found, by=me) if not card.refusal else False
    tab, filters = queries.way_of(request.GET.get("from", ""), viewer)
    opinions = queries.opinions_of(found)
    context = {
        "card": card,
        "is_mine": is_mine,
        "back": f"{queries.NEXT}{tab}?{filters.query}" if tab else "case",
        "tab_url": address_of(tab, filters.query) if tab else "",
        "next_url": _next_url(tab, filters, found) if tab else "",
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
        "keys": keys.shown(me),
        "just_decided": queries.just_decided(me),
        "opinions": opinions,
        "ask": ask or (found.is_open and AskForm(colleagues=queries.colleagues_of(me, found))),
        "opinion": opinion
        or (any(one.asked == me and not one.answer for one in opinions) and OpinionForm()),
        "decisions": queries.decisions_of_case(found),
        "reason_choices": reason_choices(),
        "crumbs": crumbs(_("Case %(id)s") % {"id": found.pk}),
    }
    return render(request, "moderation/case.html", context, status=status)


def way_on(tab: str, filters: Filters, *, me: User, after: int | None = None) -> str | None:
    """The address of the next case of a tab, claimed for this moderator; None at its end."""
    viewer = Viewer.for_user(me)
    for case in queries.next_free(tab, viewer=viewer, filters=filters, after=after):
        if claims.take(case, by=me):
            came = urlencode({"from": f"{tab}?{filters.query}" if filters else tab})
            return f"{reverse('moderation-case', args=[case.pk])}?{came}"
    return None


def _work_url(tab: queries.Tab, filters: Filters) -> str:
    here = reverse("moderation-next", args=[tab.id])
    return f"{here}?{filters.query}" if filters else here


def _next_url(tab: str, filters: Filters, found: Case) -> str:
    here = reverse("moderation-next", args=[tab])
    return f"{here}?{filters.query}&after={found.pk}".replace("?&", "?")


@require_http_methods(["GET", "POST"])
@guarded(editors=True, boards=True)
def case_decide(request: HttpRequest, viewer: Viewer, pk: int, verb: str) -> HttpResponse:
    """/moderation/cases/ID/VERB/: decide; a GET asks for the words it needs."""
    found = queries.case_for(viewer, pk)
    if found.comment is not None:
        return _decide(request, viewer, found.comment, verb, found)
    known = kinds.get(found.kind).verbs.get(verb)
    if known is None:
        raise Http404(_("There is no such page."))
    if request.method == "POST":
        return _told(request, settle(found, verb, by=person_of(viewer)), _back(request, found))
    context = {
        "form": PlainForm(),
        "title": known.label,
        "card": cards_of([found], viewer)[0],
        "crumbs": crumbs(str(known.label)),
    }
    return render(request, "moderation/decide.html", context)


@require_http_methods(["GET", "POST"])
@guarded(boards=True)
def comment_decide(request: HttpRequest, viewer: Viewer, pk: int, verb: str) -> HttpResponse:
    """/moderation/comments/ID/VERB/: the same in place, where no case is open."""
    found = Comment.objects.visible_to(viewer).select_related(
        "discussion", "author", "guest", "parent__author", "parent__guest"
    )
    return _decide(request, viewer, get_object_or_404(found, pk=pk), verb, None)


def _decide(
    request: HttpRequest, viewer: Viewer, comment: Comment, verb: str, found: Case | None
) -> HttpResponse:
    if verb not in AFTER and verb not in VERBS:
        raise Http404(_("There is no such page."))
    if refusal := policies.deciding_refusal(viewer, comment):
        raise Refused(refusal)
    form_class = DECISION_FORMS.get(verb) or DECISION_FORMS.get(buttons.asks(verb), PlainForm)
    form = form_class(
        request.POST if request.method == "POST" else None,
        initial={"body": comment.body_source, "base": edit_stamp.mark_of(comment)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            outcome = (decide if verb in AFTER else amend)(
                comment,
                verb,
                by=person_of(viewer),
                case=found,
                seen=request.GET.get("seen", ""),
                **form.cleaned_data,
            )
        except ValidationError as error:
            lay_errors(form, error)
        else:
            return _told(request, outcome, _back(request, found, comment))
    return _ask(request, viewer, comment, verb, found=found, form=form)


def _ask(
    request: HttpRequest,
    viewer: Viewer,
    comment: Comment,
    verb: str,
    *,
    found: Case | None,
    form: Form,
) -> HttpResponse:
    """The page that asks for a reason or a reply, with the comment it is about."""
    title = buttons.label_of(verb, comment, queries.waiting_change(comment))
    context: dict[str, Any] = {
        "form": form,
        "title": title,
        "crumbs": crumbs(str(title)),
        "card": cards_of([found or Case(kind="reported", comment=comment)], viewer)[0],
        "back": request.POST.get("back", ""),
        "is_danger": verb in ("reject", "remove"),
        "source": comment.body_source if verb == "redact" else "",
        "letters": letters.all_for(comment) if "reason_code" in form.fields else (),
    }
    failed = request.method == "POST"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render(request, "moderation/decide.html", context, status=status)


def _told(request: HttpRequest, outcome: Outcome, url: str) -> HttpResponse:
    if outcome.done and outcome.decision is not None:
        messages.success(
            request, _("Decided: %(action)s.") % {"action": outcome.decision.action_label}
        )
    else:
        messages.warning(request, _already(outcome, request.user.pk))
    response = HttpResponseRedirect(url)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _already(outcome: Outcome, me: int | None) -> str:
    """What the second of two moderators reads."""
    decision = outcome.decision
    if decision is None:
        return _("This comment has changed since you opened the page. Nothing was done.")
    facts = {"action": decision.action_label, "time": timesince(decision.at)}
    if decision.by is None or decision.by.pk == me:
        return _("You have decided this already: %(action)s, %(time)s ago.") % facts
    return _(
        "%(name)s has decided this already: %(action)s, %(time)s ago. Nothing was changed."
    ) % (facts | {"name": decision.by.name})


def _back(request: HttpRequest, found: Case | None, comment: Comment | None = None) -> str:
    """Where the moderator came from: a tab of the queue, the case's page, or the discussion."""
    back = request.POST.get("back", "")
    viewer = Viewer.of(request)
    tab, filters = queries.way_of(back, viewer)
    if tab and back.startswith(queries.NEXT):
        return way_on(tab, filters, me=person_of(viewer)) or address_of(tab, filters.query)
    if tab:
        return address_of(tab, filters.query)
    if back == "case" and found is not None:
        return reverse("moderation-case", args=[found.pk])
    if comment is not None:
        return comment.get_absolute_url()
    return reverse("moderation")


def person_of(viewer: Viewer) -> User:
    assert viewer.user is not None  # the guard has seen to it  # noqa: S101
    return viewer.user


def crumbs(here: str) -> list[tuple[str, str]]:
    return [(_("Moderation"), reverse("moderation")), (here, "")]


def _tab_name(tab: queries.Tab) -> str:
    return _("%(tab)s (%(count)s)") % {"tab": tab.label, "count": tab.count_text}


def address_of(tab: str, query: str = "", *, after: int | None = None) -> str:
    """Of a tab, as it is filtered, and of a later page of it."""
    place = f"after={after}" if after is not None else ""
    asked = "&".join(part for part in (query, place) if part)
    return reverse("moderation-tab", args=[tab]) + (f"?{asked}" if asked else "")


def _filter_fields(filters: Filters, viewer: Viewer) -> list[dict[str, Any]]:
    """The lists to choose from, for the template."""
    places = [(label, [tuple(place) for place in group]) for label, group in place_choices(viewer)]
    if name := place_name(filters.place):
        places.insert(0, (_("Discussion"), [(filters.place, name)]))
    return [
        {"name": "reason", "label": _("Reason"), "groups": filter_reasons(), "now": filters.reason},
        {"name": "place", "label": _("Place"), "groups": places, "now": filters.place},
        {"name": "age", "label": _("Waits"), "groups": [("", age_choices())], "now": filters.age},
    ]


def number_of(text: str) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) <= queries.LONGEST_NUMBER:
        return int(text)
    raise Http404(_("There is no such page."))
