"""Calls side by side, of which some may fail."""

import asyncio
from collections.abc import Awaitable, Iterable
from typing import TypeVar

from talknshop.core.errors import TalknShopError

T = TypeVar("T")


async def gathered(calls: Iterable[Awaitable[T]]) -> tuple[list[T], list[TalknShopError]]:
    """The answers of calls that run side by side, in their order, and the failures of the others.

    Raises:
        BaseException: One failed otherwise than our services do: a mistake in the program.
    """
    values: list[T] = []
    failures: list[TalknShopError] = []
    for answer in await asyncio.gather(*calls, return_exceptions=True):
        if isinstance(answer, TalknShopError):
            failures.append(answer)
        elif isinstance(answer, BaseException):
            raise answer
        else:
            values.append(answer)
    return values, failures
