"""What follows from events: the search index knows what is published, and nothing else."""


def join() -> None:
    """Search is joined where it is present."""
