"""Rating an article: one vote a person, changeable; rows are the truth, sum and count follow."""

from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.policies import writing_refusal
from accounts.services import voter
from accounts.viewer import Viewer
from articles.models import Article, Rating
from articles.models.rating import HIGHEST, LOWEST
from forum.comments.refusal import Refused
from foundation.limits.network import Network

SALT: Final = "articles.voter"


@dataclass(frozen=True, slots=True)
class Voter:
    """
    Who votes: the person signed in, else the key in a visitor's cookie (made by their first
    vote). The database keeps the key's hash only.
    """

    viewer: Viewer
    key: str = ""
    network: Network | None = None  # of a visitor

    @property
    def columns(self) -> dict[str, object]:
        if self.viewer.user is not None:
            return {"user": self.viewer.user, "visitor_hash": ""}
        return {"user": None, "visitor_hash": hash_key(self.key)}

    @property
    def is_known(self) -> bool:
        return self.viewer.user is not None or bool(self.key)


def hash_key(key: str) -> str:
    return voter.hash_key(SALT, key)


@transaction.atomic
def rate(article: Article, *, voter: Voter, stars: int) -> Rating:
    """
    Vote, or change one's vote. Raises ValidationError (no such stars) and Refused.

    The article's row is locked first, so parallel votes stand in a line and each finds what the
    one before it left: sum and count stay exact, and one person's double press is one vote.
    """
    if not LOWEST <= stars <= HIGHEST:
        raise ValidationError({"stars": _("Please choose one to five stars.")}, code="stars")
    if not voter.is_known:
        raise ValueError("A vote needs a person or a key")
    if refusal := writing_refusal(voter.viewer, network=voter.network):
        raise Refused(refusal, code="sanction")
    row = Article.objects.select_for_update(of=("self",), no_key=True).get(pk=article.pk)
    if not row.is_published:
        raise Refused(_("This article is not published any more."), code="closed")
    rating = Rating.objects.filter(article=row, **voter.columns).first()
    before, added = (rating.stars, 0) if rating else (0, 1)
    if rating is None:
        rating = Rating.objects.create(article=row, stars=stars, **voter.columns)
    elif rating.stars != stars:
        rating.stars, rating.changed_at = stars, timezone.now()
        rating.save(update_fields=["stars", "changed_at"])
    Article.objects.filter(pk=row.pk).update(
        rating_count=F("rating_count") + added, rating_sum=F("rating_sum") + stars - before
    )
    article.rating_count = row.rating_count + added
    article.rating_sum = row.rating_sum + stars - before
    return rating


def rating_of(article: Article, voter: Voter) -> Rating | None:
    """This person's own vote."""
    if not voter.is_known:
        return None
    return (
        Rating.objects.filter(article=article, **voter.columns).select_related("feedback").first()
    )
