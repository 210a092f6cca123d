"""
The one renderer of a comment: page, preview, queue and search all draw it here.

A row is drawn by a string function from ready values, escaped by default: 50 rows in a Django
template cost 10 CPU-milliseconds, here a fraction of one. Only `body_html`, which was cleaned
last thing when it was stored, goes through as it is.
"""

import html
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from django.templatetags.static import static
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.comments.fetch import Plain, Said
from forum.comments.models import (
    Comment,
    Hat,
    MarkKind,
    Revision,
    RevisionStatus,
    Status,
    TeamChange,
)
from forum.comments.models.comment import veiled_words
from forum.comments.slots import NO_REASON, Action, Reason
from forum.comments.words import Words, words
from forum.comments.writer import writer_of
from foundation.branding.avatars import hue, initials
from foundation.branding.badges import BADGES
from foundation.branding.moments import times_here, until_text

if TYPE_CHECKING:
    from forum.comments.page import Thread

OFFICIAL: Final = {Hat.MODERATOR: "moderator", Hat.EDITOR: "editor", Hat.AUTHOR: "author"}


@dataclass(slots=True)
class Row:
    """Everything one comment shows, as plain values. `*_html` are the only markup."""

    id: int
    name: str
    body_html: str
    time_iso: str
    time_text: str
    level: int = 1
    depth: int = 1
    is_guest: bool = False
    profile_url: str = ""
    hat: str = ""
    reply_to: str = ""
    reply_to_url: str = ""
    edited_text: str = ""
    status: str = Status.PUBLISHED
    placeholder: str = ""
    private_url: str = ""  # where a guest learns what became of it
    notice: str = ""  # to the author or a moderator, while it is not published
    reason: str = ""
    rule: str = ""  # the guideline a removed one broke
    is_changed: bool = False  # by a moderator
    veil: str = ""  # what it is about, where it is opened to be read
    note_html: str = ""  # of the moderators, cleaned like a body
    note_by: str = ""
    is_asker: bool = False
    asker_mark: bool = False
    reviewed: bool = False
    helpful_count: int = 0
    same_count: int = 0
    actions: Sequence[Action] = field(default=())
    number: int = 0  # its arrival, where it may be new to somebody
    is_new: bool = False
    next_new: str = ""  # where the next new one is
    change: Revision | None = None  # of its own text, for its author alone
    anchor: str = ""  # by which links of an earlier site name it
    say: Words = field(default_factory=words)
    names_parent: bool = False  # whom it answers cannot be seen from where it stands
    is_apart: bool = False  # out of its tree

    def stand_apart(self) -> None:
        """Drawn by itself: it says whom it answers, and leads to its place."""
        self.level = 1
        self.names_parent = self.is_apart = True


def name_of(comment: Comment) -> str:
    """The name shown above a comment: of its author, or the one it was written under."""
    return writer_of(comment).name


