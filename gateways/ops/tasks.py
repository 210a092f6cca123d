"""What an operator's site does by itself: texts are brought to the present renderer."""

from django.tasks import task

from articles.services.rerender import rerender as rerender_articles
from forum.comments.services.rerender import rerender as rerender_comments
from foundation.jobs.schedule import every

BATCH = 500


@task()
def rerender() -> None:
    """One batch; as long as something is left, the next one follows."""
    if rerender_comments(BATCH) + rerender_articles(BATCH):
        rerender.enqueue()


every("ops.rerender", 24 * 3600, rerender)
