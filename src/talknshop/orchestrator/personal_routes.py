"""A person's own data over HTTP (docs/wire.md)."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from talknshop.orchestrator.identity import require_person
from talknshop.orchestrator.routes import CallerIdentity, ContainerDependency, OwnSession
from talknshop.schemas.error import error_responses
from talknshop.schemas.session import SaidLines, SessionChanges, SessionState

router = APIRouter(tags=["personal data"], responses=error_responses(401))


@router.get("/api/v1/sessions")
async def get_sessions(
    container: ContainerDependency, identity: CallerIdentity
) -> list[SessionState]:
    """Your conversations, last used first."""
    require_person(identity)
    return await container.personal.sessions(identity.user_id)


@router.patch("/api/v1/sessions/{session_id}", responses=error_responses(404, 409))
async def rename_session(
    changes: SessionChanges, session: OwnSession, container: ContainerDependency
) -> SessionState:
    """Gives one of your conversations a name."""
    return await container.conversation.rename(session, changes.title)


@router.delete("/api/v1/sessions/{session_id}", status_code=204, responses=error_responses(404))
async def delete_session(session: OwnSession, container: ContainerDependency) -> Response:
    """Forgets one of your conversations with everything in it."""
    await container.personal.forget_session(session.session_id)
    return Response(status_code=204)


@router.get("/api/v1/me/said")
async def get_said(
    container: ContainerDependency,
    identity: CallerIdentity,
    q: Annotated[str, Query(min_length=1, max_length=200)],
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> SaidLines:
    """Your conversations in which you said something that has these words."""
    require_person(identity)
    return await container.said.find(identity.user_id, q, limit=limit)


@router.get("/api/v1/me/export")
async def export_me(container: ContainerDependency, identity: CallerIdentity) -> dict[str, Any]:
    """Everything that is kept of you."""
    require_person(identity)
    return await container.personal.export(identity.user_id)


@router.delete("/api/v1/me")
async def delete_me(container: ContainerDependency, identity: CallerIdentity) -> dict[str, int]:
    """Forgets everything that is kept of you."""
    require_person(identity)
    return {"sessions_deleted": await container.personal.forget(identity.user_id)}
