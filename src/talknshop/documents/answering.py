"""Answers a question with the nine functions, one after the other."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

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
from talknshop.documents.functions.plan import (
    Action,
    ActionPlan,
    ActionResult,
    ActionType,
    Scope,
)
from talknshop.documents.functions.response_formatter import (
    FormatRequest,
    format_answer,
    quote_line,
    worded,
)
from talknshop.documents.functions.source_extractor import SourceRequest, extract_sources
from talknshop.documents.functions.vector_search import SearchRequest, search
from talknshop.documents.ports import DocumentStore, PassageSearch, QueryEncoder
from talknshop.documents.wording import Wording
from talknshop.language.accounts import TurnAccount, account_of
from talknshop.schemas.answer import AnswerData, Citation
from talknshop.schemas.document_question import DocumentQuestion, ModelPart
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


class Author(Planner, Protocol):
    """A model that plans what is looked up, and words what was found."""

    def words(
        self, question: str, language: str, citations: Sequence[Citation], *, account: TurnAccount
    ) -> AsyncGenerator[str]:
        """What the model makes of quotes, piece by piece, unchecked.

        Args:
            question: What was asked.
            language: Of the answer, ISO 639-1.
            citations: The quotes.
            account: What the call is counted on.

        Raises:
            TalknShopError: It breaks off, or takes too long.
        """
        ...


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


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found for a question, and the answer that quotes alone make."""

    question: str
    language: str
    answer: AnswerData


class AnswerService:
    """Answers questions out of documents."""

    def __init__(
        self,
        library: Library,
        records: RecordStore,
        clock: Clock,
        *,
        callees: Callees | None = None,
        author: Author | None = None,
    ) -> None:
        """Answers out of ``library``.

        Args:
            library: The documents.
            records: Where conversations are kept.
            clock: The time.
            callees: What actions are done with; by default the functions in this process.
            author: A model that plans and words; None plans by rules and quotes.
        """
        self._library = library
        self._records = records
        self._clock = clock
        self._callees = callees or callees_of(library)
        self._author = author

    async def answer(self, asked: DocumentQuestion, *, user_id: str | None) -> AnswerData:
        """The answer to a question, whole.

        A question that names a conversation is answered with it in mind, and both are kept in it.

        Raises:
            ValidationError: There is nothing in the question.
            NotFoundError: The person has no such conversation.
        """
        parts = [part async for part in self.stream(asked, user_id=user_id)]
        answer = parts[-1]
        assert isinstance(answer, AnswerData)  # noqa: S101  # it ends a stream
        return answer

    async def stream(
        self, asked: DocumentQuestion, *, user_id: str | None
    ) -> AsyncGenerator[str | AnswerData]:
        """The answer as it is worded or line by line, then as a whole with its citations.

        Raises:
            ValidationError: There is nothing in the question.
            NotFoundError: The person has no such conversation.
        """
        account = account_of(user_id, asked.conversation_id, new_id("ask"))
        found = await self._look_up(asked, user_id, account)
        answer = found.answer
        wording = self._wording(asked, found)
        if self._author is not None and wording is not None:
            pieces = self._author.words(
                found.question, found.language, answer.citations, account=account
            )
            async for said in wording.write(pieces):
                yield said
            if wording.kept:
                answer = worded(answer, wording.text, self._author.name)
        if answer.extractive:
            for line in answer.text.splitlines(keepends=True):
                yield line
        await self._keep(asked, answer, user_id)
        yield answer

    async def _look_up(
        self, asked: DocumentQuestion, user_id: str | None, account: TurnAccount
    ) -> _Found:
        history = await self._history(asked, user_id)
        request = DecisionRequest(question=asked.question, history=history, scope=_scope(asked))
        planner = self._author if asked.model_part is ModelPart.WHOLE else None
        plan = await decide(request, planner=planner, account=account)
        results = await execute(plan, request.scope, user_id, callees=self._callees)
        question, citations = await self._sources(plan, results, user_id)
        language = asked.language or language_of(asked.question) or DEFAULT_LANGUAGE
        answer = format_answer(
            FormatRequest(
                question=asked.question,
                language=language,
                citations=citations,
                results=results,
                message_id=new_id("msg"),
            )
        )
        return _Found(question or asked.question, language, answer)

    async def _sources(
        self, plan: ActionPlan, results: list[ActionResult], user_id: str | None
    ) -> tuple[str | None, list[Citation]]:
        """The quotes of the first search that has some, and what it asked."""
        for action, result in zip(plan.actions, results, strict=True):
            if action.query is None or action.type is not ActionType.SEARCH_PASSAGES:
                continue
            request = SourceRequest(question=action.query, results=[result], viewer=user_id)
            sources = await extract_sources(request, documents=self._library.documents)
            if sources.citations:
                return action.query, sources.citations
        return None, []

    def _wording(self, asked: DocumentQuestion, found: _Found) -> Wording | None:
        """What lets a model's words through; None where no model may word this answer."""
        citations = found.answer.citations
        if self._author is None or asked.model_part is ModelPart.NONE or not citations:
            return None
        quoted = language_of(" ".join(one.quote for one in citations))
        if quoted is not None and quoted != found.language:
            # What is said in one language cannot be held against quotes in another.
            return None
        return Wording(citations, partial(quote_line, language=found.language))

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
    scope = Scope.of(asked.subject)
    return scope.model_copy(update={"document_ids": asked.document_ids})
