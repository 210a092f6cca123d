"""What the queue and its pages read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import Count, Q, QuerySet, Value
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import moderators
from accounts.models import User
from accounts.models.user import Role
from accounts.viewer import Viewer
from forum.comments.models import Comment, Discussion, Revision, Transfer
from forum.comments.models.discussion import audience_kinds_of
from forum.moderation import kinds, places, policies
from forum.moderation.audit import Asked
from forum.moderation.filters import NONE, Filters
from forum.moderation.models import (
    Batch,
    Case,
    CaseSkip,
    Decision,
    Opinion,
    SavedSearch,
    Strictness,
    WatchedWord,
)
from forum.moderation.services import claims
from foundation.branding import settings

PAGE: Final = 20
LONGEST_NUMBER: Final = 18  # digits of a number in an address
HISTORY_PAGE: Final = 50
# Nobody works through more than this; counting further costs time on a large table.
MOST_COUNTED: Final = 1000

# Of saved searches: so many are shown, and so far each is counted.
MOST_SEARCHES: Final = 20
MOST_FOUND: Final = 100

RISK_TAB: Final = "risk"
ASKED_TAB: Final = "asked"
SPAM_TAB: Final = "spam"
DONE_TAB: Final = "done"
# In a form: after this decision the next case, instead of the list.
NEXT: Final = "next:"
# Somebody else may take the first of these at the same moment.
TRIED: Final = 5


@dataclass(frozen=True, slots=True)
class Tab:
    id: str
    label: str | Promise
    count: int
    is_waiting: bool  # a tab of open cases

    @property
    def count_text(self) -> str:
        return f"{MOST_COUNTED}+" if self.count >= MOST_COUNTED else str(self.count)


def tabs(viewer: Viewer) -> list[Tab]:
    """The tabs the viewer may open, with counts: one query for each that is about comments, one
    for all others."""
    seen = [kind for kind in kinds.registered().values() if policies.may_see_kind(viewer, kind.id)]
    few = _waiting_of_all([kind.id for kind in seen if kind.load is not None])
    found = [
        Tab(
            kind.id,
            kind.label,
            few.get(kind.id, 0) if kind.load is not None else _counted(kind.id, viewer),
            True,
        )
        for kind in sorted(seen, key=lambda kind: kind.order)
    ]
    if viewer.has_queue:
        asked = _counted(ASKED_TAB, viewer)
        found = [
            Tab(RISK_TAB, _("Someone at risk"), _counted(RISK_TAB, viewer), True),
            *([Tab(ASKED_TAB, _("You are asked"), asked, True)] if asked else []),
            *found,
            Tab(SPAM_TAB, _("Spam"), _counted(SPAM_TAB, viewer), False),
            Tab(DONE_TAB, _("Done"), _counted(DONE_TAB, viewer), False),
        ]
    return found


def tab_ids(viewer: Viewer) -> set[str]:
    """The tabs the viewer may open, without counting."""
    found = {kind for kind in kinds.registered() if policies.may_see_kind(viewer, kind)}
    return found | {RISK_TAB, ASKED_TAB, SPAM_TAB, DONE_TAB} if viewer.has_queue else found


def first_tab(tabs: Sequence[Tab]) -> Tab:
    """Where somebody begins: the first tab in which something waits."""
    waiting = (tab for tab in tabs if tab.is_waiting and tab.count)
    usual = (tab for tab in tabs if tab.id != RISK_TAB)
    return next(waiting, None) or next(usual)


def waiting_count(viewer: Viewer) -> int:
    """How much waits for this viewer, for the header: one query, none for those it does not
    concern."""
    if viewer.is_moderator:
        return Case.objects.open()[:MOST_COUNTED].count()
    if not (viewer.is_editor or viewer.shelves):
        return 0
    return Case.objects.open().filter(_theirs(viewer))[:MOST_COUNTED].count()


def waiting_in(tabs: Sequence[Tab]) -> int:
    """The same from the tabs, where they were counted already."""
    waiting = sum(tab.count for tab in tabs if tab.is_waiting and tab.id != ASKED_TAB)
    return min(waiting, MOST_COUNTED)


def cases_of_tab(
    tab: str, *, viewer: Viewer, filters: Filters | None = None, after: int | None = None
) -> tuple[list[Case], bool]:
    """
    One page of a tab and whether more follow. Open cases: what is due first; of those at risk the
    longest waiting. Closed ones: the last first. `after` is the id of the last case of the page
    before; its place is looked up, also when it was decided meanwhile.
    """
    found, order = _of_tab(tab, viewer)
    if filters:
        found = found.filter(filters.as_q())
    if after is not None:
        found = _behind(found, order, after)
    page = list(_whole(found.order_by(*order)[: PAGE + 1]))
    return page[:PAGE], len(page) > PAGE


def comments_of_tab(
    tab: str, *, viewer: Viewer, filters: Filters, most: int
) -> tuple[list[int], bool]:
    """The first comments that wait in a tab as it is filtered, and whether more do."""
    found, order = _of_tab(tab, viewer)
    found = found.filter(filters.as_q(), comment__isnull=False)
    ids = list(found.order_by(*order).values_list("comment_id", flat=True)[: most + 1])
    return ids[:most], len(ids) > most


def next_free(
    tab: str, *, viewer: Viewer, filters: Filters, after: int | None = None
) -> list[Case]:
    """The first cases of a tab that nobody else looks at and the viewer may decide about."""
    if viewer.user is None:
        return []
    found, order = _of_tab(tab, viewer)
    found = found.filter(filters.as_q(), claims.free_for(viewer.user))
    if after is not None:
        found = _behind(found, order, after)
    return list(found.order_by(*order)[:TRIED])


def way_of(back: str, viewer: Viewer) -> tuple[str, Filters]:
    """The tab and the filter in the word of a form for where it came from; no tab if none."""
    tab, _mark, query = back.removeprefix(NEXT).partition("?")
    if tab not in tab_ids(viewer):
        return "", Filters()
    return tab, Filters.read(QueryDict(query).dict())


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved search with how much it finds now, counted no further than is shown."""

    search: SavedSearch
    count: int

    @property
    def count_text(self) -> str:
        return f"{MOST_FOUND}+" if self.count >= MOST_FOUND else str(self.count)

    @property
    def url(self) -> str:
        return f"{reverse('moderation-tab', args=[self.search.tab])}?{self.search.query}"


