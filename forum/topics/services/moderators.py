"""Members who moderate one board: named by an administrator, each time with a row that says so."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Kind, User
from accounts.policies import writing_refusal
from accounts.services import moderators
from accounts.viewer import Viewer
from forum.comments.models import AudienceKind
from forum.comments.refusal import Refused
from forum.moderation.models import Action, Decision
from forum.topics import policies
from forum.topics.models import Board


@transaction.atomic
def name(board: Board, handle: str, *, by: User) -> User:
    """From now on the member moderates this board. Raises ValidationError and Refused."""
    _allow(by)
    person = _person(board, handle)
    if not moderators.name(person, shelf=board.pk):
        raise ValidationError(
            {"handle": _("%(name)s moderates this board already.") % {"name": person.name}}
        )
    _decided(Action.APPOINT, board, person, by=by)
    return person


@transaction.atomic
def relieve(board: Board, person: User, *, by: User) -> bool:
    """They moderate it no more. Returns whether there was anything to take back."""
    _allow(by)
    if not moderators.relieve(person, shelf=board.pk):
        return False
    _decided(Action.RELIEVE, board, person, by=by)
    return True


def _allow(by: User) -> None:
    viewer = Viewer.for_user(by)
    if not policies.may_keep_boards(viewer):
        raise Refused(_("Only an administrator can do this."))
    if refusal := writing_refusal(viewer):
        raise Refused(refusal)


def _person(board: Board, handle: str) -> User:
    wanted = handle.strip().removeprefix("@").lower()
    person = User.objects.filter(handle=wanted, kind=Kind.PERSON, is_active=True).first()
    if person is None:
        raise ValidationError({"handle": _("There is no member with this handle.")})
    if person.is_moderator:
        raise ValidationError(
            {"handle": _("%(name)s moderates all boards already.") % {"name": person.name}}
        )
    if board.audience.kind == AudienceKind.STAFF and not person.is_staff_member:
        raise ValidationError(
            {"handle": _("This board is for the team only, and %(name)s cannot read it.")
             % {"name": person.name}}
        )  # fmt: skip
    return person


def _decided(action: Action, board: Board, person: User, *, by: User) -> None:
    Decision.objects.create(action=action, person=person, by=by, note=board.name)
