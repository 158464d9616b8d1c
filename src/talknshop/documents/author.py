"""A chat model that plans what to look up and words what was found; nothing of it is trusted."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import cast

import orjson
from pydantic import Field

from talknshop.documents.functions.decision import DecisionRequest
from talknshop.documents.functions.plan import Action, ActionPlan, ActionType
from talknshop.language.accounts import TurnAccount, accounting
from talknshop.language.deadline import pieces_within, within
from talknshop.language.experiments import PromptChoice
from talknshop.language.model_client import (
    ModelCall,
    ModelClient,
    ModelMessage,
    ModelRole,
    ModelUsage,
)
from talknshop.language.model_messages import fenced, new_mark
from talknshop.language.model_outputs import ModelOutput, UnusableOutputError
from talknshop.language.prompt_library import Prompt
from talknshop.language.structured import ask_for
from talknshop.schemas.answer import Citation
from talknshop.search.languages import common_words, language_of, stems

_MOST_QUERIES = 3
_LONGEST_QUERY = 300
_LONGEST_QUOTES = 8_000
_LISTED = 20


class SaidPlan(ModelOutput):
    """What a model would look up."""

    queries: list[str] = Field(min_length=1, max_length=_MOST_QUERIES)
    lists_documents: bool = False


class ModelAuthor:
    """Asks a model for plans and for words; implements ``Planner`` and ``Writer``."""

    def __init__(
        self,
        client: ModelClient,
        prompts: PromptChoice,
        *,
        plan_seconds: float,
        answer_seconds: float,
    ) -> None:
        """Asks ``client``, and waits for a plan and for an answer so long at most."""
        self._client = client
        self._prompts = prompts
        self._plan_seconds = plan_seconds
        self._answer_seconds = answer_seconds

    @property
    def name(self) -> str:
        """The model, ``provider:model``."""
        return self._client.name

    async def plan(self, request: DecisionRequest, *, account: TurnAccount) -> ActionPlan:
        """What the model would look up.

        Raises:
            TalknShopError: It gives no usable plan in time.
        """
        mark = new_mark()
        before = orjson.dumps([one.question for one in request.history]).decode()
        message = "\n".join(
            [
                f"Mark: {mark}",
                *([fenced("before", mark, before)] if request.history else []),
                fenced("asked", mark, request.question),
            ]
        )
        with accounting(account):
            asking = ask_for(
                self._client,
                self._prompt("plan_documents", account),
                message,
                SaidPlan,
                lambda said: _plan_of(said, request),
            )
            return await within(asking, self._plan_seconds)

    async def words(
        self, question: str, language: str, citations: Sequence[Citation], *, account: TurnAccount
    ) -> AsyncGenerator[str]:
        """What the model makes of quotes, piece by piece, unchecked.

        Raises:
            TalknShopError: It breaks off, or takes too long.
        """
        mark = new_mark()
        quotes = orjson.dumps([_told(one) for one in citations]).decode()
        message = "\n".join(
            [
                f"Mark: {mark}",
                f"Language: {language}",
                fenced("quotes", mark, quotes, _LONGEST_QUOTES),
                fenced("asked", mark, question),
            ]
        )
        prompt = self._prompt("answer_documents", account)
        pieces = pieces_within(self._stream(prompt, message, account), self._answer_seconds)
        async with aclosing(pieces) as parts:
            async for piece in parts:
                yield piece

    async def _stream(
        self, prompt: Prompt, message: str, account: TurnAccount
    ) -> AsyncGenerator[str]:
        call = ModelCall(
            purpose=prompt.name,
            prompt_version=prompt.version,
            system=prompt.system,
            messages=(ModelMessage(ModelRole.USER, message),),
            max_tokens=prompt.max_tokens,
        )
        # One task reads it to its end, so that the account is closed where it was opened.
        with accounting(account):
            stream = cast("AsyncGenerator[str | ModelUsage]", self._client.stream(call))
            async with aclosing(stream) as parts:
                async for part in parts:
                    if isinstance(part, str):
                        yield part

    def _prompt(self, name: str, account: TurnAccount) -> Prompt:
        return self._prompts.prompt(name, account.user_id or None)


def _told(citation: Citation) -> dict[str, object]:
    return {
        "n": citation.n,
        "title": citation.title,
        "heading": " › ".join(citation.heading_path),
        "quote": citation.quote,
    }


def _plan_of(said: SaidPlan, request: DecisionRequest) -> ActionPlan:
    queries = list(dict.fromkeys(query.strip()[:_LONGEST_QUERY] for query in said.queries))
    queries = [query for query in queries if query and _is_about(query, request)]
    if not queries:
        raise UnusableOutputError("No query is about the question.")
    actions = [
        Action(action_id=f"passages_{number}", type=ActionType.SEARCH_PASSAGES, query=query)
        for number, query in enumerate(queries, start=1)
    ]
    if said.lists_documents:
        actions.append(Action(action_id="documents", type=ActionType.LIST_DOCUMENTS, limit=_LISTED))
    return ActionPlan(actions=actions)


def _is_about(query: str, request: DecisionRequest) -> bool:
    """Whether a query has a word of what was asked; one in another language cannot be told."""
    asked = " ".join([*(one.question for one in request.history), request.question])
    language, of_query = language_of(asked), language_of(query)
    if language and of_query and language != of_query:
        return True
    common = frozenset(stems(" ".join(sorted(common_words(language))), language))
    words = frozenset(stems(asked, language)) - common
    return not words or bool(words & frozenset(stems(query, language)))
