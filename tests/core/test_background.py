import asyncio

import pytest

from talknshop.core.background import beside


async def test_work_goes_on_beside_the_block_and_ends_with_it() -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        try:
            begun.set()
            await asyncio.sleep(60)
        finally:
            ended.set()

    async with beside(work()):
        await begun.wait()
        assert not ended.is_set()
    assert ended.is_set()


async def test_a_failure_of_the_block_ends_the_work_and_stays_itself() -> None:
    with pytest.raises(LookupError):
        async with beside(asyncio.sleep(60)):
            raise LookupError


async def test_what_ended_the_work_before_the_block_is_told() -> None:
    async def work() -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        async with beside(work()):
            await asyncio.sleep(0.01)
