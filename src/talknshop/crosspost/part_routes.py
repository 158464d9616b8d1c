"""A listing at one marketplace over HTTP (docs/wire.md)."""

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from talknshop.core.errors import NotFoundError
from talknshop.crosspost.photo_zip import open_photo_zip
from talknshop.crosspost.routes import ContainerDependency, JobId, KnownCaller
from talknshop.crosspost.views import view
from talknshop.marketplaces.posting.limits import limits_of
from talknshop.marketplaces.posting.links import listing_link
from talknshop.schemas.enums import PostingMarketplace
from talknshop.schemas.error import error_responses
from talknshop.schemas.job import JobView, PostedLink

router = APIRouter(tags=["jobs"], responses=error_responses(400, 401, 404))

_PATH = "/api/v1/jobs/{job_id}/marketplaces/{marketplace}"


@router.post(f"{_PATH}/retry", responses=error_responses(409))
async def retry(
    job_id: JobId,
    marketplace: PostingMarketplace,
    container: ContainerDependency,
    user_id: KnownCaller,
) -> JobView:
    """Tries one marketplace again."""
    return view(await container.service.retry(user_id, job_id, marketplace))


@router.post(f"{_PATH}/confirm", responses=error_responses(409))
async def confirm(
    job_id: JobId,
    marketplace: PostingMarketplace,
    posted: PostedLink,
    container: ContainerDependency,
    user_id: KnownCaller,
) -> JobView:
    """Notes that you put the listing up by hand, and where; the link is checked."""
    await container.service.get(user_id, job_id)
    found = listing_link(marketplace, posted.link)
    job = await container.service.confirm(
        user_id, job_id, marketplace, found.url, listing_id=found.listing_id
    )
    return view(job)


@router.post(f"{_PATH}/taken-down")
async def taken_down(
    job_id: JobId,
    marketplace: PostingMarketplace,
    container: ContainerDependency,
    user_id: KnownCaller,
) -> JobView:
    """Notes that you took the listing down by hand."""
    job = await container.service.taken_down(user_id, job_id, marketplace)
    part = job.part(marketplace)
    if part is not None and marketplace in container.places:
        await container.photos_at(marketplace).hide(job, part)
    return view(job)


@router.get(
    f"{_PATH}/photos.zip",
    response_model=None,
    responses={200: {"content": {"application/zip": {}}}},
)
async def photos(
    job_id: JobId,
    marketplace: PostingMarketplace,
    container: ContainerDependency,
    user_id: KnownCaller,
) -> Response:
    """The photos of a listing in their order, as many as the marketplace takes."""
    job = await container.service.get(user_id, job_id)
    if job.part(marketplace) is None:
        raise NotFoundError(f"This listing was never meant for {marketplace}.")
    keys = job.spec.media_s3_keys[: limits_of(marketplace).photos_max]
    if container.photos is None:
        raise NotFoundError("This listing has no photos.")
    content = await open_photo_zip(keys, container.photos.content)
    headers = {
        "Content-Disposition": f'attachment; filename="photos-{marketplace}.zip"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(content, media_type="application/zip", headers=headers)
