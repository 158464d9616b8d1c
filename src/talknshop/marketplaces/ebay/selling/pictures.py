"""Photos of a listing, brought to eBay's picture service (Media v1_beta)."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote, unquote, urlsplit

from talknshop.core.clock import Clock
from talknshop.marketplaces.ebay.selling.calls import LOCATION, Call, SellCalls
from talknshop.marketplaces.ebay.selling.refusals import PostingStoppedError, told
from talknshop.marketplaces.ebay.selling.request import LIMITS
from talknshop.marketplaces.publishing import Photo, PostingOutcome
from talknshop.marketplaces.wire_values import address, member
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.job import JobAction
from talknshop.schemas.listing import ListingField

_IMAGE = "/commerce/media/v1_beta/image"
_KEEP_SECONDS = 86_400.0
_MOST_KEPT = 5_000


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """The content of a photo."""

    content: bytes
    media_type: str


ReadPhoto = Callable[[Photo], Awaitable[PhotoFile | None]]
"""Reads a photo that has no address a marketplace can fetch it from; None when it is gone."""


class Pictures:
    """Brings photos to eBay, each one once a day and process."""

    def __init__(self, calls: SellCalls, clock: Clock, read: ReadPhoto | None) -> None:
        """Uploads what ``read`` reads where a photo has no address."""
        self._calls = calls
        self._clock = clock
        self._read = read
        self._kept: OrderedDict[tuple[str, str], tuple[float, str]] = OrderedDict()

    async def bring(self, user_id: str, photos: Sequence[Photo]) -> list[str]:
        """The addresses under which eBay has the photos, in their order.

        Raises:
            PostingStoppedError: There is none, or eBay does not take one.
        """
        if not photos:
            raise _stopped("eBay lists nothing without a photo. Add one.")
        return [await self._brought(user_id, photo) for photo in photos[: LIMITS.photos_max]]

    async def _brought(self, user_id: str, photo: Photo) -> str:
        now = self._clock.monotonic()
        kept = self._kept.get((user_id, photo.key))
        if kept is not None and now < kept[0]:
            return kept[1]
        url = await self._bring(user_id, photo)
        self._kept[user_id, photo.key] = (now + _KEEP_SECONDS, url)
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return url

    async def _bring(self, user_id: str, photo: Photo) -> str:
        answer = await self._calls.send(user_id, await self._call(photo))
        if answer.status >= HTTPStatus.BAD_REQUEST:
            said = told(member(answer.body, "errors", 0))
            raise _stopped(f"eBay does not take a photo. Replace it. eBay says: {said}"
                           if said else "eBay does not take a photo. Replace it.")  # fmt: skip
        body = answer.body
        if not body.get("imageUrl"):
            # Its address is theirs to choose; only the id at its end is used.
            number = unquote(urlsplit(str(body.get(LOCATION, ""))).path.rsplit("/", 1)[-1])
            path = f"{_IMAGE}/{quote(number, safe='')}"
            found = await self._calls.send(user_id, Call("getImage", "GET", path, media=True))
            body = found.body
        url = address(body.get("imageUrl"))
        if url is None:
            raise _stopped("eBay took a photo but does not say where it is. Try again.")
        return url

    async def _call(self, photo: Photo) -> Call:
        if photo.url and photo.url.startswith("https://"):
            body = {"imageUrl": photo.url}
            path = f"{_IMAGE}/create_image_from_url"
            return Call("createImageFromUrl", "POST", path, json=body, media=True)
        file = await self._read(photo) if self._read else None
        if file is None:
            raise _stopped("A photo of this listing cannot be read any more. Add it again.")
        path = f"{_IMAGE}/create_image_from_file"
        name = "photo.png" if file.media_type == "image/png" else "photo.jpg"
        sent = (name, file.content, file.media_type)
        return Call("createImageFromFile", "POST", path, files=sent, media=True)


def _stopped(message: str) -> PostingStoppedError:
    field = ListingField(name="media_s3_keys", label="Photos", value="")
    action = JobAction(kind="answer", message=message, fields=[field])
    return PostingStoppedError(
        PostingOutcome(
            Status.NEEDS_INPUT, message=message, error_code="photo_required", action=action
        )
    )
