"""Making the stored counts again from the rows they count."""

from django.db import transaction
from django.db.models import Count, Sum

from articles.models import Article, Rating


def recount(*, repair: bool = True) -> int:
    """Sum and count of the ratings of every article. Returns how many were wrong."""
    wrong = 0
    for pk in Article.objects.order_by("pk").values_list("pk", flat=True).iterator():
        wrong += _recount(pk, repair=repair)
    return wrong


@transaction.atomic
def _recount(pk: int, *, repair: bool) -> bool:
    # Locked as `rate` locks it, so no vote comes between the counting and the writing.
    article = Article.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if article is None:
        return False
    true = Rating.objects.filter(article=article).aggregate(count=Count("pk"), sum=Sum("stars"))
    count, total = true["count"], true["sum"] or 0
    if (article.rating_count, article.rating_sum) == (count, total):
        return False
    if repair:
        Article.objects.filter(pk=pk).update(rating_count=count, rating_sum=total)
    return True
