"""
The small cast everyone knows: Alice wrote it, Bob moderates, Charlie is a stranger, Gina is a
guest. Plain functions that make real rows.
"""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.models import Guest, GuestAddress, GuestDevice, Role, Sanction, User
from accounts.services.guests import hash_email
from accounts.viewer import Viewer
from forum.comments.models import Audience, AudienceKind, Comment, Discussion, Status
from forum.comments.services import discussions
from forum.comments.services.lay_in import Row, lay_in
from forum.comments.services.post import post
from foundation.text import slugify_unicode

_numbers = count(1)


def make_member(name: str = "Alice", *, role: str = Role.MEMBER, **fields: Any) -> User:
    """A person whose address is verified. Every name is made once: a second Alice is Alice 2."""
    if User.objects.filter(name=name).exists():
        name = f"{name} {next(_numbers)}"
    handle = slugify_unicode(name)
    fields.setdefault("email", f"{handle}@example.org")
    fields.setdefault("password", "correct horse")
    user = User.objects.create_user(handle=handle, name=name, role=role, **fields)
    _verify(user)
    return user


def _verify(user: User) -> None:
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def make_moderator(name: str = "Bob") -> User:
    return make_member(name, role=Role.MODERATOR)


def make_editor(name: str = "Edith") -> User:
    return make_member(name, role=Role.EDITOR)


def make_administrator(name: str = "Ada") -> User:
    return make_member(name, role=Role.ADMINISTRATOR)


def make_guest(
    name: str = "Gina",
    email: str = "gina@example.org",
    *,
    device_hash: str = "",
    proved: bool = False,
    **fields: Any,
) -> Guest:
    """A guest, known by a device if its hash is given; `proved` by mail, a moment ago."""
    at = timezone.now() if proved else None
    guest = Guest.objects.create(name=name, **fields)
    GuestAddress.objects.create(
        guest=guest, email=email, email_hash=hash_email(email), confirmed_at=at
    )
    if device_hash:
        guest.device = GuestDevice.objects.create(guest=guest, key_hash=device_hash, proved_at=at)
    return guest


def suspend(user: User, *, days: int = 3, reason: str = "Please be kind.") -> Sanction:
    return Sanction.objects.create(
        user=user, reason=reason, ends_at=timezone.now() + timedelta(days=days)
    )


def make_audience(kind: str = AudienceKind.PUBLIC) -> Audience:
    return Audience.objects.create(name=f"audience {next(_numbers)}", kind=kind)


def make_discussion(
    title: str = "Heat and fatigue",
    *,
    kind: str = "article",
    audience: Audience | None = None,
    started_by: User | None = None,
    **fields: Any,
) -> Discussion:
    discussion = discussions.open_discussion(
        kind=kind,
        title=title,
        url=f"/somewhere/{next(_numbers)}/",
        audience=audience or make_audience(),
        started_by=started_by,
    )
    for name, value in fields.items():
        setattr(discussion, name, value)
    if fields:
        discussion.save(update_fields=list(fields))
    return discussion


def make_comment(
    discussion: Discussion | None = None,
    *,
    author: User | None = None,
    guest: Guest | None = None,
    parent: Comment | None = None,
    body: str = "I rest before I am tired.",
    status: str = Status.PUBLISHED,
    at: datetime | None = None,
    **fields: Any,
) -> Comment:
    """A comment laid in as it stands, past the rules. For the rules, use `write`."""
    discussion = discussion or (parent.discussion if parent else make_discussion())
    if author is None and guest is None:
        author = User.objects.filter(name="Alice").first() or make_member("Alice")
    row = Row(
        ref="it",
        created_at=at or timezone.now(),
        body_source=body,
        body_html=f"<p>{body}</p>",
        author=author,
        guest=guest,
        parent_ref="parent" if parent else None,
        status=Status(status),
        **fields,
    )
    made = lay_in(discussion, [row], known={"parent": parent} if parent else {})
    comment = made["it"]
    comment.refresh_from_db()
    discussion.refresh_from_db()
    return comment


def write(
    discussion: Discussion,
    user: User,
    body: str = "I rest before I am tired.",
    *,
    parent: Comment | None = None,
    **options: Any,
) -> Comment:
    """A member writes, through the whole pipeline."""
    return post(
        discussion, viewer=Viewer.for_user(user), body=body, parent=parent, **options
    ).comment
