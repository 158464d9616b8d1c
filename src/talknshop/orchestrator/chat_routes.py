"""The conversation over HTTP: a turn a request, answered whole or as a stream (docs/wire.md)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from talknshop.orchestrator.answer import whole_answer
from talknshop.orchestrator.container import Container
from talknshop.orchestrator.credentials import read_credentials
from talknshop.orchestrator.event_stream import MEDIA_TYPE, RunStream
from talknshop.orchestrator.following import FollowedRun, TurnStarter
from talknshop.orchestrator.frame_parser import checked_change, checked_turn
from talknshop.orchestrator.identity import Identity
from talknshop.orchestrator.more_results import MoreResults
from talknshop.orchestrator.rate_limits import Bucket
from talknshop.orchestrator.routes import ContainerDependency, OwnSession, UserId, keep_visitor
from talknshop.schemas.chat import (
    ChatAnswer,
    ChatRequest,
    ClarifyRequest,
    ConfirmRequest,
    ResultsPage,
    TurnRequest,
)
from talknshop.schemas.error import error_responses
from talknshop.schemas.frames import ClientFrame, FrameType
from talknshop.schemas.session import SessionState

_HEARTBEAT_SECONDS = 15.0
_LONGEST_WAIT_SECONDS = 120.0

router = APIRouter(tags=["conversation"])


def _turn_starter(container: ContainerDependency) -> TurnStarter:
    return TurnStarter(container.conversation, container.connections, container.clock)


Starter = Annotated[TurnStarter, Depends(_turn_starter)]

_STREAM = {
    200: {
        "description": (
            "How the turn ended; with `Accept: text/event-stream` instead each event of the run "
            "as it happens, a whole envelope in `data:`, closed after `done`."
        ),
        "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
    }
}
_TURN_ERRORS = {**_STREAM, **error_responses(400, 404, 429, 503, 504)}


@router.post("/api/v1/chat", response_model=ChatAnswer, responses=_TURN_ERRORS)
async def post_chat(
    *,
    body: ChatRequest,
    request: Request,
    response: Response,
    container: ContainerDependency,
    starter: Starter,
    user_id: UserId = None,
) -> ChatAnswer | RunStream:
    """Says something and answers once the turn has ended.

    Without a `session_id` a new conversation begins; the answer names it. A turn that failed is
    answered by its error. A client that goes away does not stop the turn: its events stay in the
    conversation, and the same `client_id` again is answered by the same turn.
    """
    del user_id  # read with the other credentials; named here for the documentation
    frame = _frame(body, FrameType.MESSAGE, body.message)
    identity = await _identify(container, request, response, body)
    session, _ = await container.conversation.open(body.session_id, identity)
    run = await _started(container, starter, identity, session, frame)
    return await _answered(run, request, response)


@router.post(
    "/api/v1/sessions/{session_id}/clarify", response_model=ChatAnswer, responses=_TURN_ERRORS
)
async def post_clarify(
    *,
    session_id: str,
    body: ClarifyRequest,
    request: Request,
    response: Response,
    container: ContainerDependency,
    starter: Starter,
    user_id: UserId = None,
) -> ChatAnswer | RunStream:
    """Answers the question of a conversation; otherwise the same as `/api/v1/chat`."""
    del user_id  # read with the other credentials; named here for the documentation
    frame = _frame(body, FrameType.ANSWER, body.answer)
    identity = await _identify(container, request, response, body)
    session = await container.conversation.find(session_id, identity)
    run = await _started(container, starter, identity, session, frame)
    return await _answered(run, request, response)


@router.post(
    "/api/v1/sessions/{session_id}/confirm", response_model=ChatAnswer, responses=_TURN_ERRORS
)
async def post_confirm(
    *,
    session_id: str,
    body: ConfirmRequest,
    request: Request,
    response: Response,
    container: ContainerDependency,
    starter: Starter,
    user_id: UserId = None,
) -> ChatAnswer | RunStream:
    """Says yes or no to the preview of a listing; otherwise the same as `/api/v1/chat`."""
    del user_id  # read with the other credentials; named here for the documentation
    frame = checked_change(
        ClientFrame(
            type=FrameType.CONFIRM,
            decision=body.decision,
            preview_id=body.preview_id,
            operations=body.operations,
            client_id=body.client_id,
            locale=body.locale,
        )
    )
    identity = await _identify(container, request, response, body)
    session = await container.conversation.find(session_id, identity)
    run = await _started(container, starter, identity, session, frame, bucket=Bucket.ADJUSTMENTS)
    return await _answered(run, request, response)


@router.get("/api/v1/sessions/{session_id}/results", responses=error_responses(400, 404, 503, 504))
async def get_results(
    session: OwnSession,
    container: ContainerDependency,
    page: Annotated[int, Query(ge=1)] = 1,
) -> ResultsPage:
    """A page of the conversation's last search; the first one is what was shown."""
    more = MoreResults(container.conversation, container.catalog)
    return await more.page(session.session_id, page)


def _frame(body: TurnRequest, kind: FrameType, text: str | None) -> ClientFrame:
    frame = ClientFrame(
        type=kind,
        message=text,
        media=body.media,
        client_id=body.client_id,
        replaces=body.replaces,
        locale=body.locale,
    )
    return checked_turn(frame)


async def _identify(
    container: Container,
    request: Request,
    response: Response,
    body: TurnRequest | ConfirmRequest,
) -> Identity:
    credentials = read_credentials(request, body_user_id=body.user_id)
    identity = await container.authenticator.identify(credentials)
    keep_visitor(identity, request, response)
    return identity


async def _started(
    container: Container,
    starter: TurnStarter,
    identity: Identity,
    session: SessionState,
    frame: ClientFrame,
    *,
    bucket: Bucket = Bucket.TURNS,
) -> FollowedRun:
    if await container.conversation.knows(session, frame):
        # It was taken before and is sent again: it costs nothing and starts nothing.
        return await starter.start(session, frame)
    async with container.rate_limits.counted(bucket, identity.rate_key):
        return await starter.start(session, frame)


async def _answered(
    run: FollowedRun, request: Request, response: Response
) -> ChatAnswer | RunStream:
    if MEDIA_TYPE in request.headers.get("accept", ""):
        stream = RunStream(run, heartbeat_seconds=_HEARTBEAT_SECONDS)
        # FastAPI adds these to what it makes itself, and leaves a response of ours alone.
        stream.headers.update(response.headers)
        return stream
    try:
        return await whole_answer(run, longest_wait_seconds=_LONGEST_WAIT_SECONDS)
    finally:
        run.close()
