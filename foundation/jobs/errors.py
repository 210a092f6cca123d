"""What a job says about its own failure."""


class GiveUp(Exception):
    """Raised by a job that would fail again whenever it ran: it is not tried again."""


class WorkerLost(Exception):
    """The worker of a job stopped answering, once too often."""
