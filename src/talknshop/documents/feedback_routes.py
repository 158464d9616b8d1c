"""What people think of answers, over HTTP (docs/wire.md)."""

from typing import Annotated

from fastapi import APIRouter, Query

from talknshop.documents.document_routes import require_operator
from talknshop.documents.routes import ContainerDependency, KnownCaller
from talknshop.schemas.answer_feedback import AnswerFeedback, FeedbackPage, KeptFeedback
from talknshop.schemas.error import error_responses

router = APIRouter(
    prefix="/api/v1/documents/feedback", tags=["feedback"], responses=error_responses(400, 401)
)


@router.post("", status_code=201)
async def give_feedback(
    feedback: AnswerFeedback, container: ContainerDependency, user_id: KnownCaller
) -> KeptFeedback:
    """Keeps what you think of an answer; the last word counts."""
    return await container.feedback.keep(feedback, user_id=user_id)


@router.get("")
async def list_feedback(
    container: ContainerDependency,
    user_id: KnownCaller,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> FeedbackPage:
    """What people think of answers, newest first; for operators."""
    require_operator(container, user_id)
    return await container.feedback.page(cursor=cursor, limit=limit)
