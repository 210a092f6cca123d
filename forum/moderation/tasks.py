from django.tasks import task

from forum.moderation.services import (
    calm,
    concerns,
    help_lines,
    learn,
    own_sites,
    purge,
    sanctions,
    seals,
    waiting,
)
from foundation.jobs import schedule


@task
def purge_prints() -> None:
    purge.purge_prints()
    purge.purge_observations()
    purge.purge_origins()
    concerns.purge_skips()
    calm.purge_skips()


@task
def learn_again() -> None:
    learn.learn_again()


schedule.every("moderation.learn_again", 3600, learn_again)


@task
def collect_own_sites() -> None:
    own_sites.collect()


schedule.every("moderation.collect_own_sites", 3600, collect_own_sites)


@task
def forget_blocks() -> None:
    sanctions.forget_blocks()


schedule.every("moderation.forget_blocks", 24 * 3600, forget_blocks)
schedule.every("moderation.purge_prints", 24 * 3600, purge_prints)


@task
def empty_seals() -> None:
    seals.empty_old()


schedule.every("moderation.empty_seals", 24 * 3600, empty_seals)


@task
def remind_of_help_lines() -> None:
    help_lines.remind()


schedule.every("moderation.remind_of_help_lines", 24 * 3600, remind_of_help_lines)


@task
def measure_waiting() -> None:
    waiting.measure()


schedule.every("moderation.measure_waiting", 3600, measure_waiting)