def searches_seen_by(me: User) -> QuerySet[SavedSearch]:
    """One's own, and what others share."""
    return SavedSearch.objects.filter(Q(owner=me) | Q(shared_at__isnull=False))


def saved_searches(viewer: Viewer) -> list[Kept]:
    """By name, all counted in one statement. A tab that is gone by now is left out."""
    if viewer.user is None or not viewer.is_moderator:
        return []
    found = searches_seen_by(viewer.user).select_related("owner").order_by("name", "id")
    known = tab_ids(viewer)
    shown = [search for search in found[:MOST_SEARCHES] if search.tab in known]
    parts = [_finds(search, viewer) for search in shown]
    counts = dict(parts[0].union(*parts[1:], all=True)) if parts else {}
    return [Kept(search, counts.get(search.pk, 0)) for search in shown]


def _finds(search: SavedSearch, viewer: Viewer) -> QuerySet[Case, tuple[int, int]]:
    filters = Filters.read(QueryDict(search.query).dict())
    found, _order = _of_tab(search.tab, viewer)
    first = found.filter(filters.as_q()).order_by().values("pk")[:MOST_FOUND]
    counted = Case.objects.filter(pk__in=first).order_by().annotate(search=Value(search.pk))
    return counted.values_list("search").annotate(number=Count("pk"))


def just_decided(me: User) -> Decision | None:
    """What this moderator decided a moment ago and can undo before anybody is told."""
    since = timezone.now() - timedelta(seconds=int(settings.get("undo_seconds")))
    last = Decision.objects.filter(by=me).select_related("reversal", "comment__author")
    found = last.select_related("comment__guest", "discussion").order_by("-id").first()
    return found if found and found.at > since and found.may_be_undone else None


def colleagues_of(me: User, case: Case) -> QuerySet[User]:
    """Other moderators who can be asked about this case."""
    team = User.objects.exclude(role=Role.MEMBER)
    found = team.filter(role__in=(Role.MODERATOR, Role.ADMINISTRATOR))
    who = Q(pk__in=found.values("pk"))
    if case.comment is not None:
        who |= Q(pk__in=[one.pk for one in moderators.of_board(case.comment.discussion.shelf)])
    return User.objects.filter(who, is_active=True).exclude(pk=me.pk).order_by("name")


