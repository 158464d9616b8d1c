"""Streaming a reply out of a model, each word checked before it is said."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import cast

from talknshop.language.model_client import (
    ModelCall,
    ModelClient,
    ModelMessage,
    ModelRole,
    ModelUsage,
)
from talknshop.language.model_errors import ModelOutputError
from talknshop.language.prompt_library import Prompt
from talknshop.language.reply_checker import ReplyChecker
from talknshop.language.reply_shapes import ReplyViolationError


async def write_reply(
    client: ModelClient, prompt: Prompt, message: str, checker: ReplyChecker
) -> AsyncIterator[str]:
    """Yields what the model writes as soon as it is certain; no slot is cut.

    Raises:
        ModelError: The model could not be used, or said what it may not.
    """
    call = ModelCall(
        purpose=prompt.name,
        prompt_version=prompt.version,
        system=prompt.system,
        messages=(ModelMessage(ModelRole.USER, message),),
        max_tokens=prompt.max_tokens,
    )
    # Every client makes a generator; closing it ends a call whose rest nobody wants.
    stream = cast("AsyncGenerator[str | ModelUsage]", client.stream(call))
    try:
        async with aclosing(stream) as parts:
            async for part in parts:
                if isinstance(part, str) and (said := checker.feed(part)):
                    yield said
        if said := checker.finish():
            yield said
    except ReplyViolationError as error:
        raise ModelOutputError(
            f"The language model's reply has a {error.violation} of its own.", model=client.name
        ) from error
