"""Answers a question with the nine functions, one after the other."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial

from talknshop.core.clock import Clock
from talknshop.core.errors import NotFoundError
from talknshop.core.ids import new_id
from talknshop.documents.functions import conversation_manager as conversations
from talknshop.documents.functions.action_executor import Callees, execute
from talknshop.documents.functions.conversation_manager import Role
from talknshop.documents.functions.decision import DecisionRequest, Planner, Said, decide
from talknshop.documents.functions.document_content import ContentRequest, read_content
from talknshop.documents.functions.document_metadata import MetadataRequest, list_documents
from talknshop.documents.functions.embedding import EmbeddingRequest, embed
from talknshop.documents.functions.plan import Action, ActionResult, ActionType, Scope
from talknshop.documents.functions.response_formatter import FormatRequest, format_answer
from talknshop.documents.functions.source_extractor import SourceRequest, extract_sources
from talknshop.documents.functions.vector_search import SearchRequest, search
from talknshop.documents.ports import DocumentStore, PassageSearch, QueryEncoder
from talknshop.schemas.answer import AnswerData
from talknshop.schemas.document_question import DocumentQuestion
from talknshop.search.languages import DEFAULT_LANGUAGE, language_of
from talknshop.storage.records import RecordStore

_HISTORY = 6


@dataclass(frozen=True, slots=True)
class Library:
    """What there is to be asked.

    Attributes:
        documents: The stored documents.
        passages: Finds places in them.
        encoder: Makes vectors of questions.
    """

    documents: DocumentStore
    passages: PassageSearch
    encoder: QueryEncoder


def callees_of(library: Library) -> Callees:
    """The functions that actions are done with, called in this process."""
    return Callees(
        {
            ActionType.SEARCH_PASSAGES: partial(_search_passages, library),
            ActionType.LIST_DOCUMENTS: partial(_list_documents, library),
            ActionType.READ_DOCUMENT: partial(_read_document, library),
        }
    )


async def _search_passages(
    library: Library, action: Action, scope: Scope, viewer: str | None
) -> ActionResult:
    query = action.query or ""
    vector = None
    if library.passages.uses_vectors:
        embedding = await embed(EmbeddingRequest(text=query), encoder=library.encoder)
        vector = embedding.vector
    asked = SearchRequest(
        query=query, vector=vector, scope=scope, viewer=viewer, limit=action.limit
    )
    found = await search(asked, passages=library.passages)
    return ActionResult(
        action_id=action.action_id,
        type=action.type,
        passages=found.passages,
        uses_vectors=found.uses_vectors,
    )


async def _list_documents(
    library: Library, action: Action, scope: Scope, viewer: str | None
) -> ActionResult:
    asked = MetadataRequest(scope=scope, title=action.query, viewer=viewer, limit=action.limit)
    page = await list_documents(asked, documents=library.documents)
    return ActionResult(action_id=action.action_id, type=action.type, documents=page.documents)


async def _read_document(
    library: Library, action: Action, scope: Scope, viewer: str | None
) -> ActionResult:
    del scope
    asked = ContentRequest(
        document_id=action.document_id or "?",
        char_start=action.char_start,
        char_end=action.char_end,
        viewer=viewer,
    )
    content = await read_content(asked, documents=library.documents)
    return ActionResult(action_id=action.action_id, type=action.type, text=content.content)


class AnswerService:
    """Answers questions out of documents."""

    def __init__(
        self,
        library: Library,
        records: RecordStore,
        clock: Clock,
        *,
        callees: Callees | None = None,
        planner: Planner | None = None,
    ) -> None:
        """Answers out of ``library``.

        Args:
            library: The documents.
            records: Where conversations are kept.
            clock: The time.
            callees: What actions are done with; by default the functions in this process.
            planner: A model that plans; None plans by rules.
        """
        self._library = library
        self._records = records
        self._clock = clock
        self._callees = callees or callees_of(library)
        self._planner = planner

    async def answer(self, asked: DocumentQuestion, *, user_id: str | None) -> AnswerData:
        """The answer to a question, whole.

        A question that names a conversation is answered with it in mind, and both are kept in it.

        Raises:
            ValidationError: There is nothing in the question.
            NotFoundError: The person has no such conversation.
        """
        history = await self._history(asked, user_id)
        request = DecisionRequest(question=asked.question, history=history, scope=_scope(asked))
        plan = await decide(request, planner=self._planner)
        results = await execute(plan, request.scope, user_id, callees=self._callees)
        question = next((one.query for one in plan.actions if one.query), asked.question)
        sources = await extract_sources(
            SourceRequest(question=question, results=results, viewer=user_id),
            documents=self._library.documents,
        )
        answer = format_answer(
            FormatRequest(
                question=asked.question,
                language=asked.language or language_of(asked.question) or DEFAULT_LANGUAGE,
                citations=sources.citations,
                results=results,
                message_id=new_id("msg"),
            )
        )
        await self._keep(asked, answer, user_id)
        return answer

    async def stream(
        self, asked: DocumentQuestion, *, user_id: str | None
    ) -> AsyncIterator[str | AnswerData]:
        """The answer line by line, then as a whole with its citations.

        Raises:
            ValidationError: There is nothing in the question.
            NotFoundError: The person has no such conversation.
        """
        answer = await self.answer(asked, user_id=user_id)
        for line in answer.text.splitlines(keepends=True):
            yield line
        yield answer

    async def _history(self, asked: DocumentQuestion, user_id: str | None) -> list[Said]:
        said = [Said(question=question) for question in asked.history]
        if asked.conversation_id is None:
            return said[-_HISTORY:]
        if user_id is None:
            raise NotFoundError("You have no conversation of this id.")
        kept = await conversations.read(
            user_id, asked.conversation_id, records=self._records, last=2 * _HISTORY
        )
        before = [Said(question=one.text) for one in kept.messages if one.role is Role.USER]
        return [*before, *said][-_HISTORY:]

    async def _keep(self, asked: DocumentQuestion, answer: AnswerData, user_id: str | None) -> None:
        if asked.conversation_id is None or user_id is None:
            return
        for role, text in ((Role.USER, asked.question), (Role.ASSISTANT, answer.text)):
            await conversations.append(
                user_id,
                asked.conversation_id,
                role,
                text,
                records=self._records,
                clock=self._clock,
                citations=answer.citations if role is Role.ASSISTANT else None,
            )


def _scope(asked: DocumentQuestion) -> Scope:
    return Scope(**asked.subject.model_dump(), document_ids=asked.document_ids)
