"""A person's saved products over HTTP (docs/wire.md)."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from talknshop.orchestrator.identity import require_person
from talknshop.orchestrator.routes import CallerIdentity, ContainerDependency
from talknshop.schemas.error import error_responses
from talknshop.schemas.saved import ProductToSave, SavedProduct, SavedProducts

router = APIRouter(tags=["saved products"], responses=error_responses(401))


@router.get("/api/v1/saved")
async def get_saved(container: ContainerDependency, identity: CallerIdentity) -> SavedProducts:
    """Your saved products, saved last first."""
    require_person(identity)
    return await container.saved.list(identity.user_id)


@router.post("/api/v1/saved", status_code=201, responses=error_responses(404, 429, 503, 504))
async def save_product(
    wanted: ProductToSave, container: ContainerDependency, identity: CallerIdentity
) -> SavedProduct:
    """Saves a product as it is now; saving it again changes nothing."""
    require_person(identity)
    return await container.saved.save(identity.user_id, wanted.product_id)


@router.delete("/api/v1/saved/{product_id:path}", status_code=204)
async def remove_saved(
    container: ContainerDependency,
    identity: CallerIdentity,
    product_id: Annotated[str, Path(max_length=300)],
) -> Response:
    """Removes one of your saved products."""
    require_person(identity)
    await container.saved.remove(identity.user_id, product_id)
    return Response(status_code=204)