def row_of(
    comment: Said,
    *,
    say: Words | None = None,
    time_of: Callable[[datetime], tuple[str, str]] | None = None,
    level: int,
    parent: str | None = None,
    asker_id: int | None = None,
    marks: frozenset[str] = frozenset(),
    reason: Reason = NO_REASON,
    own: bool = False,
    reveal: bool = False,
    private_url: str = "",
    change: Revision | None = None,
) -> Row:
    """
    The row of a comment. `own` and `reveal` let the text of one that waits be seen: by who wrote
    it, by the bearer of its token, by a moderator. `asker_id` is the member who asked the question
    of the discussion. `say` and `time_of` are the words and moments of this answer, where somebody
    draws many.
    """
    writer, time_of = writer_of(comment), time_of or times_here()
    time_iso, time_text = time_of(comment.created_at)
    seen = isinstance(comment, Plain) or _is_seen(comment, own=own, reveal=reveal)
    row = Row(
        comment.id,
        writer.name if seen else "",
        comment.body_html if seen else "",
        time_iso,
        time_text,
        level,
        comment.depth,
        writer.member_id is None,
        writer.profile_url,
        comment.hat,
        helpful_count=comment.helpful_count,
        same_count=comment.same_count,
        is_asker=asker_id is not None and writer.member_id == asker_id,
        say=say or words(),
    )
    if comment.edited_at is not None:
        row.edited_text = row.say.edited % {"time": time_of(comment.edited_at)[1]}
    if parent is not None and comment.parent_id is not None and comment.depth > 1:
        row.reply_to = parent
        row.reply_to_url = f"/c/{comment.parent_id}/"
    if isinstance(comment, Plain):
        row.number = comment.arrival
        return row
    row.status = comment.status
    row.asker_mark, row.reviewed = MarkKind.ASKER in marks, MarkKind.REVIEWED in marks
    if seen:
        row.veil, row.note_html, row.note_by = comment.veil, comment.note_html, comment.note_by
    if not seen:
        row.placeholder = _placeholder(comment, reason.rule)
        row.rule = reason.rule if comment.status == Status.REMOVED else ""
        row.reason = reason.sentence if comment.status == Status.REMOVED or own else ""
    elif comment.is_published:
        row.number = comment.arrival if not own else 0
        row.change = change if own else None
        row.is_changed = comment.team_change == TeamChange.EDITED
        row.reason = reason.sentence if own and comment.team_change else ""
    else:
        row.notice = notice_of(comment, own=own)
        row.private_url = private_url
        row.reason = reason.sentence
    return row


def _is_seen(comment: Comment, *, own: bool, reveal: bool) -> bool:
    if comment.status == Status.PUBLISHED:
        return True
    if comment.status == Status.HELD:
        return own or reveal
    return own and comment.status in (Status.REJECTED, Status.REMOVED, Status.SPAM)


def notice_of(comment: Comment, *, own: bool) -> str:
    """What stands above a text that not everybody sees."""
    if comment.status == Status.REJECTED:
        return _("This comment was not published. Nobody else can see it.")
    if comment.status == Status.SPAM:
        return _(
            "This comment was taken for spam and was not published. If that is wrong, please "
            "write it again in other words, without links."
        )
    if comment.status == Status.REMOVED:
        return _("A moderator removed this comment. Nobody else can see it.")
    if own:
        return _(
            "This comment waits for a moderator. Nobody else can see it yet. You need not do "
            "anything; it appears here once it is approved."
        )
    return _("This comment waits for a moderator.")


def _placeholder(comment: Comment, rule: str) -> str:
    if comment.status == Status.DELETED:
        return _("This comment was deleted by its author.")
    if comment.status == Status.HELD:
        return _("This comment waits for a moderator.")
    if rule and comment.status == Status.REMOVED:
        return _("Removed by a moderator: rule %(number)s") % {"number": rule}
    return _("This comment was removed by a moderator.")


class Drawn:
    """Markup in pieces: a page takes them as they are, a template puts them together."""

    __slots__ = ("pieces",)

    def __init__(self, pieces: Sequence[str]) -> None:
        self.pieces = pieces

    def __str__(self) -> str:
        return mark_safe("".join(self.pieces))  # noqa: S308  built from escaped parts and cleaned bodies


def render_threads(threads: Iterable["Thread"]) -> Drawn:
    """Threads as list items of one ordered list."""
    parts: list[str] = []
    for thread in threads:
        parts.append('<li class="thread" data-thread>')
        levels = [row.level for row in thread.rows[1:]] + [0]
        parts += [
            _row(row, has_branch=below > row.level)
            for row, below in zip(thread.rows, levels, strict=True)
        ]
        if thread.more:
            label = ngettext(
                "Show %(count)d more reply", "Show %(count)d more replies", thread.more
            ) % {"count": thread.more}
            new = ""
            if thread.more_new:
                label = words().with_new % {"words": label, "count": thread.more_new}
                new = f' data-more-new="{thread.more_new}"'
            parts.append(
                f'<p class="more-replies"{new}><a class="button button-quiet" '
                f'href="{escape(thread.more_url)}">{escape(label)}</a></p>'
            )
        parts.append("</li>")
    return Drawn(parts)


