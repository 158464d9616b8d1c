"""What the words of a recording say about a thing: product type, maker, price, properties."""

import asyncio
from collections.abc import Callable

from talknshop.language.base import Dialogue, LanguageEngine, Turn
from talknshop.media.transcription.base import Heard
from talknshop.schemas.recognition import Characteristic, Source, SpokenCharacteristics
from talknshop.schemas.requirement import Operation, OperationName

_STATED = frozenset({OperationName.SET, OperationName.ADD})
_PRODUCT_TYPE = "product_type"


async def characteristics_of(
    heard: Heard, load_engine: Callable[[], LanguageEngine]
) -> SpokenCharacteristics:
    """Reads what was heard with the language engine.

    Args:
        heard: The words, and how sure they are: nothing in them is surer.
        load_engine: Gives the engine; slow the first time.
    """
    engine = await asyncio.to_thread(load_engine)
    update = await engine.update_requirement(Turn(heard.transcript), Dialogue())
    stated = [one for one in update.operations if one.op in _STATED and one.slot is not None]
    found = [
        Characteristic(
            name=str(one.slot).removeprefix("attributes."),
            value=value,
            confidence=heard.confidence,
            category=Source.SPEECH,
        )
        for one in stated
        for value in _values(one)
    ]
    item = next((one.value for one in found if one.name == _PRODUCT_TYPE), None)
    return SpokenCharacteristics(
        item_type=item,
        primary_item=item,
        characteristics=found,
        confidence_score=heard.confidence if found else None,
        transcript=heard.transcript,
        raw_transcript=heard.raw_transcript,
        confidence=heard.confidence,
    )


def _values(operation: Operation) -> list[str]:
    value = operation.value
    if value is None:
        return []
    return [str(one) for one in value] if isinstance(value, list) else [_plain(value)]


def _plain(value: str | float) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
