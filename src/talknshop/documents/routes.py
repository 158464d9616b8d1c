"""The HTTP surface of the documents service itself (docs/wire.md)."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from starlette.responses import Response

from talknshop import __version__
from talknshop.core.errors import AuthenticationError
from talknshop.core.service_tokens import acting_user
from talknshop.documents.container import Container
from talknshop.schemas.base import WireModel

SERVICE_NAME = "documents-service"

router = APIRouter(tags=["service"])


class Health(WireModel):
    """How the service is."""

    status: Literal["ok"] = "ok"
    service: str = SERVICE_NAME
    documents: int
    semantic: bool
    """Whether meaning counts in a search; without an encoder words alone do."""


def container_of(request: Request) -> Container:
    """The container that the lifespan opened."""
    return request.app.state.container


def caller(request: Request) -> str | None:
    """For whom is asked; None where nothing proves it."""
    return acting_user(request.headers)


def known_caller(request: Request) -> str:
    """The same, where somebody must be known.

    Raises:
        AuthenticationError: Nothing proves who asks.
    """
    user_id = acting_user(request.headers)
    if user_id is None:
        raise AuthenticationError(
            "This belongs to somebody. Ask through the address of the page, signed in or with its "
            "visitor cookie."
        )
    return user_id


ContainerDependency = Annotated[Container, Depends(container_of)]
Caller = Annotated[str | None, Depends(caller)]
KnownCaller = Annotated[str, Depends(known_caller)]


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
    """Whether the service answers, and how it searches."""
    snapshot = await container.keeper.snapshot()
    return Health(
        documents=len(snapshot.passages.documents), semantic=container.keeper.encoder is not None
    )


@router.get("/metrics", response_model=None)
async def metrics(request: Request, container: ContainerDependency) -> Response:
    """Figures for operators: JSON, or Prometheus text for who asks for text."""
    figures = container.metrics
    accept = request.headers.get("accept", "")
    if "text/plain" in accept or "openmetrics" in accept:
        return Response(figures.render(), media_type=figures.content_type)
    shown: dict[str, Any] = {
        name: [asdict(figure) for figure in family] for name, family in figures.snapshot().items()
    }
    return JSONResponse({"service": SERVICE_NAME, "metrics": shown})
