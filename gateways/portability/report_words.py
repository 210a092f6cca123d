"""The report of an import, as facts for programs and as sentences for people."""

from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gateways.portability.services.import_wordpress import Report

MADE_ARTICLES: Final = ("published", "scheduled", "draft")
MADE_COMMENTS: Final = ("published", "held", "spam", "removed")


def facts(report: Report, *, file: str, dry_run: bool) -> dict[str, Any]:
    """Counts with stable names. What was read is the sum of what was made, known and skipped."""
    return {
        "file": file,
        "source": report.source,
        "version": report.version,
        "dry_run": dry_run,
        "articles": {
            "read": report.items_read,
            "made": _sum(report.articles, MADE_ARTICLES),
            **_named(report.articles, (*MADE_ARTICLES, "known")),
        },
        "comments": {
            "read": report.comments_read,
            "made": _sum(report.comments, MADE_COMMENTS),
            **_named(report.comments, (*MADE_COMMENTS, "known")),
        },
        "people": _named(report.people, ("members", "members_known", "authors", "guests")),
        "skipped": {
            "articles": _sorted(report.skipped_items),
            "comments": _sorted(report.skipped_comments),
        },
        "changes": _sorted(report.changes),
        "warnings": warnings(report),
    }


def sentences(report: Report, *, dry_run: bool) -> str:
    lines = [
        _("A rehearsal: nothing was changed.") if dry_run else _("The import is done."),
        _("Items read: %(read)d. Articles made: %(made)d, known already: %(known)d.")
        % {
            "read": report.items_read,
            "made": _sum(report.articles, MADE_ARTICLES),
            "known": report.articles["known"],
        },
        _("Articles published: %(published)d, scheduled: %(scheduled)d, drafts: %(draft)d.")
        % _named(report.articles, MADE_ARTICLES),
        _("Comments read: %(read)d. Made: %(made)d, known already: %(known)d.")
        % {
            "read": report.comments_read,
            "made": _sum(report.comments, MADE_COMMENTS),
            "known": report.comments["known"],
        },
        _(
            "Comments published: %(published)d, waiting for a moderator: %(held)d, "
            "spam: %(spam)d, removed: %(removed)d."
        )
        % _named(report.comments, MADE_COMMENTS),
        _("Accounts made: %(members)d, known already: %(members_known)d. Guests: %(guests)d.")
        % _named(report.people, ("members", "members_known", "guests")),
        *_skipped(report.skipped_items, _("Items skipped, %(reason)s: %(count)d.")),
        *_skipped(report.skipped_comments, _("Comments skipped, %(reason)s: %(count)d.")),
        *warnings(report),
    ]
    return "\n".join(lines)


def warnings(report: Report) -> list[str]:
    """What a site owner may want to look at, a sentence each."""
    told = sorted(set(report.changes) & set(WARNINGS))
    return [WARNINGS[key](report.changes[key]) % {"count": report.changes[key]} for key in told]


def _skipped(counts: Counter[str], words: str) -> list[str]:
    return [words % {"reason": reason, "count": n} for reason, n in _sorted(counts).items()]


def _sum(counts: Counter[str], names: tuple[str, ...]) -> int:
    return sum(counts[name] for name in names)


def _named(counts: Counter[str], names: tuple[str, ...]) -> dict[str, int]:
    return {name: counts[name] for name in names}


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in sorted(counts) if counts[name]}


WARNINGS: Final[dict[str, Callable[[int], str]]] = {
    "version-missing": lambda n: _("The export does not say its version; it was read as 1.2."),
    "version-unknown": lambda n: _("The version of the export is unknown; it was read as 1.2."),
    "draft:password": lambda n: ngettext(
        "%(count)d article was protected by a password and is a draft now.",
        "%(count)d articles were protected by a password and are drafts now.",
        n,
    ),
    "draft:private": lambda n: ngettext(
        "%(count)d article was private and is a draft now.",
        "%(count)d articles were private and are drafts now.",
        n,
    ),
    "draft:schedule-passed": lambda n: ngettext(
        "%(count)d article was scheduled for a day that has passed and is a draft now.",
        "%(count)d articles were scheduled for days that have passed and are drafts now.",
        n,
    ),
    "draft:unknown-state": lambda n: ngettext(
        "%(count)d article has no state that is known and is a draft now.",
        "%(count)d articles have no state that is known and are drafts now.",
        n,
    ),
    "draft:empty": lambda n: ngettext(
        "%(count)d article has no text and is a draft now.",
        "%(count)d articles have no text and are drafts now.",
        n,
    ),
    "parent-missing": lambda n: ngettext(
        "%(count)d comment answers one that is not in the export and stands alone now.",
        "%(count)d comments answer ones that are not in the export and stand alone now.",
        n,
    ),
    "parent-skipped": lambda n: ngettext(
        "%(count)d comment answers one that was skipped and moved up to the one before it.",
        "%(count)d comments answer ones that were skipped and moved up to the ones before them.",
        n,
    ),
    "parents-in-a-circle": lambda n: ngettext(
        "%(count)d circle of comments that answer each other was opened.",
        "%(count)d circles of comments that answer each other were opened.",
        n,
    ),
    "comment-dated-ahead": lambda n: ngettext(
        "%(count)d comment had a date to come and carries today's now.",
        "%(count)d comments had dates to come and carry today's now.",
        n,
    ),
    "picture": lambda n: ngettext(
        "%(count)d picture became a link: pictures of other hosts are not shown here.",
        "%(count)d pictures became links: pictures of other hosts are not shown here.",
        n,
    ),
    "player": lambda n: ngettext(
        "%(count)d player became a link.", "%(count)d players became links.", n
    ),
    "gallery": lambda n: ngettext(
        "%(count)d gallery was left out: an export does not hold its pictures.",
        "%(count)d galleries were left out: an export does not hold their pictures.",
        n,
    ),
    "member-renamed": lambda n: ngettext(
        "%(count)d member has a new name: theirs was taken or kept for the team.",
        "%(count)d members have new names: theirs were taken or kept for the team.",
        n,
    ),
    "member-address-unproved": lambda n: ngettext(
        "%(count)d member came without an address: somebody here typed it and has not proved it.",
        "%(count)d members came without addresses: others here typed them and proved nothing.",
        n,
    ),
    "guest-named-like-member": lambda n: ngettext(
        "%(count)d comment is by a guest who bears the name of a member.",
        "%(count)d comments are by guests who bear the names of members.",
        n,
    ),
    "tag-refused": lambda n: ngettext(
        "%(count)d tag was refused.", "%(count)d tags were refused.", n
    ),
}
