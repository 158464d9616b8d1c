"""HTTP and the socket of the orchestrator."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from talknshop import __version__
from talknshop.core.errors import NotFoundError
from talknshop.core.metrics import CONNECTIONS
from talknshop.core.settings import Settings
from talknshop.orchestrator.container import Container
from talknshop.orchestrator.credentials import read_credentials, visitor_cookie
from talknshop.orchestrator.identity import Identity
from talknshop.orchestrator.page import index
from talknshop.orchestrator.socket import ChatSocket
from talknshop.schemas.error import error_responses
from talknshop.schemas.events import ServerEvent
from talknshop.schemas.media import MediaCapabilities
from talknshop.schemas.session import SessionState, SessionView

SERVICE = "orchestrator-service"

router = APIRouter(responses=error_responses(400, 404))


def container_of(connection: HTTPConnection) -> Container:
    """The container that the lifespan opened."""
    return connection.app.state.container


def settings_of(connection: HTTPConnection) -> Settings:
    """The settings that the app was made with."""
    return connection.app.state.settings


ContainerDependency = Annotated[Container, Depends(container_of)]
SettingsDependency = Annotated[Settings, Depends(settings_of)]
UserId = Annotated[
    str | None, Query(alias="user_id", max_length=128, description="Who asks, for older clients.")
]


@router.get("/", response_model=None)
async def root(request: Request, settings: SettingsDependency) -> Response:
    """The page for a browser, a short description for a program."""
    if "text/html" in request.headers.get("accept", ""):
        return index(request.app.state.page, request.headers)
    return JSONResponse(
        {
            "service": settings.app_name,
            "version": __version__,
            "status": "running",
            "environment": settings.environment.value,
        }
    )


@router.get("/livez")
async def livez() -> dict[str, str]:
    """Says that the process answers; asks nothing else."""
    return {"status": "ok"}


@router.get("/readyz", response_model=None)
async def readyz(container: ContainerDependency) -> Response:
    """Says whether turns can be answered now."""
    catalog = await container.catalog.healthy()
    draining = container.lifecycle.draining
    ready = catalog and not draining
    return JSONResponse(
        {"status": "ready" if ready else "not ready", "catalog": catalog, "draining": draining},
        status_code=200 if ready else 503,
    )


@router.get("/health")
async def health(container: ContainerDependency, settings: SettingsDependency) -> dict[str, Any]:
    """Says how the service and what it depends on are doing."""
    catalog = await container.catalog.healthy()
    return {
        "status": "healthy" if catalog else "degraded",
        "timestamp": container.clock.now().isoformat(),
        "version": __version__,
        "environment": settings.environment.value,
        # Nothing of AWS is in use with the embedded backends.
        "aws_services": {"bedrock": False, "dynamodb": False, "sessions_table": False},
        "services": {"catalog": catalog},
        "language_engine": container.language.name,
        "active_connections": container.connections.count,
    }


@router.get("/api/v1/capabilities")
async def capabilities(container: ContainerDependency) -> MediaCapabilities:
    """What of photos and recordings is understood here."""
    media = container.media
    return MediaCapabilities() if media is None else await media.capabilities()


@router.get("/metrics", response_model=None)
async def metrics(request: Request, container: ContainerDependency) -> Response:
    """Figures for operators: JSON, or Prometheus text for who asks for text."""
    container.metrics.set(CONNECTIONS, container.connections.count)
    accept = request.headers.get("accept", "")
    if "text/plain" in accept or "openmetrics" in accept:
        return Response(container.metrics.render(), media_type=container.metrics.content_type)
    media, documents = container.media, container.documents
    return JSONResponse(
        {
            "active_connections": container.connections.count,
            "media_service_healthy": media is not None and await media.healthy(),
            "catalog_service_healthy": await container.catalog.healthy(),
            "documents_service_healthy": documents is not None and await documents.healthy(),
            "metrics": {
                name: [asdict(figure) for figure in figures]
                for name, figures in container.metrics.snapshot().items()
            },
        }
    )


@router.get("/debug/connections")
async def debug_connections(
    container: ContainerDependency, settings: SettingsDependency
) -> dict[str, Any]:
    """Who is connected; only where DEBUG is set."""
    if not settings.debug:
        raise NotFoundError("There is nothing at this address.")
    now = container.clock.now()
    return {
        "total_connections": container.connections.count,
        "connections": {
            connection.session_id: {
                "user_id": connection.user_id,
                "connected_at": connection.connected_at.isoformat(),
                "message_count": connection.message_count,
                "duration_seconds": (now - connection.connected_at).total_seconds(),
            }
            for connection in container.connections.all()
        },
    }


async def _identity(
    request: Request, response: Response, container: ContainerDependency
) -> Identity:
    identity = await container.authenticator.identify(read_credentials(request))
    keep_visitor(identity, request, response)
    return identity


def keep_visitor(identity: Identity, request: Request, response: Response) -> None:
    """Hands a new visitor the cookie by which they are known again."""
    if identity.new_visitor_token is not None:
        secure = request.url.scheme == "https"
        cookie = visitor_cookie(identity.new_visitor_token, secure=secure)
        response.headers["Set-Cookie"] = cookie


CallerIdentity = Annotated[Identity, Depends(_identity)]


async def _own_session(
    container: ContainerDependency,
    identity: CallerIdentity,
    session_id: str,
    user_id: UserId = None,
) -> SessionState:
    del user_id  # read with the other credentials; named here for the documentation
    return await container.conversation.find(session_id, identity)


OwnSession = Annotated[SessionState, Depends(_own_session)]


@router.get("/api/v1/sessions/{session_id}")
async def get_session(session: OwnSession, container: ContainerDependency) -> SessionView:
    """One of your conversations as it stands."""
    connections = container.connections.of_session(session.session_id)
    return SessionView(session=session, active=bool(connections), connection_count=len(connections))


@router.get("/api/v1/sessions/{session_id}/events")
async def get_session_events(
    session: OwnSession,
    container: ContainerDependency,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> dict[str, Any]:
    """What a conversation was told after a place, a page at a time."""
    events: list[ServerEvent] = await container.conversation.events(
        session.session_id, after=after, limit=limit
    )
    last_seq = await container.conversation.last_seq(session.session_id)
    shown = events[-1].seq if events else after
    return {
        "events": [event.model_dump(mode="json") for event in events],
        "last_seq": last_seq,
        "more": (shown or 0) < last_seq,
    }


CHAT_PATH = "/ws/chat"


async def chat(scope: Scope, receive: Receive, send: Send) -> None:
    """The conversation itself, as an ASGI app; the protocol is docs/wire.md."""
    websocket = WebSocket(scope, receive, send)
    container, settings = container_of(websocket), settings_of(websocket)
    if container.lifecycle.draining:
        # A balancer that had a connection open comes in by it; the next server takes the socket.
        refusal = Response(status_code=503, headers={"Retry-After": "1"})
        await websocket.send_denial_response(refusal)
        return
    socket = ChatSocket(
        websocket,
        container,
        heartbeat_seconds=settings.ws_heartbeat_interval,
        stale_seconds=settings.ws_message_timeout,
    )
    await socket.serve()
