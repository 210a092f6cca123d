from foundation.jobs.models.job import Job
from foundation.jobs.models.lease import Lease
from foundation.jobs.models.schedule import Schedule

__all__ = ["Job", "Lease", "Schedule"]
