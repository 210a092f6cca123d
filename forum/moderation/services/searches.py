"""Keeping a filter of the queue under a name."""

from typing import Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.refusal import Refused
from forum.moderation import policies
from forum.moderation.filters import Filters
from forum.moderation.models import SEARCH_NAME_LENGTH, SavedSearch

# So many of one person; more are no help, and each is counted on the page of the queue.
MOST: Final = 10


def save(name: str, *, tab: str, filters: Filters, owner: User, shared: bool) -> SavedSearch:
    """Raises ValidationError where the name is missing, too long or taken, where nothing is
    filtered, and where the person has enough of them."""
    if refusal := policies.moderating_refusal(Viewer.for_user(owner)):
        raise Refused(refusal)
    name = " ".join(name.split())
    if not name:
        raise ValidationError({"name": _("Please give the search a name.")})
    if len(name) > SEARCH_NAME_LENGTH:
        raise ValidationError(
            {
                "name": _("This is %(count)d characters long. Please use at most %(limit)d.")
                % {"count": len(name), "limit": SEARCH_NAME_LENGTH}
            }
        )
    if not tab or not filters:
        raise ValidationError(_("Please filter a tab of the queue first, then save it."))
    if SavedSearch.objects.filter(owner=owner).count() >= MOST:
        raise ValidationError(
            _("You have saved %(limit)d searches. Please remove one first.") % {"limit": MOST}
        )
    try:
        with transaction.atomic():
            return SavedSearch.objects.create(
                owner=owner,
                name=name,
                tab=tab,
                query=filters.query,
                shared_at=timezone.now() if shared else None,
            )
    except IntegrityError as error:
        raise ValidationError(
            {"name": _("You have a search of this name. Please choose another one.")}
        ) from error


def remove(search: SavedSearch, *, by: User) -> None:
    """One's own; what is shared, an administrator too."""
    if search.owner_id != by.pk and not (by.is_administrator and search.shared_at):
        raise Refused(_("Only who saved it can remove it."))
    search.delete()
