"""Making stored HTML again after the renderer changed. Interrupted, it goes on where it was."""

from itertools import islice

from django.db import transaction

from articles.models import Article, Author, BodyFormat, Series
from articles.services.render import RENDER_VERSION, render, render_short
from foundation.pagecache import versions
from foundation.text import clean_html


def rerender(limit: int = 500) -> int:
    """Bring at most `limit` articles, series and authors to the present version."""
    behind = (
        (model, pk)
        for model in (Article, Series, Author)
        for pk in model._default_manager.filter(render_version__lt=RENDER_VERSION)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return sum(_rerender(model, pk) for model, pk in islice(behind, limit))


@transaction.atomic
def _rerender(model: type[Article | Author | Series], pk: int) -> bool:
    # Locked, so that a save at the same moment is not overwritten by the text before it.
    thing = (
        model._default_manager.select_for_update(of=("self",), no_key=True)
        .filter(pk=pk, render_version__lt=RENDER_VERSION)
        .first()
    )
    match thing:
        case Article(body_format=BodyFormat.HTML):
            # Its importer shaped it once; what is stored is only cleaned again.
            thing.body_html = clean_html(thing.body_html, "import")
            column = "body_html"
        case Article():
            thing.body_html = render(thing.body_source, thing.body_format).html
            column = "body_html"
        case Series():
            thing.description_html = render_short(thing.description_source)
            column = "description_html"
        case Author():
            thing.bio_html = render_short(thing.bio_source)
            column = "bio_html"
        case _:
            return False
    thing.render_version = RENDER_VERSION
    thing.save(update_fields=[column, "render_version"])
    versions.bump(versions.SITE)
    return True
