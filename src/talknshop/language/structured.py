"""Asking a model for an object: validated, repaired once, then a failure that others can answer."""

from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel

from talknshop.language.model_client import ModelCall, ModelClient, ModelMessage, ModelRole
from talknshop.language.model_errors import ModelOutputError, ModelTruncatedError
from talknshop.language.model_outputs import UnusableOutputError, read_output, schema_of
from talknshop.language.prompt_library import Prompt

_LONGEST_ECHO = 4_000

T = TypeVar("T", bound=BaseModel)
R = TypeVar("R")


async def ask_for(
    client: ModelClient,
    prompt: Prompt,
    message: str,
    output: type[T],
    use: Callable[[T], R],
    *,
    image: bytes | None = None,
) -> R:
    """Asks for an object and makes something of it.

    Args:
        client: The model.
        prompt: What is asked.
        message: The part that is of this call.
        output: The object that is wanted.
        use: Makes the result; raises ``UnusableOutputError`` where the object says what cannot be.
        image: A JPEG that the message is about.

    Raises:
        ModelError: The call failed, or the second answer cannot be used either.
    """
    messages = (ModelMessage(ModelRole.USER, message, image),)
    problem, answered = "", ""
    for _ in range(2):
        call = _call(prompt, messages, output)
        try:
            answered = (await client.answer(call)).text
            return use(read_output(answered, output))
        except UnusableOutputError as error:
            problem = str(error)
        except ModelTruncatedError as error:
            problem, answered = "The answer is too long.", error.text
        messages = (*messages[:1], *_told_off(answered, problem))
    raise ModelOutputError(
        "The language model answered twice with what cannot be used.", model=client.name
    )


def _call(prompt: Prompt, messages: tuple[ModelMessage, ...], output: type[BaseModel]) -> ModelCall:
    return ModelCall(
        purpose=prompt.name,
        prompt_version=prompt.version,
        system=prompt.system,
        messages=messages,
        max_tokens=prompt.max_tokens,
        schema=schema_of(output),
        schema_name=prompt.name,
    )


def _told_off(answered: str, problem: str) -> tuple[ModelMessage, ...]:
    return (
        ModelMessage(ModelRole.ASSISTANT, answered[:_LONGEST_ECHO] or "{}"),
        ModelMessage(
            ModelRole.USER,
            f"That cannot be used: {problem} Answer again with the corrected JSON object only.",
        ),
    )
