"""Client of the documents service: questions, and answers with the places they come from."""

from typing import Protocol

import httpx

from talknshop.clients.service import ServiceClient
from talknshop.core.resilience import CircuitBreaker, RetryPolicy
from talknshop.core.telemetry import Tracer
from talknshop.schemas.answer import AnswerData
from talknshop.schemas.answer_feedback import AnswerFeedback, KeptFeedback
from talknshop.schemas.document_question import DocumentQuestion
from talknshop.schemas.kept_documents import DocumentsOfUser, ForgottenDocuments


class Documents(Protocol):
    """What the conversation asks of the documents service."""

    async def ask(self, question: DocumentQuestion, *, user_id: str | None) -> AnswerData:
        """The answer to a question, out of what the person may see."""
        ...

    async def healthy(self) -> bool:
        """Whether the service answers."""
        ...


class FeedbackTaker(Protocol):
    """What keeps what people think of answers."""

    async def note(self, feedback: AnswerFeedback, *, user_id: str) -> KeptFeedback:
        """Keeps a judgement of an answer."""
        ...


class KeptDocuments(Protocol):
    """What is asked of a person's documents as a whole."""

    async def kept(self, user_id: str) -> DocumentsOfUser:
        """A person's own documents, and their conversations about documents."""
        ...

    async def forget(self, user_id: str) -> ForgottenDocuments:
        """Removes both."""
        ...


class DocumentsClient:
    """The documents service over HTTP; raises as ``ServiceClient`` does."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        retry: RetryPolicy | None = None,
        breaker: CircuitBreaker | None = None,
        tracer: Tracer | None = None,
    ) -> None:
        """Uses ``http``, whose owner closes it; the rest is as ``ServiceClient`` has it."""
        self._service = ServiceClient(
            "documents", http, retry=retry, breaker=breaker, tracer=tracer
        )

    async def ask(self, question: DocumentQuestion, *, user_id: str | None) -> AnswerData:
        """The answer to a question, out of what the person may see."""
        body = question.model_dump(mode="json")
        return await self._service.post(
            "/api/v1/documents/ask", body, AnswerData, repeatable=True, user_id=user_id
        )

    async def note(self, feedback: AnswerFeedback, *, user_id: str) -> KeptFeedback:
        """Keeps a judgement of an answer; twice does no harm."""
        body = feedback.model_dump(mode="json")
        path = "/api/v1/documents/feedback"
        return await self._service.post(path, body, KeptFeedback, repeatable=True, user_id=user_id)

    async def kept(self, user_id: str) -> DocumentsOfUser:
        """A person's own documents, and their conversations about documents."""
        return await self._service.get("/api/v1/me", DocumentsOfUser, user_id=user_id)

    async def forget(self, user_id: str) -> ForgottenDocuments:
        """Removes both."""
        return await self._service.delete("/api/v1/documents", ForgottenDocuments, user_id=user_id)

    async def healthy(self) -> bool:
        """Whether the service answers."""
        return await self._service.healthy()
