"""A corrected product is told with its way back, and the way back is gone."""

from collections.abc import Sequence

from tests.orchestrator.conftest import Conversation

from talknshop.schemas.events import ResultsData, ResultsEvent, ServerEvent
from talknshop.schemas.frames import ClientFrame
from talknshop.schemas.requirement import Operation, OperationName
from talknshop.schemas.search import Correction

BACK = [
    Operation(op=OperationName.SET, slot="product_type", value="labtop"),
    Operation(op=OperationName.SET, slot="literal", value="true"),
]
OTHER = Operation(op=OperationName.SET, slot="product_type", value="lamp")


def results_of(events: Sequence[ServerEvent]) -> ResultsData:
    return next(event.data for event in events if isinstance(event, ResultsEvent))


async def edit(conversation: Conversation, *operations: Operation) -> ResultsData:
    frame = {"type": "edit", "operations": [one.model_dump() for one in operations]}
    return results_of(await conversation.send(ClientFrame.model_validate(frame)))


async def test_the_way_back_searches_for_what_was_written(conversation: Conversation) -> None:
    correction = Correction(original="labtop", corrected="laptop", operations=BACK)
    conversation.catalog.corrections = [correction]
    await conversation.say("I need a laptop")
    assert results_of(await conversation.say("under $1000")).corrections == [correction]

    literal = await edit(conversation, *BACK)
    assert literal.corrections == []
    assert literal.requirement_spec.product_type == "labtop"
    assert literal.requirement_spec.price is not None

    other = await edit(conversation, OTHER)
    assert not other.requirement_spec.literal
    assert other.corrections == [correction]