def render_comment(row: Row) -> SafeString:
    return mark_safe(_row(row))  # noqa: S308  see Drawn


def escape(text: object) -> str:
    """As Django's own without its look for lazy texts: a page of comments asks a thousand times."""
    return _escaped(str(text))


# The same names, labels and addresses come again and again.
_escaped: Final = lru_cache(maxsize=8192)(html.escape)


@cache
def icon(name: str) -> str:
    return (
        '<svg class="icon" aria-hidden="true" focusable="false">'
        f'<use href="{escape(static("icons.svg"))}#{escape(name)}"/></svg>'
    )


def _row(row: Row, *, has_branch: bool = False) -> str:
    # Most have little beside their words: what is not there costs no call.
    classes = f"comment level-{row.level}"
    if row.placeholder:
        classes += " placeholder"
    if has_branch:
        classes += " has-fold"
    if row.hat:
        classes += f" official official-{row.hat}"
    if row.asker_mark or row.reviewed:
        classes += " is-helpful"
    if row.placeholder:
        said = f'<div class="comment-body"{_anchor(row)}><p>{_said_instead(row)}</p></div>'
    elif row.veil:
        said = f"{_head(row)}{_notice(row) if row.notice else ''}{_veiled(row)}"
    else:
        said = (
            f"{_head(row)}{_notice(row) if row.notice else ''}"
            f'<div class="comment-body prose">{row.body_html}</div>'
        )
    return (
        f'<article class="{classes}" id="c-{row.id}" tabindex="-1" '
        f'aria-label="{html.escape(_label(row))}" data-level="{row.level}"{_number(row)}>{said}'
        f"{_context_note(row) if row.note_html else ''}"
        f"{'' if row.change is None else _change(row.change)}{_marks(row)}"
        f"{_reason(row) if row.reason else ''}"
        f"{_foot(row)}{_fold(row.name, row.say.language) if has_branch else ''}</article>"
    )


def _veiled(row: Row) -> str:
    """A text that is opened by who wants to read it, without a script."""
    about, show = veiled_words(row.veil), row.say.show
    return (
        f'<details class="comment-body veil"><summary class="action">{icon("eye-off")}'
        f"{escape(about)} <u>{escape(show)}</u></summary>"
        f'<div class="prose">{row.body_html}</div></details>'
    )


def _context_note(row: Row) -> str:
    """What moderators say about it, and who signs."""
    signed = row.say.noted_by % {"name": row.note_by} if row.note_by else row.say.noted
    return (
        f'<div class="context-note" role="note">{icon("info")}<div>'
        f'<div class="prose">{row.note_html}</div><p class="meta">{escape(signed)}</p></div></div>'
    )


def _said_instead(row: Row) -> str:
    """What stands in place of a text, and leads to the guideline it broke."""
    words = escape(row.placeholder)
    return f'<a href="/guidelines/#rule-{escape(row.rule)}">{words}</a>' if row.rule else words


def _number(row: Row) -> str:
    """By this a guest's own browser knows what is new to them."""
    if not row.number:
        return ""
    return f' data-number="{row.number}" data-new' if row.is_new else f' data-number="{row.number}"'


def _anchor(row: Row) -> str:
    return f' id="{escape(row.anchor)}"' if row.anchor else ""


@lru_cache(maxsize=4096)  # as _by
def _fold(name: str, _language: str | None) -> str:
    """The line beside a branch: a button that folds it. A script shows it where there is one."""
    say = words()
    label = say.replies_to % {"name": name} if name else say.replies
    return (
        f'<button type="button" class="fold" data-fold hidden aria-expanded="true">'
        f'{icon("chevron-down")}<span class="visually-hidden">{escape(label)}</span></button>'
    )


