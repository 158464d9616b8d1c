"""A person's watches over HTTP (docs/wire.md)."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Path, Request, Response

from talknshop.catalog.watches import WatchService
from talknshop.core.errors import AuthenticationError, ConfigurationError
from talknshop.core.service_tokens import acting_user
from talknshop.schemas.error import error_responses
from talknshop.schemas.watch import DeletedWatches, Watch, WatchChanges, WatchDraft, Watches


def _service(request: Request) -> WatchService:
    service = cast("WatchService | None", request.app.state.watches)
    if service is None:
        raise ConfigurationError(
            "Nobody would look after a watch here: this catalogue does not know where to hand news "
            "in. Set ORCHESTRATOR_SERVICE_URL."
        )
    return service


def _user_id(request: Request) -> str:
    user_id = acting_user(request.headers)
    if user_id is None:
        raise AuthenticationError(
            "Watches belong to somebody. Ask through the address of the page, signed in or with "
            "its visitor cookie."
        )
    return user_id


Service = Annotated[WatchService, Depends(_service)]
UserId = Annotated[str, Depends(_user_id)]
WatchId = Annotated[str, Path(max_length=128)]

router = APIRouter(tags=["watches"], responses=error_responses(400, 401))


@router.post("/api/v1/price-alerts", include_in_schema=False, status_code=201)
@router.post("/api/v1/watches", status_code=201, responses=error_responses(404, 429))
async def create_watch(draft: WatchDraft, service: Service, user_id: UserId) -> Watch:
    """Begins to watch a requirement or a product; what fits already is no news."""
    return await service.create(user_id, draft)


@router.get("/api/v1/price-alerts", include_in_schema=False)
@router.get("/api/v1/watches")
async def get_watches(service: Service, user_id: UserId) -> Watches:
    """Your watches, newest first."""
    return await service.list(user_id)


@router.delete("/api/v1/price-alerts", include_in_schema=False)
@router.delete("/api/v1/watches")
async def delete_watches(service: Service, user_id: UserId) -> DeletedWatches:
    """Ends all your watches."""
    return DeletedWatches(deleted=await service.delete_all(user_id))


@router.get("/api/v1/price-alerts/{watch_id}", include_in_schema=False)
@router.get("/api/v1/watches/{watch_id}", responses=error_responses(404))
async def get_watch(watch_id: WatchId, service: Service, user_id: UserId) -> Watch:
    """One of your watches."""
    return await service.get(user_id, watch_id)


@router.patch("/api/v1/price-alerts/{watch_id}", include_in_schema=False)
@router.patch("/api/v1/watches/{watch_id}", responses=error_responses(404, 409))
async def change_watch(
    watch_id: WatchId, changes: WatchChanges, service: Service, user_id: UserId
) -> Watch:
    """Pauses one of your watches, goes on with it, or renames it."""
    return await service.change(user_id, watch_id, changes)


@router.delete("/api/v1/price-alerts/{watch_id}", include_in_schema=False, status_code=204)
@router.delete("/api/v1/watches/{watch_id}", status_code=204, responses=error_responses(404))
async def delete_watch(watch_id: WatchId, service: Service, user_id: UserId) -> Response:
    """Ends one of your watches."""
    await service.delete(user_id, watch_id)
    return Response(status_code=204)
