"""Every way in which a model fails, through every provider's own package."""

import pytest
from tests.language.models.conftest import Opened
from tests.language.models.served import (
    MODELS,
    OLLAMA,
    Vendors,
    frame_call,
    read,
    read_until_failure,
    reply_call,
)

from talknshop.core.resilience import is_dependency_failure
from talknshop.language.model_errors import (
    Awaited,
    ModelAccessError,
    ModelError,
    ModelNotFoundError,
    ModelOutputError,
    ModelRefusedError,
    ModelRequestError,
    ModelThrottledError,
    ModelTimedOutError,
    ModelTruncatedError,
    ModelUnavailableError,
)
from talknshop.simulation.models.script import ModelFault, Reply

pytestmark = pytest.mark.socket

BEFORE = [
    (ModelFault.THROTTLED, ModelThrottledError),
    (ModelFault.OVERLOADED, ModelUnavailableError),
    (ModelFault.FAILING, ModelUnavailableError),
    (ModelFault.UNAUTHORIZED, ModelAccessError),
    (ModelFault.FORBIDDEN, ModelAccessError),
    (ModelFault.MISSING, ModelNotFoundError),
    (ModelFault.RETIRED, ModelNotFoundError),
    (ModelFault.INVALID, ModelRequestError),
    (ModelFault.GARBLED, ModelOutputError),
    (ModelFault.EMPTY, ModelOutputError),
]
IN_THE_MIDDLE = [
    (ModelFault.CUT, ModelUnavailableError),
    (ModelFault.BROKEN, ModelUnavailableError),
    (ModelFault.TRUNCATED, ModelTruncatedError),
    (ModelFault.ENDLESS, ModelOutputError),
]
TEXT = "one two three four five six seven eight"


@pytest.mark.parametrize("model", MODELS)
async def test_a_failure_before_the_first_piece(
    model: str, vendors: Vendors, opened: Opened
) -> None:
    client = opened(model)
    for fault, expected in BEFORE:
        vendors.script.set(Reply(text=TEXT, fault=fault))
        with pytest.raises(ModelError) as streamed:
            await read(client, reply_call())
        with pytest.raises(ModelError) as answered:
            await client.answer(frame_call())
        for told in (streamed.value, answered.value):
            assert (fault, type(told)) == (fault, expected)
            assert (told.began, told.model) == (False, model)
            # The engine's breaker counts it, and a person would read a sentence of ours.
            assert is_dependency_failure(told)
            assert told.message.startswith("The language model")


@pytest.mark.parametrize("model", MODELS)
async def test_a_failure_in_the_middle_says_that_pieces_were_given(
    model: str, vendors: Vendors, opened: Opened
) -> None:
    client = opened(model)
    for fault, expected in IN_THE_MIDDLE:
        vendors.script.set(Reply(text=TEXT, fault=fault))
        pieces, error = await read_until_failure(client, reply_call())
        assert (fault, type(error)) == (fault, expected)
        assert error.began
        assert "".join(pieces).startswith(("one two", "word word"))


@pytest.mark.parametrize("model", MODELS)
async def test_a_model_that_declines(model: str, vendors: Vendors, opened: Opened) -> None:
    if model == OLLAMA:
        # Nothing in its format tells a refusal from an answer.
        return
    vendors.script.set(Reply(text=TEXT, fault=ModelFault.REFUSED))
    with pytest.raises(ModelRefusedError) as told:
        await read(opened(model), reply_call())
    assert told.value.usage is not None
    assert told.value.usage.output_tokens > 0
    with pytest.raises(ModelRefusedError):
        await opened(model).answer(frame_call())


@pytest.mark.parametrize("model", MODELS)
async def test_a_first_piece_that_is_too_slow_for_us(
    model: str, vendors: Vendors, opened: Opened
) -> None:
    client = opened(model, llm_first_piece_seconds=0.5)
    for fault in (ModelFault.HANGING, ModelFault.SLOW_START):
        vendors.script.set(Reply(text=TEXT, fault=fault, seconds=30))
        pieces, error = await read_until_failure(client, reply_call())
        assert isinstance(error, ModelTimedOutError)
        assert (error.awaited, error.began, pieces) == (Awaited.FIRST_PIECE, False, [])


@pytest.mark.parametrize("model", MODELS)
async def test_a_next_piece_that_is_too_slow_for_us(
    model: str, vendors: Vendors, opened: Opened
) -> None:
    client = opened(model, llm_first_piece_seconds=10, llm_next_piece_seconds=0.4)
    for fault in (ModelFault.SLOW_PIECES, ModelFault.STALLED):
        vendors.script.set(Reply(text=TEXT, fault=fault, seconds=30))
        pieces, error = await read_until_failure(client, reply_call())
        assert isinstance(error, ModelTimedOutError)
        assert (error.awaited, error.began) == (Awaited.NEXT_PIECE, True)
        assert pieces[0] == "one"


@pytest.mark.parametrize("model", MODELS)
async def test_an_answer_that_takes_too_long(model: str, vendors: Vendors, opened: Opened) -> None:
    vendors.script.set(Reply(fault=ModelFault.HANGING))
    with pytest.raises(ModelTimedOutError) as told:
        await opened(model, llm_answer_seconds=0.5).answer(frame_call())
    assert told.value.awaited is Awaited.ANSWER


@pytest.mark.parametrize("model", MODELS)
async def test_an_answer_that_ends_at_its_limit_keeps_what_came_and_what_it_took(
    model: str, vendors: Vendors, opened: Opened
) -> None:
    vendors.script.set(Reply(text=TEXT, fault=ModelFault.TRUNCATED))
    with pytest.raises(ModelTruncatedError) as told:
        await opened(model).answer(reply_call())
    assert told.value.text == TEXT[: len(TEXT) // 2].rstrip()
    assert told.value.usage is not None
    assert told.value.usage.finish_reason == "length"


@pytest.mark.parametrize("fault", [ModelFault.MALFORMED, ModelFault.WRONG_SCHEMA])
@pytest.mark.parametrize("model", MODELS)
async def test_an_object_that_is_none_is_given_on_for_whoever_repairs_it(
    model: str, fault: ModelFault, vendors: Vendors, opened: Opened
) -> None:
    wanted = {"intent": "buy", "price": 3}
    vendors.script.set(Reply(object=wanted, fault=fault))
    answer = await opened(model).answer(frame_call())
    assert answer.text.startswith('{"')
    assert "price" not in answer.text


async def test_a_vendor_that_cannot_be_reached(opened: Opened) -> None:
    for model in MODELS:
        with pytest.raises(ModelUnavailableError):
            await opened(model, llm_base_url="http://127.0.0.1:9").answer(reply_call())
