from django.tasks import task

from forum.topics.services import boards
from foundation.jobs.schedule import every


@task()
def count_boards() -> None:
    boards.count()


every("topics.count_boards", 300, count_boards)
