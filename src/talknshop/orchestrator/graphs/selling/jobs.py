"""Jobs as the conversation tells of them."""

from talknshop.schemas.job import Job, JobData


def job_data(job: Job) -> JobData:
    """How a job stands, as the event tells it."""
    return JobData(
        job_id=job.job_id,
        status=job.status,
        marketplace_results=job.marketplace_jobs,
        message=job.error.message if job.error else None,
    )
