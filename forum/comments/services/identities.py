"""A guest proves their address, and has themselves erased: with all that they wrote."""

from collections.abc import Callable, Collection
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ErasureChoice, Guest, GuestAddress
from accounts.services import guests, identities, proofs
from accounts.viewer import Viewer
from forum.comments import counters, gate, policies
from forum.comments.models import Comment, Revision, RevisionStatus, Status
from forum.comments.refusal import Refused
from forum.comments.services import authors
from forum.comments.services import delete as delete_verb
from forum.comments.services.authors import Raced

TRIES: Final = 5


def confirm(token: str, chosen: Collection[int]) -> Guest:
    """
    Who reads the mail says which guests are them: one row is made of these, confirmed, and their
    devices are proved. Spends the link.

    Raises ValidationError where nothing was chosen, and Refused for a link that no longer works.
    """
    return _again_if_raced(lambda: _confirm(token, chosen))


@transaction.atomic
def _confirm(token: str, chosen: Collection[int]) -> Guest:
    proof = proofs.find(token, lock=True)
    if proof is None:
        raise Refused(_("This link no longer works."), code="link")
    found = identities.who_typed(proof.email_hash, lock=True)
    theirs = [guest for guest in found if guest.pk in chosen]
    if not theirs:
        raise ValidationError(_("Please choose what you wrote."), code="none")
    is_known = found[0].address.confirmed_at is not None
    kept = found[0] if is_known else theirs[0]
    identities.prove(theirs)
    authors.join([guest for guest in theirs if guest != kept], kept)
    identities.confirm(kept)
    proof.used_at = timezone.now()
    proof.save(update_fields=["used_at"])
    return kept


def erase(guest: Guest, *, choice: str) -> None:
    """
    Delete the name, the address and the devices; `choice` says whether the words go as well.
    What a moderator decided about stays as it was decided, without a name.
    """
    if choice not in ErasureChoice.values:
        raise ValidationError(_("Please choose what becomes of your comments."), code="choice")
    if choice == ErasureChoice.GO:
        viewer = Viewer(guest=guest)
        for comment in Comment.objects.filter(guest=guest).select_related("discussion"):
            if policies.may_delete(viewer, comment):
                delete_verb.delete(comment, viewer=viewer)
    _again_if_raced(lambda: _erase(guest, choice))


@transaction.atomic
def _erase(guest: Guest, choice: str) -> None:
    """The words of what is deleted go for good; a name on what stays goes everywhere."""
    list(GuestAddress.objects.select_for_update().filter(guest=guest).values_list("pk"))
    mine = Comment.objects.filter(guest=guest)
    discussions = sorted(set(mine.values_list("discussion_id", flat=True)))
    counters.lock_all(discussions)
    if guests.again(guest) is None or set(mine.values_list("discussion_id", flat=True)) - set(
        discussions
    ):
        raise Raced
    mine.exclude(written_as="").update(written_as="")
    if choice == ErasureChoice.GO:
        for comment in mine.filter(status=Status.DELETED):
            _empty(comment)
    identities.erase(guest, choice=choice)


def _empty(comment: Comment) -> None:
    """Its words go; what a moderator decided about an earlier text rests on that text."""
    texts = list(Revision.objects.filter(comment=comment).exclude(status=RevisionStatus.PURGED))
    kept = gate.evidence(comment, texts).revisions if texts else frozenset()
    gone = [revision.pk for revision in texts if revision.pk not in kept]
    Revision.objects.filter(pk__in=gone).update(
        status=RevisionStatus.PURGED, body_source="", body_html="", reason=""
    )
    Comment.objects.filter(pk=comment.pk).update(body_source="", body_html="")


def _again_if_raced[T](work: Callable[[], T]) -> T:
    """Somebody wrote between the look and the lock: look again."""
    for _try in range(TRIES - 1):
        try:
            return work()
        except Raced:
            continue
    return work()
