"""``chatbot-claude-decision``: decides what has to be looked up to answer a question.

A model may decide where one is set. Whatever it cannot do in time and in form, rules do: they
search for the words of the question, and for those of the one before where it only makes sense
with that.
"""

import re
from typing import Protocol

import structlog
from pydantic import Field

from talknshop.core.errors import TalknShopError, ValidationError
from talknshop.documents.functions.plan import (
    LONGEST_QUESTION,
    MOST_ACTIONS,
    Action,
    ActionPlan,
    ActionType,
    Execution,
    Scope,
)
from talknshop.language.accounts import TurnAccount
from talknshop.schemas.base import WireModel
from talknshop.search.languages import common_words, language_of, stems

_log = structlog.stdlib.get_logger(__name__)

_FEW_WORDS = 3
_LEANS_ON = re.compile(
    r"\A\s*(?:and|or|but|what about|how about|y|o|pero|qué tal|und|oder|aber|was ist mit)\b"
    r"|\b(?:it|that|this|they|them|those|these|eso|esto|ello|das|dies|es|sie)\s*\??\s*\Z",
    re.IGNORECASE,
)
_WHICH_DOCUMENTS = re.compile(
    r"\b(?:which|what|list|show)\b.{0,30}\b(?:documents?|manuals?|guides?|policies)\b"
    r"|\b(?:qué|cuáles|lista)\b.{0,30}\b(?:documentos|manuales|guías)\b"
    r"|\b(?:welche|liste|zeige?)\b.{0,30}\b(?:dokumente|anleitungen|handbücher|ratgeber)\b",
    re.IGNORECASE,
)


class Said(WireModel):
    """A question that was asked before."""

    question: str = Field(max_length=LONGEST_QUESTION)


class DecisionRequest(WireModel):
    """A question, and those that led to it."""

    question: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    history: list[Said] = Field(default_factory=list[Said], max_length=50)
    """What was asked before, oldest first."""
    scope: Scope = Field(default_factory=Scope)


class Planner(Protocol):
    """A model that plans."""

    @property
    def name(self) -> str:
        """The model."""
        ...

    async def plan(self, request: DecisionRequest, *, account: TurnAccount) -> ActionPlan:
        """What the model would look up.

        Args:
            request: The question.
            account: What the call is counted on.

        Raises:
            TalknShopError: It gives no usable plan.
        """
        ...


async def decide(
    request: DecisionRequest,
    *,
    planner: Planner | None = None,
    account: TurnAccount | None = None,
) -> ActionPlan:
    """A plan for a question; there is always one.

    What the rules would look up is looked up in any case, behind what a model wants: a model that
    is led astray finds no less than the rules.

    Args:
        request: The question.
        planner: A model; None plans by rules.
        account: What its call is counted on; None counts it on nobody.

    Raises:
        ValidationError: There is nothing in the question.
    """
    if not request.question.strip():
        raise ValidationError("The question is empty. Write what you want to know.")
    if planner is None:
        return rules_plan(request)
    try:
        plan = await planner.plan(request, account=account or TurnAccount("", "", ""))
    except TalknShopError as error:
        _log.warning("planned by rules", reason=error.message)
        return rules_plan(request).model_copy(
            update={"fallback": True, "reason": error.error_type.value}
        )
    actions = [*plan.actions[: MOST_ACTIONS - 1], *_also_by_rules(plan, request)]
    return plan.model_copy(update={"decided_by": planner.name, "actions": actions})


def _also_by_rules(plan: ActionPlan, request: DecisionRequest) -> list[Action]:
    """The search of the rules, unless the plan has it."""
    search = rules_plan(request).actions[0]
    asked = {(one.query or "").casefold() for one in plan.actions}
    return [] if (search.query or "").casefold() in asked else [search]


def rules_plan(request: DecisionRequest) -> ActionPlan:
    """What is looked up without a model."""
    actions = [
        Action(action_id="passages", type=ActionType.SEARCH_PASSAGES, query=whole_question(request))
    ]
    if _WHICH_DOCUMENTS.search(request.question):
        actions.append(Action(action_id="documents", type=ActionType.LIST_DOCUMENTS, limit=20))
    return ActionPlan(execution=Execution.PARALLEL, actions=actions)


def whole_question(request: DecisionRequest) -> str:
    """The question, with the one before where it leans on that."""
    question = request.question.strip()
    if not request.history or not _leans(question):
        return question
    return f"{request.history[-1].question.strip()} {question}"[:LONGEST_QUESTION]


def _leans(question: str) -> bool:
    """Whether a question only makes sense with what was asked before."""
    if _LEANS_ON.search(question):
        return True
    language = language_of(question)
    common = common_words(language)
    content = [word for word in question.lower().split() if word.strip("¿?¡!.,") not in common]
    return len(stems(" ".join(content), language)) < _FEW_WORDS
