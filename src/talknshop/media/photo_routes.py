"""Photos of what is sold over HTTP, for our own services alone."""

from fastapi import APIRouter
from starlette.responses import Response

from talknshop.core.errors import NotFoundError
from talknshop.media.routes import ContainerDependency
from talknshop.schemas.photos import PhotosNow, ShownPhotos

router = APIRouter(include_in_schema=False)


@router.post("/internal/photos")
async def show_photos(photos: ShownPhotos, container: ContainerDependency) -> PhotosNow:
    """States which photos a listing shows to everybody."""
    return PhotosNow(public=await container.photo_shows.show(photos))


@router.get("/internal/photos/{key:path}", response_model=None)
async def photo(key: str, container: ContainerDependency) -> Response:
    """The copy that we wrote of a picture, whosever it is."""
    stored = await container.files.get(key.rsplit("/", 1)[-1].split(".", 1)[0])
    if stored is None or stored.file.s3_key != key:
        raise NotFoundError("There is no such picture; it may have expired.")
    stored = await container.intake.usable(stored)
    return Response(await container.files.copy_of(stored), media_type=stored.file.content_type)