def opinions_of(case: Case) -> list[Opinion]:
    return list(case.opinions.select_related("asked", "asked_by").order_by("id"))


def case_for(viewer: Viewer, case_id: int) -> Case:
    """The case, or Http404 where the viewer may not see it."""
    case = _whole(Case.objects.filter(pk=case_id)).first()
    if case is None or not policies.may_see_case(viewer, case):
        raise Http404(_("There is no such case."))
    return case


def waiting_change(comment: Comment) -> Revision | None:
    return Revision.objects.waiting().filter(comment=comment).first()


def decisions(
    asked: Asked, *, viewer: Viewer, before: int | None = None
) -> tuple[list[Decision], bool]:
    """A page of what was decided, as it is asked for, the last first, and whether more follow.
    Moderators of boards read what was decided there."""
    found = _with_people(Decision.objects.filter(asked.as_q()))
    if not viewer.is_moderator:
        found = found.filter(discussion__in=_places_of(viewer).values("pk"))
    if before is not None:
        found = found.filter(pk__lt=before)
    page = list(found.order_by("-id")[: HISTORY_PAGE + 1])
    return page[:HISTORY_PAGE], len(page) > HISTORY_PAGE


def batch_for(viewer: Viewer, pk: int) -> Batch:
    """Several decisions that were made in one step, or Http404."""
    found = Batch.objects.select_related("by").filter(pk=pk).first()
    is_theirs = viewer.is_moderator or (found is not None and found.by == viewer.user)
    if found is None or not is_theirs:
        raise Http404(_("There is no such page."))
    return found


def decisions_of_batch(batch: Batch) -> list[Decision]:
    return list(_with_people(Decision.objects.filter(batch=batch)).order_by("id"))


def decision_for(viewer: Viewer, pk: int) -> Decision:
    """A decision the viewer may look at; editors those about what is theirs to decide, moderators
    of boards those about what stands there."""
    found = _with_people(Decision.objects.filter(pk=pk)).select_related("case").first()
    if found is None or not (viewer.is_moderator or _is_about_theirs(found, viewer)):
        raise Http404(_("There is no such decision."))
    return found


def _is_about_theirs(decision: Decision, viewer: Viewer) -> bool:
    place = decision.comment.discussion if decision.comment is not None else decision.discussion
    if place is not None:
        return place.shelf in viewer.shelves
    return decision.case is not None and policies.may_see_case(viewer, decision.case)


def decisions_of_discussion(discussion: Discussion) -> list[Decision]:
    """About it as a whole, the last first."""
    into = list(Transfer.objects.filter(target=discussion).values_list("pk", flat=True))
    about = Q(discussion=discussion, comment__isnull=True) | Q(former__transfer__in=into)
    found = Decision.objects.filter(about)
    return list(_with_people(found).order_by("-id")[:HISTORY_PAGE])


def decisions_of_case(case: Case) -> list[Decision]:
    """Of the case, and of its comment before and after."""
    about = Q(case=case)
    if case.comment_id is not None:
        about |= Q(comment_id=case.comment_id)
    return list(_with_people(Decision.objects.filter(about)).order_by("-id")[:HISTORY_PAGE])


def person_for(viewer: Viewer, handle: str) -> User:
    """A member for the people panel, or Http404. Moderators see everybody."""
    found = User.objects.filter(handle=handle.lower()).first() if viewer.has_queue else None
    if found is None:
        raise Http404(_("There is no such person."))
    return found


def watched_words() -> Sequence[WatchedWord]:
    return list(WatchedWord.objects.select_related("added_by").order_by("folded"))


def _of_tab(tab: str, viewer: Viewer) -> tuple[QuerySet[Case], tuple[str, str]]:
    """The cases of a tab that are the viewer's, and the columns it is sorted by."""
    found, order = _all_of_tab(tab, viewer)
    return found if viewer.is_moderator else found.filter(_theirs(viewer)), order


