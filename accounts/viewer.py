"""Who is looking. Every list, policy and page starts from a Viewer."""

from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest

from accounts import moderators
from accounts.models import Guest, User
from accounts.services import device, voter

Shape = tuple[str, bool, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Viewer:
    """
    One of: a visitor (nobody), a guest known by this device, a person with an account.

    `held_tokens` are the unguessable tokens of comments that wait for a moderator, brought by
    the page's address; they show, they never change anything. `voter_key` is what a visitor votes
    with; a visitor's is looked at only on the page that follows a vote, whose address says
    `voted`. `boards` are given where a viewer stands for all who are alike.
    """

    user: User | None = None
    guest: Guest | None = None
    held_tokens: tuple[str, ...] = field(default=())
    voter_key: str = ""
    boards: frozenset[int] | None = None

    @classmethod
    def nobody(cls) -> "Viewer":
        return NOBODY

    @classmethod
    def for_user(cls, user: User) -> "Viewer":
        return cls(user=user)

    @classmethod
    def of(cls, request: HttpRequest) -> "Viewer":
        """The viewer of this request, looked up once."""
        viewer: Viewer | None = getattr(request, "_viewer", None)
        if viewer is None:
            viewer = _read(request)
            request._viewer = viewer  # type: ignore[attr-defined]  # kept with the request
        return viewer

    @classmethod
    def stand_in(cls, request: HttpRequest, guest: Guest) -> None:
        """For this request the viewer is the guest whose private link it came by."""
        request._viewer = cls(guest=guest)  # type: ignore[attr-defined]  # as `of` keeps it

    @property
    def shape(self) -> Shape | None:
        """What a statement about "what they may see" is built from, beside who they are."""
        if self.user is None:
            return None
        return self.user.role, self.user.is_active, tuple(sorted(self.shelves))

    @classmethod
    def shaped(cls, user_id: int, shape: Shape | None) -> "Viewer":
        """Somebody of that shape."""
        if shape is None:
            return NOBODY
        role, is_active, boards = shape
        user = User(pk=user_id, role=role, is_active=is_active)
        return cls(user=user, boards=frozenset(boards))

    @property
    def is_visitor(self) -> bool:
        return self.user is None and self.guest is None

    @property
    def is_member(self) -> bool:
        return self.user is not None

    @property
    def is_staff(self) -> bool:
        return self.user is not None and self.user.is_staff_member

    @property
    def is_moderator(self) -> bool:
        return self.user is not None and self.user.is_moderator

    @property
    def shelves(self) -> frozenset[int]:
        """The boards, by number, that this person was named a moderator of, and may moderate."""
        if self.boards is not None:
            return self.boards
        return moderators.shelves_of(self.user) if self.user is not None else moderators.NONE

    def moderates(self, shelf: int) -> bool:
        """Everywhere, or this board."""
        return self.is_moderator or shelf in self.shelves

    @property
    def has_queue(self) -> bool:
        """Whether they moderate anything."""
        return self.is_moderator or bool(self.shelves)

    @property
    def is_editor(self) -> bool:
        return self.user is not None and self.user.is_editor

    @property
    def is_administrator(self) -> bool:
        return self.user is not None and self.user.is_administrator


NOBODY = Viewer()


def _read(request: HttpRequest) -> Viewer:
    held = request.GET.get("held", "")
    tokens = (held,) if held else ()
    # Looking at the session makes an answer vary by cookie: signed-out pages never do it.
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        user = get_user(request)
        if isinstance(user, User):
            return Viewer(user=user, held_tokens=tokens)
    guest = device.guest_of(request)
    # The pages of a guest are theirs; those of a visitor are everybody's.
    key = voter.key_of(request) if guest is not None or "voted" in request.GET else ""
    return Viewer(guest=guest, held_tokens=tokens, voter_key=key)
