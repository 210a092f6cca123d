"""Who stands above a comment, as its page names them."""

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from accounts.models import Guest, GuestKind, User
from accounts.models.user import Kind

if TYPE_CHECKING:
    from forum.comments.fetch import Said
    from forum.comments.models import Comment


class Writer(NamedTuple):
    """What a page says of who wrote a comment. The comments of one person share one."""

    name: str
    # None where nobody is told which member it is; guests are none.
    member_id: int | None = None
    profile_url: str = ""
    person: tuple[str, int] | None = None  # by this the page knows them again, where it may


def writer_of(comment: "Said") -> Writer:
    """Asked once for each comment."""
    if comment.writer_seen is None:
        comment.writer_seen = (
            named(comment.author, comment.guest)
            if not comment.written_as
            else _under_another_name(comment)
        )
    return comment.writer_seen


def named(author: User | None, guest: Guest | None) -> Writer:
    """One of the two, under their own name."""
    if author is None:
        if guest is None:
            return Writer("")
        name = _("Former guest") if guest.kind == GuestKind.ERASED else guest.name
        return Writer(name, person=("guest", guest.pk))
    if author.kind == Kind.ERASED:
        return Writer(_("Former member"), author.pk)
    return Writer(
        author.name,
        author.pk,
        f"/people/{author.handle}/" if author.kind == Kind.PERSON else "",
        ("user", author.pk),
    )


def _under_another_name(comment: "Comment") -> Writer:
    """From before they joined: nobody is told which member it is, or that two are of one."""
    person = ("name", comment.pk)  # of nobody else on the page
    if comment.author is not None and comment.author.kind == Kind.ERASED:
        return Writer(_("Former member"), person=person)
    if comment.guest is not None and comment.guest.kind == GuestKind.ERASED:
        return Writer(_("Former guest"), person=person)
    return Writer(comment.written_as, person=person)
