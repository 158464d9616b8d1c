"""Posting over HTTP (docs/wire.md): what marketplaces would get, and getting it to them."""

from fastapi import APIRouter, Request

from talknshop.core.errors import ValidationError
from talknshop.crosspost.checking import check
from talknshop.crosspost.listing_rules import refusal
from talknshop.crosspost.photos import require_own_photos
from talknshop.crosspost.routes import ContainerDependency, IdempotencyKey, claimed_user
from talknshop.crosspost.views import view
from talknshop.schemas.error import error_responses
from talknshop.schemas.job import JobView, PostRequest
from talknshop.schemas.listing import ListingForm, ListingSpec, PostingPreview

router = APIRouter(tags=["posting"], responses=error_responses(400, 401))


@router.post("/api/v1/preview")
async def preview(form: ListingForm, container: ContainerDependency) -> PostingPreview:
    """What each marketplace of a listing would get; without targets, every one there is."""
    return check(form, {name: place.publisher for name, place in container.places.items()})


@router.post("/api/v1/post", status_code=202, responses=error_responses(409))
async def post(
    body: PostRequest,
    request: Request,
    container: ContainerDependency,
    idempotency_key: IdempotencyKey = None,
) -> JobView:
    """Begins to list an item; it is stored for good when this answers.

    The same key of the same seller is the same job, whether it comes in the header
    ``Idempotency-Key`` or in the body.
    """
    user_id = claimed_user(request, body.user_id)
    key = _key(idempotency_key, body.idempotency_key)
    require_postable(body.listing_spec)
    await require_own_photos(container.photos, user_id, body.listing_spec.media_s3_keys)
    job = await container.service.post(
        user_id, body.listing_spec, session_id=body.session_id, key=key
    )
    return view(job)


def require_postable(spec: ListingSpec) -> None:
    """Refuses what may not be sold.

    Raises:
        ValidationError: It is prohibited or recalled; the message names the rule.
    """
    problem = refusal(ListingForm.model_validate(spec.model_dump()))
    if problem is not None:
        raise ValidationError(problem.message, details={"code": problem.code})


def _key(header: str | None, body: str | None) -> str | None:
    if header is not None and body is not None and header != body:
        raise ValidationError(
            "The header Idempotency-Key and idempotency_key differ. Send one of them."
        )
    return header or body