def _label(row: Row) -> str:
    """How a screen reader names the comment: who, in what role, when, to whom, how deep."""
    if row.placeholder:
        return row.placeholder
    who = row.name if not row.is_new else f"{row.name}, {BADGES['new'].label}"
    if row.hat:
        who = f"{who}, {BADGES[OFFICIAL[Hat(row.hat)]].label}"
    if row.reply_to:
        return row.say.reply_by % {
            "who": who,
            "name": row.reply_to,
            "time": row.time_text,
            "depth": row.depth,
        }
    return row.say.comment_by % {"who": who, "time": row.time_text}


def _head(row: Row) -> str:
    portrait, by = _by(
        row.name, row.profile_url, row.hat, row.is_guest, row.is_asker, row.say.language
    )
    meta = (
        f'<a class="comment-time" href="/c/{row.id}/"{_anchor(row)}>'
        f'<time datetime="{row.time_iso}">{escape(row.time_text)}</time></a>'
    )
    if row.is_new:
        by += _badge("new")
    if row.next_new:
        following = escape(words().next_new)
        meta += f'<a class="next-new" href="{escape(row.next_new)}">{following}</a>'
    if row.edited_text:
        meta += f'<span class="comment-edited">{escape(row.edited_text)}</span>'
    if row.reply_to and row.names_parent:
        to = row.say.replying_to % {"name": row.reply_to}
        meta += f'<a class="reply-to" href="{escape(row.reply_to_url)}">{escape(to)}</a>'
    if row.is_apart:
        meta += f'<a class="in-place" href="/c/{row.id}/">{escape(row.say.in_place)}</a>'
    return (
        f'<header class="comment-head">{portrait}'
        f'<div class="comment-by">{by}</div><div class="comment-meta">{meta}</div></header>'
    )


@lru_cache(maxsize=4096)  # the same people write again and again
def _by(
    name: str, profile_url: str, hat: str, is_guest: bool, is_asker: bool, _language: str | None
) -> tuple[str, str]:
    """A person's portrait, and their name with what they are here."""
    portrait = (
        f'<span class="avatar hue-{hue(name)}" aria-hidden="true">{escape(initials(name))}</span>'
    )
    by = (
        f'<a class="name" href="{escape(profile_url)}">{escape(name)}</a>'
        if profile_url
        else f'<span class="name">{escape(name)}</span>'
    )
    if hat:
        by += _badge(OFFICIAL[Hat(hat)], "badge-official")
    elif is_guest:
        by += _badge("guest")
    if is_asker:
        by += f'<span class="badge">{escape(words().asked_this)}</span>'
    return portrait, by


def _badge(kind: str, extra: str = "") -> str:
    badge = BADGES[kind]
    return (
        f'<span class="badge badge-{kind} {extra}">{icon(badge.icon)}{escape(badge.label)}</span>'
    )


def _notice(row: Row) -> str:
    link = ""
    if row.private_url:
        words = _("Your private page for this comment")
        link = f'<p><a href="{escape(row.private_url)}">{escape(words)}</a></p>'
    return (
        f'<div class="held-note" role="note">{icon("clock")}'
        f"<div><p>{escape(row.notice)}</p>{link}</div></div>"
    )


def _change(change: Revision) -> str:
    """A change of one's own words that others do not read, or will not."""
    waits = change.status == RevisionStatus.WAITING
    words = (
        _("Your change waits for a moderator. Until then others read the text above.")
        if waits
        else _("Your change was not published. Others go on reading the text above.")
    )
    why = _("The reason: %(reason)s") % {"reason": change.reason} if change.reason else ""
    return (
        f'<div class="held-note" role="note">{icon("clock" if waits else "info")}'
        f"<div><p>{escape(words)}</p>{f'<p>{escape(why)}</p>' if why else ''}</div></div>"
        f'<div class="comment-body prose own-change">{change.body_html}</div>'
    )


