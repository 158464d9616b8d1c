"""The HTTP surface of the crosspost service itself (docs/wire.md); postings and jobs beside."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Path, Request
from fastapi.responses import JSONResponse
from starlette.responses import Response

from talknshop import __version__
from talknshop.core.errors import AuthenticationError
from talknshop.core.metrics import QUEUED_MESSAGES
from talknshop.core.service_tokens import acting_user
from talknshop.crosspost.container import Container
from talknshop.schemas.base import WireModel
from talknshop.schemas.enums import PostingMarketplace

SERVICE_NAME = "crosspost-service"

router = APIRouter(tags=["service"])


class Health(WireModel):
    """How the service is."""

    status: Literal["healthy"] = "healthy"
    service: str = SERVICE_NAME
    version: str = __version__
    timestamp: datetime
    workers: Literal["active", "elsewhere"]
    """Whether this process works on the queues, or only others do."""
    marketplaces: list[PostingMarketplace]
    """Where listings can be put up."""


def container_of(request: Request) -> Container:
    """The container that the lifespan opened."""
    return request.app.state.container


def claimed_user(request: Request, user_id: str | None) -> str:
    """For whom is asked, where an old client may also claim to be somebody.

    Args:
        request: The request.
        user_id: Whom its body or query names.

    Raises:
        AuthenticationError: Nothing proves who asks, and a claim does not count here.
    """
    proved = acting_user(request.headers)
    if proved is not None:
        return proved
    if user_id and not request.app.state.settings.requires_service_token:
        return user_id
    raise AuthenticationError(
        "Listings belong to somebody. Ask through the address of the page, signed in or with its "
        "visitor cookie."
    )


def known_caller(request: Request) -> str:
    """For whom is asked.

    Raises:
        AuthenticationError: Nothing proves who asks.
    """
    return claimed_user(request, request.query_params.get("user_id"))


ContainerDependency = Annotated[Container, Depends(container_of)]
KnownCaller = Annotated[str, Depends(known_caller)]
JobId = Annotated[str, Path(max_length=128)]
IdempotencyKey = Annotated[str | None, Header(min_length=1, max_length=256)]


@router.get("/")
async def root(request: Request) -> dict[str, str]:
    """What this service is."""
    return {
        "service": SERVICE_NAME,
        "version": __version__,
        "status": "running",
        "documentation": f"{request.scope.get('root_path', '')}/docs",
    }


@router.get("/health")
async def health(container: ContainerDependency) -> Health:
    """Whether the service answers, and where listings can be put up."""
    return Health(
        timestamp=container.clock.now(),
        workers="active" if container.works else "elsewhere",
        marketplaces=list(container.places),
    )


@router.get("/metrics", response_model=None)
async def metrics(request: Request, container: ContainerDependency) -> Response:
    """Figures for operators: JSON, or Prometheus text for who asks for text."""
    figures = container.metrics
    for marketplace, queue in container.queues.items():
        depth = asdict(await queue.depth())
        for state, count in depth.items():
            figures.set(QUEUED_MESSAGES, count, marketplace=marketplace, state=state)
    accept = request.headers.get("accept", "")
    if "text/plain" in accept or "openmetrics" in accept:
        return Response(figures.render(), media_type=figures.content_type)
    shown: dict[str, Any] = {
        name: [asdict(figure) for figure in family] for name, family in figures.snapshot().items()
    }
    return JSONResponse({"service": SERVICE_NAME, "metrics": shown})
