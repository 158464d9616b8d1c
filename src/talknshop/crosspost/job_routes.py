"""A seller's listings over HTTP (docs/wire.md): looking, changing, selling, taking down."""

from typing import Annotated

from fastapi import APIRouter, Query

from talknshop.core.errors import ConflictError
from talknshop.crosspost.job_record import Sold
from talknshop.crosspost.photos import require_own_photos
from talknshop.crosspost.posting_routes import require_postable
from talknshop.crosspost.routes import ContainerDependency, JobId, KnownCaller
from talknshop.crosspost.views import view
from talknshop.schemas.error import error_responses
from talknshop.schemas.job import (
    ForgottenListings,
    Jobs,
    JobView,
    Revision,
    SoldHere,
    Withdrawal,
)

router = APIRouter(tags=["jobs"], responses=error_responses(400, 401))


@router.get("/api/v1/jobs")
async def get_jobs(
    container: ContainerDependency,
    user_id: KnownCaller,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Jobs:
    """Your listings, last changed first."""
    jobs = await container.service.of_user(user_id, limit=limit)
    told = [job.told() for job in jobs]
    return Jobs(jobs=sorted(told, key=lambda job: job.updated_at, reverse=True))


@router.delete("/api/v1/jobs")
async def forget_jobs(container: ContainerDependency, user_id: KnownCaller) -> ForgottenListings:
    """Takes your listings down, as far as we can, and forgets everything about them."""
    return await container.selling_data.forget(user_id)


@router.get("/api/v1/jobs/{job_id}", responses=error_responses(404))
async def get_job(job_id: JobId, container: ContainerDependency, user_id: KnownCaller) -> JobView:
    """One of your listings."""
    return view(await container.service.get(user_id, job_id))


@router.delete("/api/v1/jobs/{job_id}", responses=error_responses(404, 409))
async def cancel_job(
    job_id: JobId, container: ContainerDependency, user_id: KnownCaller
) -> JobView:
    """Takes a listing back before any marketplace was asked."""
    return view(await container.service.cancel(user_id, job_id))


@router.patch("/api/v1/jobs/{job_id}", responses=error_responses(404))
async def revise_job(
    job_id: JobId, revision: Revision, container: ContainerDependency, user_id: KnownCaller
) -> JobView:
    """Changes what a listing says, wherever it is up."""
    spec = revision.listing_spec
    require_postable(spec)
    await require_own_photos(container.photos, user_id, spec.media_s3_keys)
    return view(await container.service.revise(user_id, job_id, spec))


@router.post("/api/v1/jobs/{job_id}/withdraw", responses=error_responses(404))
async def withdraw_job(
    job_id: JobId, withdrawal: Withdrawal, container: ContainerDependency, user_id: KnownCaller
) -> JobView:
    """Takes a listing down, everywhere unless marketplaces are named."""
    job = await container.service.withdraw(user_id, job_id, withdrawal.marketplaces)
    return view(job)


@router.post("/api/v1/jobs/{job_id}/sold", responses=error_responses(404, 409))
async def sold(
    job_id: JobId, where: SoldHere, container: ContainerDependency, user_id: KnownCaller
) -> JobView:
    """Notes where you sold the item, and takes it down everywhere else."""
    job = await container.service.get(user_id, job_id)
    sale = Sold(
        marketplace=where.marketplace,
        order_id=f"told-{job_id}",
        sold_at=container.clock.now(),
        told_by="user",
    )
    item, accepted = await container.sales.sold(job.inventory_id, sale)
    if not accepted and item.sold is not None:
        raise ConflictError(
            f"This item was sold on {item.sold.marketplace} already. "
            f"Cancel the sale on {where.marketplace} there."
        )
    return view(await container.service.get(user_id, job_id))
