"""A page of a discussion: read in a fixed number of queries, handed over as ready rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Final
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.policies import writing_refusal
from accounts.viewer import Viewer
from forum.comments import history, levels, policies, render, slots, tree
from forum.comments.fetch import Plain, Said
from forum.comments.models import (
    VOTES,
    Comment,
    CommentKind,
    Discussion,
    Hat,
    Mark,
    MarkKind,
    Status,
    Ticket,
)
from forum.comments.news import News, news_for
from forum.comments.news_bar import NewsBar, lay_over
from forum.comments.offers import Offers
from forum.comments.render import Row
from forum.comments.services.mark import visitor_hash
from forum.comments.services.post import ticket_hash
from forum.comments.writer import writer_of
from foundation.branding import settings
from foundation.branding.moments import times_here
from foundation.branding.pager import Pager
from foundation.text import whole_number

OFFICIAL_LISTED: Final = 20
NO_MARKS: Final[frozenset[str]] = frozenset()
_DISCUSSION: Final = Comment.discussion.field
TOLD_TO_GUESTS: Final = (Status.HELD, Status.REJECTED, Status.REMOVED, Status.SPAM)


@dataclass(slots=True)
class Thread:
    """One root and what of its branch stands on this page."""

    rows: list[Row]
    more: int = 0
    more_url: str = ""
    more_new: int = 0


@dataclass
class DiscussionPage:
    """What comments/_discussion.html draws. Everything here is ready; nothing is looked up."""

    discussion: Discussion
    viewer: Viewer
    sort: str
    kept_sort: str = ""  # the order this member chose for discussions of this kind
    show: str = ""  # one of tree.FILTERS, or tree.WHOLE
    threads: list[Thread] = field(default_factory=list)
    pager: Pager | None = None
    first_url: str = ""
    next_url: str = ""
    sorts: list[tuple[str, str, str, bool]] = field(default_factory=list)
    official: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    holds_person: bool = False
    news: News | None = None  # of a member
    news_bar: NewsBar | None = None

    @property
    def count(self) -> int:
        return self.discussion.comment_count

    @property
    def heading(self) -> str:
        words = (
            ngettext("%(count)d reply", "%(count)d replies", self.count)
            if self.discussion.kind == "topic"
            else ngettext("%(count)d comment", "%(count)d comments", self.count)
        )
        return words % {"count": self.count}

    @property
    def invitation(self) -> str:
        return _("Write a reply") if self.discussion.kind == "topic" else _("Write a comment")

    @cached_property
    def refusal(self) -> str | None:
        """Why the viewer cannot write here, or None."""
        return policies.posting_refusal(self.viewer, self.discussion) or writing_refusal(
            self.viewer, shelf=self.discussion.shelf
        )

    @property
    def drawn(self) -> set[int]:
        """The comments of this page, by id."""
        return {row.id for thread in self.threads for row in thread.rows}

    def lay_news(self) -> None:
        """Mark what is new to the member who looks."""
        if self.news is not None:
            self.news_bar = lay_over(self.threads, self.news)

    @property
    def canonical(self) -> str:
        number = self.pager.number if self.pager else 1
        return self.discussion.url if number == 1 else f"{self.discussion.url}?page={number}"


def discussion_page(
    discussion: Discussion, viewer: Viewer, params: Mapping[str, str]
) -> DiscussionPage:
    """
    Read the page that `sort`, `page` (numbered sorts) or `from` (a root's id) name, or what
    `show` picks out, each comment by itself.

    The caller has made sure that the viewer may see the discussion. Raises Http404 for a page
    that does not exist.
    """
    sort = _sort(discussion, viewer, params)
    page = DiscussionPage(
        discussion,
        viewer,
        sort,
        kept_sort=kept_sort(viewer, discussion),
        news=news_for(viewer, discussion),
    )
    if params.get("show", "") == tree.WHOLE and tree.fits_one_page(discussion):
        return _whole(page)
    if params.get("show", "") in _filters(viewer):
        return _filtered(page, params["show"], params)
    roots = _numbered(page, params) if sort in tree.NUMBERED else _by_cursor(page, params)
    replies, official, held = tree.among(discussion, roots, viewer)
    _put_waiting(page, roots, replies, _waiting(page, held))
    page.threads = _threads(page, roots, replies)
    page.lay_news()
    page.official = _official(discussion, official)
    page.sorts = [*_sorts(page), *_filter_tabs(page)]
    return page


def default_sort(discussion: Discussion) -> str:
    return str(settings.get("topic_sort" if discussion.kind == "topic" else "article_sort"))


def kept_sort(viewer: Viewer, discussion: Discussion) -> str:
    """The order the member chose last for discussions of this kind, if they ever did."""
    kept = viewer.user.choices.get(sort_choice(discussion), "") if viewer.user is not None else ""
    return kept if kept in tree.SORTS else ""


def sort_choice(discussion: Discussion) -> str:
    """The name under which the order is kept: one for topics, one for articles."""
    return f"sort_{discussion.kind}"


def page_url(
    discussion: Discussion,
    *,
    sort: str = "",
    kept: str = "",
    page: int = 1,
    start: int | None = None,
    show: str = "",
) -> str:
    """
    The address of a page of a discussion; the first page in the usual order has none of its own.
    For a member that is the order they `kept`. A numbered page without an order is the same for
    everybody.
    """
    query: dict[str, str] = {}
    if show:
        query["show"] = show
    is_first = page == 1 and start is None
    if sort and sort != ((kept if is_first else "") or default_sort(discussion)):
        query["sort"] = sort
    if page > 1:
        query["page"] = str(page)
    if start is not None:
        query["from"] = str(start)
    return f"{discussion.url}?{urlencode(query)}" if query else discussion.url


def _sort(discussion: Discussion, viewer: Viewer, params: Mapping[str, str]) -> str:
    asked = params.get("sort", "")
    if asked in tree.SORTS:
        return asked
    is_first = "page" not in params and "from" not in params
    return (kept_sort(viewer, discussion) if is_first else "") or default_sort(discussion)


def _numbered(page: DiscussionPage, params: Mapping[str, str]) -> list[Comment]:
    discussion = page.discussion
    count = tree.pages_of(discussion)
    number = whole_number(params.get("page", "1"))
    if not 1 <= number <= count:
        raise Http404(_("There is no such page."))
    page.pager = Pager.of(
        number,
        count,
        lambda n: page_url(discussion, sort=page.sort, kept=page.kept_sort, page=n) + "#comments",
        label=_("Pages of comments"),
        end=_("This is the end of the discussion."),
    )
    return tree.roots_on_page(discussion, page.sort, number, page.viewer)


def _by_cursor(page: DiscussionPage, params: Mapping[str, str]) -> list[Comment]:
    discussion = page.discussion
    start = None
    if asked := params.get("from"):
        start = tree.shown_roots(discussion).filter(pk=whole_number(asked)).first()
        if start is None:
            raise Http404(_("There is no such page."))
        page.first_url = page_url(discussion, sort=page.sort, kept=page.kept_sort) + "#comments"
    roots, following = tree.roots_from(discussion, page.sort, start, page.viewer)
    if following is not None:
        page.next_url = page_url(discussion, sort=page.sort, start=following.pk) + "#comments"
    if page.sort == "helpful" and start is None:
        return tree.with_fresh(discussion, roots, page.viewer)
    return roots


def _filters(viewer: Viewer) -> Sequence[str]:
    """What this viewer can pick out; strangers have nothing of their own."""
    known = viewer.user is not None or viewer.guest is not None
    return tree.FILTERS if known else tree.FILTERS[:2]


def _filtered(page: DiscussionPage, show: str, params: Mapping[str, str]) -> DiscussionPage:
    """The comments of one filter, taken out of their tree, in the order they were written."""
    discussion = page.discussion
    page.show = show
    page.holds_person = show == "mine"
    start = None
    if asked := params.get("from"):
        start = discussion.comments.filter(pk=whole_number(asked)).first()
        if start is None:
            raise Http404(_("There is no such page."))
        page.first_url = page_url(discussion, show=show) + "#comments"
    found, following = tree.filtered_from(discussion, show, start, page.viewer)
    if following is not None:
        page.next_url = page_url(discussion, show=show, start=following.pk) + "#comments"
    page.threads = [Thread([row]) for row in rows_of(found, page.viewer, discussion)]
    for thread in page.threads:
        thread.rows[0].stand_apart()
    page.lay_news()
    page.sorts = [*_sorts(page), *_filter_tabs(page)]
    return page


def _whole(page: DiscussionPage) -> DiscussionPage:
    """All comments in their tree, to be read: what can be done with one stands in its place."""
    page.show = tree.WHOLE
    rows = rows_of(
        tree.whole(page.discussion, page.viewer), page.viewer, page.discussion, actions=False
    )
    for row in rows:
        if row.depth == 1:
            page.threads.append(Thread([]))
        page.threads[-1].rows.append(row)
    page.lay_news()
    page.sorts = [*_sorts(page), *_filter_tabs(page)]
    return page


def _waiting(page: DiscussionPage, held: list[Comment]) -> list[Comment]:
    """
    What waits for a moderator and this viewer may see: their own, or all for a moderator. A
    guest also sees here what was decided against, with the reason: they have no other page.
    """
    viewer = page.viewer
    if viewer.is_visitor and not viewer.held_tokens:
        return []
    page.holds_person = True
    if not viewer.held_tokens and viewer.guest is None:
        return held
    own = Q(pk__in=[comment.pk for comment in held])
    if viewer.guest is not None:
        own |= Q(guest=viewer.guest, status__in=TOLD_TO_GUESTS)
    if viewer.held_tokens:
        hashes = [ticket_hash(token) for token in viewer.held_tokens]
        own |= Q(ticket__token_hash__in=hashes, status__in=TOLD_TO_GUESTS)
    found = tree.rows().filter(own, discussion=page.discussion, shown=False)
    return list(found.exclude(kind=CommentKind.OPENING).order_by("number")[: tree.HELD])


def _put_waiting(
    page: DiscussionPage, roots: list[Comment], replies: list[Comment], waiting: list[Comment]
) -> None:
    """Waiting replies stand under their roots; waiting roots where the next new one will be."""
    here = {root.pk for root in roots}
    new_roots = [comment for comment in waiting if comment.is_root]
    replies += [comment for comment in waiting if comment.root_id in here]
    if page.sort == "oldest":
        if page.pager is None or page.pager.is_last:
            roots += new_roots
    elif page.pager is None or page.pager.number == 1:
        roots[:0] = reversed(new_roots)


def _threads(
    page: DiscussionPage, roots: Sequence[Comment], replies: Sequence[Comment]
) -> list[Thread]:
    below: dict[int, list[Comment]] = {root.id: [] for root in roots}
    for reply in sorted(replies, key=lambda reply: (reply.order_key, reply.number)):
        below[reply.root_id or 0].append(reply)
    ordered = [comment for root in roots for comment in (root, *below[root.id])]
    rows = iter(rows_of(ordered, page.viewer, page.discussion))
    threads = []
    for root in roots:
        here = below[root.id]
        more = root.thread_count - sum(1 for reply in here if reply.shown)
        threads.append(
            Thread(
                list(islice(rows, 1 + len(here))),
                max(more, 0),
                f"/c/{root.id}/thread/#replies" if more > 0 else "",
            )
        )
    return threads


def rows_of(
    said: Sequence[Said], viewer: Viewer, discussion: Discussion, *, actions: bool = True
) -> list[Row]:
    """
    Ready rows for comments of one discussion, with everything around them fetched in plural.
    Plain ones are only to be read: there are no actions with them.
    """
    comments = [comment for comment in said if not isinstance(comment, Plain)]
    for one in comments:
        _DISCUSSION.set_cached_value(one, discussion)
    # A link of a model costs a call each time it is looked at; a page asks for this one often.
    above = {comment.id: comment.parent_id for comment in said}
    names = _parent_names(said, above)
    brought = _brought(comments, viewer)
    marks = _marks(comments, viewer)
    offers = Offers(viewer, discussion)
    reasons = slots.reasons([c for c in comments if _has_reason(c, viewer)])
    # A notice of the site is nobody's word: there is nothing to do about it.
    spoken = [comment for comment in comments if comment.kind != CommentKind.NOTICE]
    added = slots.actions(viewer, spoken) if actions else {}
    past = history.seen_by(viewer, comments)
    anchors = slots.anchors(said)
    places = levels.places_of(said, _person_at)
    time_of, asker_id = times_here(), discussion.asker_id
    is_visitor, moderates = viewer.is_visitor, policies.may_moderate(viewer, discussion)
    rows = []
    for comment in said:
        pk = comment.id
        parent_id = above[pk]
        level, is_plain = places[pk]
        is_own = not (is_visitor or isinstance(comment, Plain)) and policies.is_own(viewer, comment)
        row = render.row_of(
            comment,
            say=offers.say,
            time_of=time_of,
            level=level,
            parent=names.get(parent_id or 0),
            asker_id=asker_id,
            marks=marks.get(pk, NO_MARKS),
            reason=reasons.get(pk, slots.NO_REASON),
            own=is_own or pk in brought,
            private_url=brought.get(pk, ""),
            change=past.changes.get(pk),
            reveal=moderates,
        )
        row.anchor = anchors.get(pk, "")
        row.names_parent = not is_plain
        if row.reply_to and parent_id in places:
            row.reply_to_url = f"#c-{parent_id}"
        if actions and not isinstance(comment, Plain) and comment.kind != CommentKind.NOTICE:
            offered = offers.of(comment, row.name, marks[pk], is_own=is_own)
            row.actions = [*offered, *past.actions.get(pk, ()), *added.get(pk, ())]
        rows.append(row)
    return rows


def _has_reason(comment: Comment, viewer: Viewer) -> bool:
    """Why a text is not shown, everybody may ask; why it was changed, its author."""
    if comment.status != Status.PUBLISHED:
        return True
    return bool(comment.team_change) and policies.is_own(viewer, comment)


def _person_at(comment: Said) -> tuple[str, int] | None:
    """Who wrote it, for its place. One that was taken away tells nobody, by its place neither."""
    if not isinstance(comment, Plain) and comment.status != Status.PUBLISHED:
        return None
    return writer_of(comment).person


def _brought(comments: Sequence[Comment], viewer: Viewer) -> dict[int, str]:
    """Waiting comments whose token the viewer brought, with their private page."""
    told = [comment.pk for comment in comments if comment.status in TOLD_TO_GUESTS]
    if not told or not viewer.held_tokens:
        return {}
    tokens = {ticket_hash(token): token for token in viewer.held_tokens}
    found = Ticket.objects.filter(comment__in=told, token_hash__in=tokens)
    return {
        comment_id: f"/guest/{tokens[digest]}/"
        for comment_id, digest in found.values_list("comment_id", "token_hash")
    }


def _parent_names(said: Sequence[Said], above: Mapping[int, int | None]) -> dict[int, str]:
    """The names of those who are answered. A removed comment names nobody, here either."""
    answered = {parent for parent in above.values() if parent is not None}
    here = {
        comment.id: writer_of(comment).name
        for comment in said
        if comment.id in answered and (isinstance(comment, Plain) or comment.is_published)
    }
    missing = answered - above.keys()
    if missing:
        parents = tree.rows().filter(pk__in=missing, status=Status.PUBLISHED)
        for parent in parents.defer("body_source", "body_html"):
            here[parent.pk] = render.name_of(parent)
    return here


def _marks(comments: Sequence[Comment], viewer: Viewer) -> dict[int, frozenset[str]]:
    """The asker's, the team's and the viewer's own marks; most were read with the comments."""
    marks = {c.id: c.marks_seen for c in comments if c.marks_seen is not None}
    missing = [comment.id for comment in comments if comment.marks_seen is None]
    if viewer.voter_key:
        missing = [comment.id for comment in comments]
    if not missing:
        return marks
    marks |= dict.fromkeys(missing, frozenset())
    seen = Q(kind__in=[MarkKind.ASKER, MarkKind.REVIEWED])
    if viewer.user is not None:
        seen |= Q(kind__in=VOTES, by=viewer.user)
    elif viewer.voter_key:
        seen |= Q(kind__in=VOTES, visitor_hash=visitor_hash(viewer.voter_key))
    for comment_id, kind in Mark.objects.filter(seen, comment__in=missing).values_list(
        "comment_id", "kind"
    ):
        marks[comment_id] |= {kind}
    return marks


def _sorts(page: DiscussionPage) -> list[tuple[str, str, str, bool]]:
    labels = {
        "oldest": _("Oldest first"),
        "newest": _("Newest first"),
        "helpful": _("Most helpful"),
        "replied": _("Most replied"),
    }
    return [
        (
            sort,
            labels[sort],
            _sort_url(page, sort) + "#comments",
            sort == page.sort and not page.show,
        )
        for sort in tree.SORTS
    ]


def _sort_url(page: DiscussionPage, sort: str) -> str:
    """The address that chooses an order. For a member it says that the choice is to be kept."""
    if page.viewer.user is None:
        return page_url(page.discussion, sort=sort)
    return f"{page.discussion.url}?{urlencode({'sort': sort, 'keep': '1'})}"


def _filter_tabs(page: DiscussionPage) -> list[tuple[str, str, str, bool]]:
    labels = {
        tree.WHOLE: _("All on one page"),
        "official": _("Replies by our team"),
        "open": _("Unanswered questions"),
        "mine": _("What I wrote"),
    }
    shown = [show for show in _filters(page.viewer) if _has_tab(page, show)]
    if tree.fits_one_page(page.discussion):
        shown.insert(0, tree.WHOLE)
    return [
        (
            show,
            labels[show],
            page_url(page.discussion, show=show) + "#comments",
            show == page.show,
        )
        for show in shown
    ]


def _has_tab(page: DiscussionPage, show: str) -> bool:
    """Whether there is something to pick out: of a short page, and of answers, there is little."""
    if show == page.show:
        return True
    if show == "open":
        discussion = page.discussion
        return discussion.kind != "topic" and discussion.comment_count > tree.ROOTS
    return show == "mine" or bool(page.official or page.show)


def _official(
    discussion: Discussion, found: Sequence[Comment]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Where those who speak in an official role have replied: a list of jumps for each role."""
    if not found:
        return []
    jumps: dict[str, list[tuple[str, str]]] = {}
    for comment in found:
        jump = (render.name_of(comment), f"/c/{comment.pk}/")
        jumps.setdefault(comment.hat, []).append(jump)
    labels = {
        Hat.MODERATOR: _("Go to the moderators' replies (%(count)d)"),
        Hat.EDITOR: _("Go to the editors' replies (%(count)d)"),
        Hat.AUTHOR: _("Go to the author's replies (%(count)d)"),
    }
    if len(found) == tree.OFFICIAL:  # perhaps there are more; to count thousands takes too long
        labels = {
            Hat.MODERATOR: _("Go to the moderators' replies"),
            Hat.EDITOR: _("Go to the editors' replies"),
            Hat.AUTHOR: _("Go to the author's replies"),
        }
    return [
        (label % {"count": len(jumps[hat])}, jumps[hat][:OFFICIAL_LISTED])
        for hat, label in labels.items()
        if hat in jumps
    ]
