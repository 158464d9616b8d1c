"""A seller's accounts at marketplaces over HTTP (docs/wire.md)."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from talknshop.core.errors import NotFoundError, TalknShopError
from talknshop.crosspost.container import Container
from talknshop.crosspost.places import Place
from talknshop.crosspost.routes import ContainerDependency, KnownCaller
from talknshop.marketplaces.posting.limits import limits_of
from talknshop.marketplaces.seller_accounts import SellerAccounts
from talknshop.schemas.connection import (
    ConnectStarted,
    MarketplaceConnection,
    MarketplaceConnections,
    PostingMode,
)
from talknshop.schemas.enums import PostingMarketplace
from talknshop.schemas.error import error_responses

router = APIRouter(tags=["connections"], responses=error_responses(400, 401, 404))

_PATH = "/api/v1/connections"
_MODES = {PostingMarketplace.STORE: PostingMode.OWN, PostingMarketplace.EBAY: PostingMode.API}
_Text = Annotated[str | None, Query(max_length=4096)]


@router.get(_PATH)
async def get_connections(
    container: ContainerDependency, user_id: KnownCaller
) -> MarketplaceConnections:
    """Where listings can be put up, and how that stands with you."""
    return MarketplaceConnections(
        connections=[await _connection(container, one, user_id) for one in PostingMarketplace]
    )


@router.get(f"{_PATH}/{{marketplace}}/callback", response_model=None, include_in_schema=False)
async def callback(
    marketplace: PostingMarketplace,
    container: ContainerDependency,
    user_id: KnownCaller,
    *,
    state: _Text = None,
    code: _Text = None,
    error: _Text = None,
) -> Response:
    """Where a marketplace sends you back to; goes on to the page, which says what became of it."""
    told = {"marketplace": marketplace, "connected": "yes"}
    try:
        connection = await _accounts(container, marketplace).callback(
            user_id, state=state or "", code=code, error=error
        )
        told |= {"message": connection.message} if connection.message else {}
    except TalknShopError as failure:
        told |= {"connected": "no", "message": failure.message}
    return RedirectResponse(f"/?{urlencode(told)}", status_code=303)


@router.post(f"{_PATH}/{{marketplace}}/connect")
async def connect(
    marketplace: PostingMarketplace, container: ContainerDependency, user_id: KnownCaller
) -> ConnectStarted:
    """Begins to connect your account: where to go to agree."""
    return await _accounts(container, marketplace).connect(user_id)


@router.delete(f"{_PATH}/{{marketplace}}")
async def disconnect(
    marketplace: PostingMarketplace, container: ContainerDependency, user_id: KnownCaller
) -> MarketplaceConnection:
    """Forgets your account; listings that are up stay up."""
    await _accounts(container, marketplace).disconnect(user_id)
    return await _connection(container, marketplace, user_id)


def _accounts(container: Container, marketplace: PostingMarketplace) -> SellerAccounts:
    place = container.places.get(marketplace)
    if place is None or place.accounts is None:
        reason = container.open_places.missing.get(marketplace)
        name = limits_of(marketplace).name
        raise NotFoundError(reason or f"No account is needed, or can be connected, at {name}.")
    return place.accounts


async def _connection(
    container: Container, marketplace: PostingMarketplace, user_id: str
) -> MarketplaceConnection:
    place = container.places.get(marketplace)
    if place is None:
        name = limits_of(marketplace).name
        return MarketplaceConnection(
            marketplace=marketplace,
            name=name,
            mode=_MODES.get(marketplace, PostingMode.ASSISTED),
            connected=False,
            message=container.open_places.missing.get(marketplace)
            or f"TalknShop does not post to {name} here.",
        )
    if place.accounts is not None:
        return await place.accounts.status(user_id)
    return _without_account(marketplace, place)


def _without_account(marketplace: PostingMarketplace, place: Place) -> MarketplaceConnection:
    return MarketplaceConnection(
        marketplace=marketplace,
        name=place.publisher.name,
        mode=place.mode,
        connected=True,
        simulated=place.publisher.simulated,
    )
