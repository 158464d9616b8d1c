"""What is repeated, when the second model is asked, and what is never repeated."""

import pytest
from tests.language.models.conftest import Opened
from tests.language.models.served import (
    ANTHROPIC,
    BEDROCK,
    OLLAMA,
    OPENAI,
    Vendors,
    frame_call,
    read,
    read_until_failure,
    reply_call,
)

from talknshop.language.model_errors import (
    ModelRefusedError,
    ModelThrottledError,
    ModelTimedOutError,
    ModelUnavailableError,
)
from talknshop.simulation.models.script import ModelFault, Reply

pytestmark = pytest.mark.socket

MODEL, SECOND = BEDROCK, "bedrock:us.anthropic.claude-sonnet-4-6"
FAILED_ONCE = (ModelFault.THROTTLED, ModelFault.OVERLOADED, ModelFault.FAILING)
LEFT_TO_ANOTHER = (
    ModelFault.THROTTLED,
    ModelFault.OVERLOADED,
    ModelFault.MISSING,
    ModelFault.RETIRED,
    ModelFault.FORBIDDEN,
    ModelFault.UNAUTHORIZED,
)
LEFT_TO_RULES = (ModelFault.INVALID, ModelFault.REFUSED, ModelFault.EMPTY, ModelFault.TRUNCATED)


def asked_models(vendors: Vendors) -> list[str]:
    return [one.asked.model for one in vendors.script.recorded]


@pytest.mark.parametrize("model", [BEDROCK, ANTHROPIC, OPENAI, OLLAMA])
async def test_what_failed_for_a_moment_is_asked_again(
    model: str, vendors: Vendors, opened: Opened
) -> None:
    client = opened(model, llm_attempts=2)
    for fault in FAILED_ONCE:
        vendors.script.set(Reply(fault=fault, times=1), Reply(text="here it is"))
        assert (await read(client, reply_call()))[0] == "here it is"
        vendors.script.set(Reply(fault=fault, times=1), Reply(text="here it is"))
        assert (await client.answer(reply_call())).text == "here it is"


@pytest.mark.parametrize("model", [BEDROCK, ANTHROPIC, OPENAI, OLLAMA])
async def test_no_package_repeats_anything_by_itself(
    model: str, vendors: Vendors, opened: Opened
) -> None:
    vendors.script.set(Reply(fault=ModelFault.THROTTLED))
    with pytest.raises(ModelThrottledError) as told:
        await opened(model, llm_attempts=3).answer(reply_call())
    assert len(vendors.script.recorded) == 3
    assert told.value.retry_count == 2


async def test_nothing_is_repeated_once_a_piece_was_given(vendors: Vendors, opened: Opened) -> None:
    for fault in (ModelFault.CUT, ModelFault.BROKEN):
        vendors.script.recorded.clear()
        vendors.script.set(Reply(text="one two three four", fault=fault))
        pieces, error = await read_until_failure(
            opened(MODEL, SECOND, llm_attempts=3), reply_call()
        )
        assert isinstance(error, ModelUnavailableError)
        assert "".join(pieces) == "one two"
        assert len(vendors.script.recorded) == 1


async def test_what_is_too_slow_is_not_repeated(vendors: Vendors, opened: Opened) -> None:
    vendors.script.set(Reply(fault=ModelFault.HANGING))
    client = opened(MODEL, SECOND, llm_attempts=3, llm_first_piece_seconds=0.5)
    _, error = await read_until_failure(client, reply_call())
    assert isinstance(error, ModelTimedOutError)
    assert len(vendors.script.recorded) == 1


async def test_the_second_model_answers_where_the_first_cannot(
    vendors: Vendors, opened: Opened
) -> None:
    client = opened(MODEL, SECOND)
    second = SECOND.partition(":")[2]
    for fault in LEFT_TO_ANOTHER:
        vendors.script.set(
            Reply(model=MODEL.partition(":")[2], fault=fault), Reply(text="from the second")
        )
        text, _, usage = await read(client, reply_call())
        assert (text, usage.model) == ("from the second", SECOND)
        answer = await client.answer(frame_call())
        assert (answer.usage.model, asked_models(vendors)[-1]) == (SECOND, second)
    assert client.name == MODEL


async def test_the_second_model_may_be_of_another_vendor(vendors: Vendors, opened: Opened) -> None:
    vendors.script.set(Reply(model="qwen3", fault=ModelFault.MISSING), Reply(text="from Anthropic"))
    _, _, usage = await read(opened(OLLAMA, ANTHROPIC), reply_call())
    assert usage.model == ANTHROPIC
    assert [one.dialect for one in vendors.script.recorded] == ["ollama", "anthropic"]


async def test_what_no_other_model_mends_is_left_to_the_rules(
    vendors: Vendors, opened: Opened
) -> None:
    client = opened(MODEL, SECOND, llm_attempts=2)
    for fault in LEFT_TO_RULES:
        vendors.script.recorded.clear()
        vendors.script.set(Reply(text="one two three four", fault=fault))
        await read_until_failure(client, reply_call())
        assert asked_models(vendors) == [MODEL.partition(":")[2]]


async def test_when_both_fail_the_second_failure_is_told(vendors: Vendors, opened: Opened) -> None:
    vendors.script.set(
        Reply(model=SECOND.partition(":")[2], fault=ModelFault.REFUSED),
        Reply(fault=ModelFault.MISSING),
    )
    with pytest.raises(ModelRefusedError) as told:
        await opened(MODEL, SECOND).answer(reply_call())
    assert told.value.model == SECOND


async def test_time_is_counted_from_the_first_attempt(vendors: Vendors, opened: Opened) -> None:
    vendors.script.set(
        Reply(fault=ModelFault.MISSING, times=1, start_seconds=0),
        Reply(text="late", start_seconds=0.3),
    )
    _, _, usage = await read(opened(MODEL, SECOND), reply_call())
    assert usage.first_token_ms is not None
    assert 300 <= usage.first_token_ms <= usage.latency_ms
