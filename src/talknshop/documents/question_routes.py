"""Questions over HTTP (docs/wire.md): an answer whole or streamed, and plain searches."""

from collections.abc import AsyncGenerator

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from talknshop.documents.answering import AnswerService
from talknshop.documents.functions.embedding import EmbeddingRequest, embed
from talknshop.documents.functions.vector_search import SearchAnswer, SearchRequest, search
from talknshop.documents.routes import Caller, ContainerDependency
from talknshop.schemas.answer import AnswerData
from talknshop.schemas.document_question import DocumentQuestion
from talknshop.schemas.error import error_responses

_STREAM = "text/event-stream"

router = APIRouter(
    prefix="/api/v1/documents", tags=["questions"], responses=error_responses(400, 404)
)


@router.post("/ask", response_model=AnswerData)
async def ask(
    asked: DocumentQuestion, request: Request, container: ContainerDependency, user_id: Caller
) -> Response | AnswerData:
    """The answer to a question, with the places it comes from.

    With ``Accept: text/event-stream`` it comes as events: ``token`` line by line, then ``answer``.
    """
    if _STREAM not in request.headers.get("accept", ""):
        return await container.answers.answer(asked, user_id=user_id)
    stream = _events(container.answers, asked, user_id)
    # What is wrong with the question is known before the first event, and told as an HTTP error.
    first = await anext(stream)
    return StreamingResponse(
        _with_first(first, stream), media_type=_STREAM, headers={"Cache-Control": "no-cache"}
    )


@router.post("/search")
async def search_passages(
    asked: SearchRequest, container: ContainerDependency, user_id: Caller
) -> SearchAnswer:
    """The passages that fit a question, best first."""
    vector = None
    if container.library.passages.uses_vectors:
        embedding = await embed(
            EmbeddingRequest(text=asked.query), encoder=container.library.encoder
        )
        vector = embedding.vector
    return await search(
        asked.model_copy(update={"viewer": user_id, "vector": vector}),
        passages=container.library.passages,
    )


async def _events(
    answers: AnswerService, asked: DocumentQuestion, user_id: str | None
) -> AsyncGenerator[bytes]:
    async for part in answers.stream(asked, user_id=user_id):
        if isinstance(part, str):
            yield _event("token", {"content": part})
        else:
            yield _event("answer", part.model_dump(mode="json"))


async def _with_first(first: bytes, rest: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    yield first
    async for event in rest:
        yield event


def _event(name: str, data: dict[str, object]) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (name.encode(), orjson.dumps(data))
