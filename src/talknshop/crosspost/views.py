"""Jobs as they are answered."""

from talknshop.crosspost.job_record import StoredJob
from talknshop.crosspost.states import ENDED_IN_VAIN, UP
from talknshop.schemas.job import JobView


def view(job: StoredJob) -> JobView:
    """A job with the names that older clients read."""
    told = job.told()
    statuses = [part.status for part in job.parts]
    return JobView(
        **dict(told),
        marketplace_results=told.marketplace_jobs,
        success_count=sum(status in UP for status in statuses),
        failure_count=sum(status in ENDED_IN_VAIN for status in statuses),
    )