def _reason(row: Row) -> str:
    why = _("The reason: %(reason)s") % {"reason": row.reason}
    return f'<p class="comment-reason">{escape(why)}</p>'


def _marks(row: Row) -> str:
    marks = ""
    if row.is_changed:
        marks += f'<p class="comment-reason">{escape(row.say.changed_by_team)}</p>'
    if row.asker_mark:
        marks += f'<p class="comment-note">{icon("check")}{escape(row.say.helped_asker)}</p>'
    if row.reviewed:
        marks += f'<p class="comment-note">{icon("shield")}{escape(row.say.reviewed)}</p>'
    return marks


def _foot(row: Row) -> str:
    parts: list[str] = []
    more: list[str] = []
    counted: list[str] = []
    for action in row.actions:
        (parts if action.main else more).append(_action(action, row))
        if action.main and action.count:
            counted.append(action.icon)
    if row.helpful_count and "heart" not in counted:
        helped = ngettext(
            "%(count)d person found this helpful",
            "%(count)d people found this helpful",
            row.helpful_count,
        ) % {"count": row.helpful_count}
        parts.append(f'<span class="comment-votes">{escape(helped)}</span>')
    if row.same_count and "people" not in counted:
        same = ngettext(
            "%(count)d person says: same here",
            "%(count)d people say: same here",
            row.same_count,
        ) % {"count": row.same_count}
        parts.append(f'<span class="comment-votes">{escape(same)}</span>')
    if more:
        word = row.say.more
        label = row.say.more_for % {"name": row.name} if row.name else word
        parts.append(
            '<details class="more-actions fold-out">'
            f'<summary class="action" aria-label="{escape(label)}">'
            f'{icon("more")}{escape(word)}</summary><div class="more-list">'
            f"{''.join(more)}</div></details>"
        )
    return f'<footer class="comment-foot">{"".join(parts)}</footer>' if parts else ""


def _action(action: Action, row: Row) -> str:
    described, text = _said(action.icon, action.label, action.description)
    if action.until is not None:
        text += _until(action.until)
    if action.count:
        text += f'<span class="count">{action.count}</span>'
    url = html.escape(action.url)
    if not action.post:
        reply = f' data-reply="{row.id}"' if action.icon == "reply" else ""
        main = " action-main" if action.icon == "reply" else ""
        return f'<a class="action{main}" href="{url}"{described}{reply}>{text}</a>'
    pressed = ""
    if action.pressed is not None:
        pressed = f' aria-pressed="{"true" if action.pressed else "false"}"'
    undo = ' name="undo" value="1"' if action.pressed else ""
    return (
        f'<button class="action" type="submit" form="act" formaction="{url}"'
        f"{undo}{pressed}{described}>{text}</button>"
    )


@lru_cache(maxsize=4096)  # the same few actions, for the same people
def _said(picture: str, label: str, description: str) -> tuple[str, str]:
    """What an action says of itself: as an attribute for a screen reader, and on the screen."""
    described = f' aria-label="{escape(description)}"' if description else ""
    return described, f"{icon(picture)}<span>{escape(label)}</span>"


def _until(moment: datetime) -> str:
    """How long something can be done. A script turns the last hour into minutes."""
    seconds = int((moment - timezone.now()).total_seconds())
    words = _("until %(time)s") % {"time": until_text(moment)}
    return f'<span class="action-until" data-left="{seconds}">{escape(words)}</span>'


def preview_row(body_html: str, name: str, *, hat: str = "") -> Row:
    """A row for the preview: the same drawing as the result."""
    time_iso, time_text = times_here()(timezone.now())
    return Row(
        id=0,
        name=name,
        body_html=body_html,
        hat=hat,
        time_iso=time_iso,
        time_text=time_text,
    )
