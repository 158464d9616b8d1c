"""A model that looks at pictures beside the recognisers here."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from langchain_core.messages import HumanMessage

from talknshop.language.model_client import ModelAnswer, ModelCall, ModelUsage
from talknshop.language.model_errors import ModelUnavailableError
from talknshop.language.models.converse import request_of
from talknshop.media.vision import NOT_ANSWERED, SaidPicture, VisionModel, with_vision
from talknshop.schemas.recognition import ImageAttributes, RecognisedAttribute, Source

PRINTED = RecognisedAttribute(name="brand", value="Lumo", confidence=0.97, source=Source.TEXT)
GREY = RecognisedAttribute(name="color", value="gray", confidence=0.6, source=Source.COLOR)
KNOWN = ImageAttributes(brand="Lumo", color="gray", attributes=[PRINTED, GREY])


class Model:
    """Implements ``ModelClient``: answers in order, fails or takes its time."""

    name = "test:model"

    def __init__(self, *answers: object, seconds: float = 0) -> None:
        self.answers = list(answers)
        self.calls: list[ModelCall] = []
        self.is_open = True
        self._seconds = seconds

    async def answer(self, call: ModelCall) -> ModelAnswer:
        self.calls.append(call)
        await asyncio.sleep(self._seconds)
        given = self.answers.pop(0)
        if isinstance(given, Exception):
            raise given
        text = given if isinstance(given, str) else json.dumps(given)
        usage = ModelUsage(model=self.name, input_tokens=1, output_tokens=1, latency_ms=1)
        return ModelAnswer(text, usage)

    def stream(self, call: ModelCall) -> AsyncIterator[str | ModelUsage]:
        raise NotImplementedError

    async def aclose(self) -> None:
        self.is_open = False


def said(**values: tuple[str, float]) -> dict[str, Any]:
    attributes = [
        {"name": name, "value": value, "confidence": sure} for name, (value, sure) in values.items()
    ]
    return {"attributes": attributes, "objects": ["lamp", "table"]}


async def test_what_the_model_sees_comes_beside_what_is_certain() -> None:
    seen = said(product_type=("desk lamp", 0.99), brand=("Brightwell", 0.8), color=("gold", 0.95))
    model = Model(seen)
    found = with_vision(KNOWN, await VisionModel(model, seconds=1).look(b"jpeg"))
    assert (found.brand, found.product_type, found.color) == ("Lumo", "desk lamp", "gold")
    sources = {one.name: (one.source, one.confidence) for one in found.attributes}
    assert sources["brand"] == (Source.TEXT, 0.97)
    assert sources["product_type"] == (Source.VISION_MODEL, 0.9)
    assert (found.labels, found.objects, found.degraded) == (
        ["desk lamp"],
        ["lamp", "table"],
        False,
    )
    assert model.calls[0].messages[0].image == b"jpeg"


async def test_nonsense_is_asked_for_once_more() -> None:
    model = Model("no object", said(product_type=("\u202edesk\u200b lamp", 0.8)))
    found = await VisionModel(model, seconds=1).look(b"jpeg")
    assert found is not None
    assert found.attributes[0].value == "desk lamp"
    assert len(model.calls) == 2


@pytest.mark.parametrize(
    "model",
    [
        Model(ModelUnavailableError("away", model="test:model")),
        Model("nothing", "nothing"),
        Model(said(), seconds=5),
        Model(*[said(weapon=("a", 1.0))] * 2),
    ],
)
async def test_a_model_that_fails_costs_only_what_it_would_have_added(model: Model) -> None:
    found = with_vision(KNOWN, await VisionModel(model, seconds=0.2).look(b"jpeg"))
    assert found.attributes == KNOWN.attributes
    assert (found.degraded, found.notes) == (True, [NOT_ANSWERED])


def test_a_doubtful_colour_of_the_model_does_not_replace_the_measured_one() -> None:
    doubtful = SaidPicture.model_validate(said(color=("gold", 0.7)))
    assert with_vision(KNOWN, doubtful).color == "gray"


def test_bedrock_gets_the_picture_as_bytes() -> None:
    block = {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,AQID"}}
    message = HumanMessage([block, {"type": "text", "text": "What?"}])
    request = request_of([message], model="m", temperature=None, stop=None, options={})
    assert request["messages"][0]["content"] == [
        {"image": {"format": "jpeg", "source": {"bytes": b"\x01\x02\x03"}}},
        {"text": "What?"},
    ]
