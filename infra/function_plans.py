"""The nine functions of the documents service: how large, how long, which are kept warm."""

from dataclasses import dataclass

from talknshop.documents.lambdas import (
    action_executor,
    claude_decision,
    conversation_manager,
    document_content,
    document_metadata,
    embedding_service,
    response_formatter,
    source_extractor,
    vector_search,
)


@dataclass(frozen=True, slots=True)
class FunctionPlan:
    """A function.

    Attributes:
        name: Of the function, as the product has it.
        module: Its module in ``talknshop.documents.lambdas``.
        memory_mib: Its memory; its share of processors grows with it.
        timeout_seconds: After which it is ended; longer than the 30 s from which an alarm rings.
        warm: Instances that are kept ready in production; 0 for those that start quickly or are
            not on the way of a question.
    """

    name: str
    module: str
    memory_mib: int
    timeout_seconds: int
    warm: int = 0

    @property
    def handler(self) -> str:
        """What the runtime calls."""
        return f"{self.module}.handler"


FUNCTIONS = (
    FunctionPlan(claude_decision.NAME, claude_decision.__name__, 1024, 60, warm=1),
    FunctionPlan(action_executor.NAME, action_executor.__name__, 512, 60, warm=1),
    FunctionPlan(embedding_service.NAME, embedding_service.__name__, 2048, 60, warm=1),
    FunctionPlan(vector_search.NAME, vector_search.__name__, 1024, 60, warm=1),
    FunctionPlan(document_metadata.NAME, document_metadata.__name__, 256, 45),
    FunctionPlan(document_content.NAME, document_content.__name__, 256, 45),
    FunctionPlan(source_extractor.NAME, source_extractor.__name__, 512, 45),
    FunctionPlan(response_formatter.NAME, response_formatter.__name__, 512, 45),
    FunctionPlan(conversation_manager.NAME, conversation_manager.__name__, 256, 45),
)
