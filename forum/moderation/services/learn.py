"""The spam filter learns from what people of this site decided, and from nothing else."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.comments.models import Comment, Status
from forum.moderation import learner, own_words
from forum.moderation.learner import LEAST_HAM, LEAST_SPAM
from forum.moderation.models import Action, Decision, SpamModel
from foundation.branding import settings

MARK: Final = "moderation.spam_model"
AGAIN_AFTER: Final = 20  # decisions
MOST_SPAM: Final = 5_000
MOST_HAM: Final = 20_000
# What nobody reported or removed for so long counts as welcome, though nobody decided about it.
STANDS_FOR: Final = timedelta(days=7)
KEPT: Final = 3
TAUGHT_BY: Final = (Action.SPAM, Action.APPROVE, Action.KEEP, Action.RESTORE)


def learn_again() -> SpamModel | None:
    """Learn anew where there are examples enough, and new decisions since the last time."""
    last = SpamModel.objects.order_by("-id").first()
    since = last.decision_id if last else 0
    new = Decision.objects.filter(pk__gt=since, action__in=TAUGHT_BY, comment__isnull=False)
    if len(new.order_by("id").values_list("pk")[:AGAIN_AFTER]) < (AGAIN_AFTER if last else 1):
        return None
    return learn()


def learn() -> SpamModel | None:
    """A new model, or None while there are too few examples."""
    spam, ham = texts_of(_spam()[:MOST_SPAM]), texts_of(_ham()[:MOST_HAM])
    if len(spam) < LEAST_SPAM or len(ham) < LEAST_HAM:
        return None
    innocent = own_words.collect()
    measured = learner.measure(spam, ham, innocent=innocent)
    newest = Decision.objects.order_by("-id").values_list("pk", flat=True).first()
    return keep(
        SpamModel(
            weights=learner.train(spam, ham, innocent=innocent).as_json(),
            spam=len(spam),
            ham=len(ham),
            precision=round(1000 * measured.precision),
            recall=round(1000 * measured.recall),
            decision_id=newest or 0,
        )
    )


@transaction.atomic
def keep(model: SpamModel) -> SpamModel:
    """This is what the site knows from now on."""
    model.save()
    older = SpamModel.objects.order_by("-id").values_list("pk", flat=True)[KEPT:]
    SpamModel.objects.filter(pk__in=list(older)).delete()
    settings.move_mark(MARK)
    return model


def exported() -> dict[str, Any] | None:
    """What was learnt, to be taken to another site."""
    last = SpamModel.objects.order_by("-id").first()
    if last is None:
        return None
    names = ("spam", "ham", "precision", "recall")
    return {"weights": last.weights} | {name: getattr(last, name) for name in names}


def imported(found: Any) -> SpamModel:
    """Go on with what another site has learnt. Raises ValidationError for anything else."""
    try:
        learner.from_json(found["weights"])
        model = SpamModel(
            weights=found["weights"],
            **{name: int(found[name]) for name in ("spam", "ham", "precision", "recall")},
        )
        model.full_clean()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValidationError(_("This is no file of what a spam filter has learnt.")) from error
    return keep(model)


def texts_of(comments: Iterable[Comment]) -> list[str]:
    return [text_of(comment) for comment in comments]


def text_of(comment: Comment) -> str:
    website = comment.guest.website if comment.guest else ""
    return f"{comment.body_source}\n{website}" if website else comment.body_source


def _spam() -> QuerySet[Comment]:
    """What a person marked: what a rule alone called spam would teach the filter its own faults."""
    marked = Decision.objects.filter(comment=OuterRef("pk"), action=Action.SPAM, by__isnull=False)
    return _newest(Comment.objects.filter(Exists(marked), status=Status.SPAM))


def _ham() -> QuerySet[Comment]:
    """What moderators let through, or has stood for a week."""
    stands = Comment.objects.filter(
        status=Status.PUBLISHED, created_at__lt=timezone.now() - STANDS_FOR
    )
    approved = Decision.objects.filter(comment=OuterRef("pk"), action__in=TAUGHT_BY)
    return _newest(stands | Comment.objects.filter(Exists(approved), status=Status.PUBLISHED))


def _newest(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    return comments.select_related("guest").only("body_source", "guest__website").order_by("-id")
