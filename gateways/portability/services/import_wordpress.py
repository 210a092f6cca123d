"""From a WordPress export to articles, comments and people. Nobody is told, no mail is sent."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import batched
from typing import BinaryIO, Final
from urllib.parse import quote, urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from articles.models import Article, BodyFormat, Tag
from articles.models.article import TITLE_LENGTH
from articles.services import publish, slugs, taxonomy, write
from forum.comments import gate
from forum.comments.gate import Hold
from forum.comments.models import Comment, Discussion, Status
from forum.comments.services import discussions, lay_in
from foundation.text import RENDER_VERSION, excerpt
from gateways.portability.models import ImportedItem, ItemKind, OldPath
from gateways.portability.models.imported import SOURCE_LENGTH
from gateways.portability.models.old_path import PATH_LENGTH
from gateways.portability.rules import WAITED
from gateways.portability.services.people import People
from gateways.portability.wxr.items import WxrAuthor, WxrHead, WxrItem, WxrPost
from gateways.portability.wxr.parse import parse
from gateways.portability.wxr.plan import (
    KNOWN_VERSIONS,
    ArticlePlan,
    CommentPlan,
    Notes,
    Planner,
    State,
)

BATCH: Final = 500
STANDFIRST_LENGTH: Final = 500
TAG_LENGTH: Final = 40

# An address of a discussion holds 300 characters, the folder and a counter among them.
URL_LENGTH: Final = 250
WAITED_REASON: Final = gettext_noop("It was waiting for a moderator on the earlier site.")
HELD_BACK: Final = {
    "password": gettext_lazy("Imported as a draft: it was protected by a password."),
    "private": gettext_lazy("Imported as a draft: it was private."),
    "pending": gettext_lazy("Imported as a draft: it was waiting for a review."),
    "schedule-passed": gettext_lazy("Imported as a draft: its day to appear has passed."),
    "unknown-state": gettext_lazy("Imported as a draft: the export does not say its state."),
    "empty": gettext_lazy("Imported as a draft: it has no text."),
}

# How far: items done, items in all.
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Report:
    """What was read and what became of it. Everything read is made, known or skipped."""

    source: str = ""
    version: str = ""
    items_read: int = 0
    comments_read: int = 0
    articles: Counter[str] = field(default_factory=Counter)
    comments: Counter[str] = field(default_factory=Counter)
    people: Counter[str] = field(default_factory=Counter)
    skipped_items: Counter[str] = field(default_factory=Counter)
    skipped_comments: Counter[str] = field(default_factory=Counter)
    changes: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Survey:
    """What the first reading of the whole file found: it can be read to its end."""

    head: WxrHead = field(default_factory=WxrHead)
    authors: list[WxrAuthor] = field(default_factory=list)
    items: int = 0
    first_link: str = ""


def import_wordpress(
    file: BinaryIO,
    *,
    source: str = "",
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """
    Read the export and lay in what is not here yet.

    The file is read to its end before the first row is written: a fault anywhere (WxrError)
    changes nothing. Then each post goes in with its people and comments in one transaction, so
    an import that was killed goes on where it stopped. `source` names the site the export comes
    from; by default its address.
    """
    survey = _survey(parse(file))
    source = (source or _source_of(survey))[:SOURCE_LENGTH]
    planner = Planner(survey.head, now=timezone.now())
    loader = _Loader(source, survey, dry_run=dry_run)
    report = Report(source=source, version=survey.head.version)
    file.seek(0)
    for item in parse(file):
        if not isinstance(item, WxrPost):
            continue
        report.items_read += 1
        report.comments_read += len(item.comments)
        plan = planner.plan(item)
        if plan is not None:
            loader.load(plan)
        if progress is not None:
            progress(report.items_read, survey.items)
    return _filled(report, survey, loader, planner.notes)


def _survey(items: Iterator[WxrItem]) -> Survey:
    survey = Survey()
    for item in items:
        match item:
            case WxrHead():
                survey.head = item
            case WxrAuthor():
                survey.authors.append(item)
            case WxrPost():
                survey.items += 1
                survey.first_link = survey.first_link or item.link
    return survey


def _source_of(survey: Survey) -> str:
    """The address of the old site without its scheme: it stays when a site moves to https."""
    for address in (survey.head.base_blog_url, survey.head.link, survey.first_link):
        try:
            parts = urlsplit(address)
        except ValueError:
            continue
        if parts.netloc:
            path = parts.path if address != survey.first_link else ""
            return f"{parts.netloc.lower()}{path.rstrip('/')}"
    return "wordpress"


def _filled(report: Report, survey: Survey, loader: "_Loader", notes: Notes) -> Report:
    report.articles, report.comments = loader.articles, loader.comments
    report.people = loader.people.made
    report.skipped_items, report.skipped_comments = notes.items, notes.comments
    report.changes = notes.changes + loader.people.notes + loader.notes
    if not survey.head.version:
        report.changes["version-missing"] += 1
    elif survey.head.version not in KNOWN_VERSIONS:
        report.changes["version-unknown"] += 1
    return report


class _Loader:
    """Writes plans, or in a dry run counts what it would write."""

    def __init__(self, source: str, survey: Survey, *, dry_run: bool) -> None:
        self.articles: Counter[str] = Counter()
        self.comments: Counter[str] = Counter()
        self.notes: Counter[str] = Counter()
        self.people = People(source, survey.authors, dry_run=dry_run)
        self._source = source
        self._dry_run = dry_run
        self._tags: dict[str, Tag | None] = {}

    def load(self, plan: ArticlePlan) -> None:
        """One post with all that hangs on it: in one transaction, or not at all."""
        with nullcontext() if self._dry_run else transaction.atomic():
            self._load(plan)

    def _load(self, plan: ArticlePlan) -> None:
        item = self._item(ItemKind.ARTICLE, plan.key)
        if item is not None and item.article is None:
            self.articles["known"] += 1
            self.comments["known"] += len(plan.comments)
            return
        known = self._known_comments(plan) if item is not None else {}
        fresh = [comment for comment in plan.comments if comment.key not in known]
        self._count(plan, fresh, is_known=item is not None)
        if self._dry_run:
            self._rehearse(plan, fresh, is_known=item is not None)
            return
        article = item.article if item is not None else None
        article = article or self._make_article(plan)
        if fresh:
            self._lay_in(_discussion_of(article, plan), plan, fresh, known)

    def _item(self, kind: ItemKind, foreign_id: str) -> ImportedItem | None:
        return (
            ImportedItem.objects.filter(source=self._source, kind=kind, foreign_id=foreign_id)
            .select_related("article")
            .first()
        )

    def _known_comments(self, plan: ArticlePlan) -> dict[str, int | None]:
        """The comments of the post that came before, by number, with their ids here."""
        found: dict[str, int | None] = {}
        for keys in batched((comment.key for comment in plan.comments), BATCH):
            items = ImportedItem.objects.filter(
                source=self._source,
                kind=ItemKind.COMMENT,
                foreign_id__in=[f"{plan.key}/{key}" for key in keys],
            )
            for foreign_id, pk in items.values_list("foreign_id", "comment_id"):
                found[foreign_id.rpartition("/")[2]] = pk
        return found

    def _count(self, plan: ArticlePlan, fresh: list[CommentPlan], *, is_known: bool) -> None:
        self.articles["known" if is_known else str(plan.state)] += 1
        self.comments["known"] += len(plan.comments) - len(fresh)
        self.comments.update(str(comment.approval) for comment in fresh)

    def _rehearse(self, plan: ArticlePlan, fresh: list[CommentPlan], *, is_known: bool) -> None:
        if not is_known:
            self.people.author(plan.creator)
        by_members = sum(self.people.would_know(comment.user_id) for comment in fresh)
        self.people.made["guests"] += len(fresh) - by_members

    # Articles

    def _make_article(self, plan: ArticlePlan) -> Article:
        author = self.people.author(plan.creator)
        title = excerpt(plan.title, TITLE_LENGTH) or _("Untitled")
        article = write.create(
            by=None,
            imported=True,
            title=title,
            slug=slugs.free_slug(Article, _short_enough(plan.slug or title)),
            standfirst=excerpt(plan.standfirst, STANDFIRST_LENGTH),
            body_source=plan.body.source,
            body_format=BodyFormat.HTML,
            authors=[author] if author is not None else [],
            tags=self._tags_of(plan),
        )
        self._give_state(article, plan)
        # The date it had there, not that of the import.
        Article.objects.filter(pk=article.pk).update(created_at=plan.created_at)
        self._remember(article, plan)
        return article

    def _give_state(self, article: Article, plan: ArticlePlan) -> None:
        at = plan.published_at
        if at is None:
            if plan.held_back in HELD_BACK:
                why = str(HELD_BACK[plan.held_back])
                Article.objects.filter(pk=article.pk).update(status_reason=why)
        elif plan.state is State.SCHEDULED and at > timezone.now():
            publish.schedule(article, at=at, by=None)
        else:
            publish.publish(article, by=None, at=at, announce=False)
            if plan.is_closed and article.discussion is not None:
                reason = _("Comments were closed on the earlier site.")
                discussions.lock(article.discussion, by=None, reason=reason)

    def _remember(self, article: Article, plan: ArticlePlan) -> None:
        ImportedItem.objects.create(
            source=self._source, kind=ItemKind.ARTICLE, foreign_id=plan.key, article=article
        )
        # Two exports may claim one address, and so may two posts: the first keeps it.
        OldPath.objects.bulk_create(
            [
                OldPath(path=path, article=article)
                for path in plan.paths
                if len(path) <= PATH_LENGTH
            ],
            ignore_conflicts=True,
        )

    def _tags_of(self, plan: ArticlePlan) -> list[Tag]:
        names = dict.fromkeys(name[:TAG_LENGTH].strip() for name in plan.tags)
        found = (self._tag(name) for name in names)
        return [tag for tag in found if tag is not None]

    def _tag(self, name: str) -> Tag | None:
        key = name.casefold()
        if key not in self._tags:
            try:
                self._tags[key] = next(iter(taxonomy.tags_named([name])), None)
            except ValidationError:
                self._tags[key] = None
                self.notes["tag-refused"] += 1
        return self._tags[key]

    # Comments

    def _lay_in(
        self,
        discussion: Discussion,
        plan: ArticlePlan,
        fresh: list[CommentPlan],
        known: dict[str, int | None],
    ) -> None:
        wanted = {known[row.parent_key] for row in fresh if row.parent_key in known}
        parents = Comment.objects.in_bulk([pk for pk in wanted if pk is not None])
        made = lay_in.lay_in(
            discussion,
            self._rows(fresh),
            known={key: parents[pk] for key, pk in known.items() if pk in parents},
        )
        ImportedItem.objects.bulk_create(
            [
                ImportedItem(
                    source=self._source,
                    kind=ItemKind.COMMENT,
                    foreign_id=f"{plan.key}/{key}",
                    comment=comment,
                )
                for key, comment in made.items()
            ],
            batch_size=BATCH,
        )
        for comment in made.values():
            if comment.status == Status.HELD:
                gate.held(comment, [Hold(rule=WAITED, reason=_(WAITED_REASON))])

    def _rows(self, fresh: list[CommentPlan]) -> list[lay_in.Row]:
        authors = {row.key: self.people.member(row.user_id) for row in fresh}
        guests = self.people.guests([row for row in fresh if authors[row.key] is None])
        return [
            lay_in.Row(
                ref=row.key,
                parent_ref=row.parent_key or None,
                created_at=row.created_at,
                body_source=row.body.source,
                body_html=row.body.html,
                render_version=RENDER_VERSION,
                author=authors[row.key],
                guest=next(guests) if authors[row.key] is None else None,
                status=Status(row.approval),
            )
            for row in fresh
        ]


def _discussion_of(article: Article, plan: ArticlePlan) -> Discussion:
    """The article's discussion; of a draft one that stays hidden until it is published."""
    if article.discussion is None:
        article.discussion = discussions.open_discussion(
            kind="article",
            title=article.title,
            url=article.get_absolute_url(),
            audience=publish.audience(),
            at=plan.created_at,
            hidden=True,
        )
        article.save(update_fields=["discussion"])
    return article.discussion


def _short_enough(wish: str) -> str:
    """A slug whose written form fits an address column: a letter may take nine characters."""
    while len(quote(wish)) > URL_LENGTH:
        wish = wish[: len(wish) * 3 // 4]
    return wish