def _theirs(viewer: Viewer) -> Q:
    """Of cases: the kinds that are for editors, and what was written on the boards they moderate.
    The boards are found once and held against the index of the tab, as a filter is."""
    found = NONE
    if viewer.is_editor:
        found |= Q(kind__in=[one.id for one in kinds.registered().values() if one.for_editors])
    if viewer.shelves:
        found |= Q(discussion__in=_places_of(viewer).values("pk"))
    return found


def _places_of(viewer: Viewer) -> QuerySet[Discussion]:
    """What stands on the boards they moderate, as far as they may see these."""
    inside = places.of_boards(viewer.shelves)
    return inside.filter(audience__kind__in=audience_kinds_of(viewer))


def _counted(tab: str, viewer: Viewer) -> int:
    """No more than are shown: on a long queue counting to the end costs most of a page."""
    return _of_tab(tab, viewer)[0][:MOST_COUNTED].count()


def _all_of_tab(tab: str, viewer: Viewer) -> tuple[QuerySet[Case], tuple[str, str]]:
    if tab == SPAM_TAB:
        return _spam(), ("-closed_at", "-id")
    if tab == DONE_TAB:
        return _done(), ("-closed_at", "-id")
    if tab == RISK_TAB:
        return _but_skipped(Case.objects.at_risk(), viewer), ("waiting_since", "id")
    if tab == ASKED_TAB:
        return _asked_of(viewer), ("due_at", "id")
    return _but_skipped(Case.objects.usual().filter(kind=tab), viewer), ("due_at", "id")


def _but_skipped(found: QuerySet[Case], viewer: Viewer) -> QuerySet[Case]:
    """Without what was too much for this moderator today."""
    if viewer.user is None:
        return found
    skipped = CaseSkip.objects.now().filter(user=viewer.user.pk)
    return found.exclude(pk__in=skipped.values("case_id"))


def _asked_of(viewer: Viewer) -> QuerySet[Case]:
    asked = Opinion.objects.awaited().filter(asked=viewer.user).values("case_id")
    return Case.objects.open().filter(pk__in=asked)


def _waiting_of_all(kinds_: Sequence[str]) -> dict[str, int]:
    """Of kinds that are few beside those about comments."""
    found = Case.objects.usual().filter(kind__in=kinds_).order_by().values_list("kind")
    return {kind: min(number, MOST_COUNTED) for kind, number in found.annotate(n=Count("pk"))}


def _spam() -> QuerySet[Case]:
    return Case.objects.closed().filter(outcome="spam")


def _done() -> QuerySet[Case]:
    return Case.objects.closed().exclude(outcome="spam")


def _behind(found: QuerySet[Case], order: tuple[str, str], case_id: int) -> QuerySet[Case]:
    """What comes after the case. The first condition is the range of the index that is read."""
    last = Case.objects.filter(pk=case_id).first()
    if last is None:
        raise Http404(_("There is no such page."))
    column = order[0].removeprefix("-")
    then = "lt" if order[0].startswith("-") else "gt"
    place = getattr(last, column)
    further = Q((f"{column}__{then}", place)) | Q((f"pk__{then}", last.pk))
    return found.filter(Q((f"{column}__{then}e", place)), further)


def _whole(cases: QuerySet[Case]) -> QuerySet[Case]:
    """With everything a card draws that hangs on one row."""
    return cases.select_related(
        "comment__discussion__audience",
        "comment__author",
        "comment__guest",
        "comment__parent__author",
        "comment__parent__guest",
    )


def _with_people(found: QuerySet[Decision]) -> QuerySet[Decision]:
    return found.select_related("by", "person", "guest", "comment", "discussion", "reversal")


def strictness_in_force() -> list[Strictness]:
    """Who waits where, each row with `place_name`; of places that are gone, their value."""
    rows = list(Strictness.objects.in_force().select_related("by").order_by("place"))
    names = {one.value: one.name for _label, group in places.choices() for one in group}
    prefix = f"{places.DISCUSSION}-"
    ids = [row.place.removeprefix(prefix) for row in rows if row.place.startswith(prefix)]
    titles = Discussion.objects.filter(pk__in=ids).values_list("pk", "title") if ids else ()
    names |= {f"{prefix}{pk}": title for pk, title in titles}
    for row in rows:
        vars(row)["place_name"] = names.get(row.place, row.place) or _("The whole site")
    return rows
