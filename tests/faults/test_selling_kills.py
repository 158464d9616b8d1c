"""The worker is killed (SIGKILL) while it lists, changes and takes down; nothing is doubled.

The simulated eBay is a process of its own: its ledger says what really happened.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import orjson
import pytest

from talknshop.core.settings import load_settings
from talknshop.crosspost.container import Container, build_container
from talknshop.crosspost.job_record import Sold, StoredJob, StoredPart
from talknshop.crosspost.neighbours import Neighbours
from talknshop.crosspost.next_step import is_settled
from talknshop.schemas.enums import Condition, PostingMarketplace
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.listing import ListingLocation, ListingSpec
from talknshop.testing.ebay_sell import SimulatedEbay, simulated_ebay

pytestmark = pytest.mark.socket

EBAY, CRAIGSLIST = PostingMarketplace.EBAY, PostingMarketplace.CRAIGSLIST
_SEED = 20260101
_PATIENCE_SECONDS = 60.0
_SELLER = "ann"


class WorkerLives:
    """One worker process after the other over the same folder."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._pid = 0
        self.begin()

    def begin(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("live\n")
        self._process.stdin.flush()
        self._pid = int(self._line())

    def kill(self) -> None:
        os.kill(self._pid, signal.SIGKILL)
        assert self._line() == "dead"
        self.begin()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def worker_lives(settings: dict[str, object], log: Path) -> Generator[WorkerLives]:
    script = Path(__file__).with_name("selling_worker.py")
    with (
        log.open("a") as errors,
        subprocess.Popen(
            [sys.executable, script, orjson.dumps(settings).decode()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        # Closing its input on the way out ends the worker.
        yield WorkerLives(process)


@dataclass
class Selling:
    """A seller, the worker that is killed, and eBay, which is not."""

    container: Container
    worker: WorkerLives
    ebay: SimulatedEbay
    jobs: list[str] = field(default_factory=list[str])

    async def post(self, title: str) -> StoredJob:
        spec = ListingSpec(
            title=title,
            description="Works well.",
            price=650.0,
            condition=Condition.GOOD,
            attributes={"brand": "apple", "storage": "128GB", "color": "blue"},
            media_s3_keys=["uploads/a/front.jpg"],
            target_marketplaces=[EBAY, CRAIGSLIST],
            location=ListingLocation(zip="95112"),
        )
        job = await self.container.service.post(_SELLER, spec)
        self.jobs.append(job.job_id)
        return job

    async def get(self, job_id: str) -> StoredJob:
        return await self.container.service.get(_SELLER, job_id)

    async def settled(self) -> list[StoredJob]:
        """The jobs, once no worker has anything left to do."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while True:
                jobs = [await self.get(job_id) for job_id in self.jobs]
                if all([await self._is_settled(job) for job in jobs]):
                    return jobs
                await asyncio.sleep(0.02)

    async def _is_settled(self, job: StoredJob) -> bool:
        item = await self.container.stores.items.get(job.inventory_id)
        return is_settled(job, sold=item is not None and item.sold is not None)

    async def check(self) -> None:
        """What eBay has is what we say, and nothing was ever listed twice."""
        jobs = await self.settled()
        ours = {part.listing_id for job in jobs if (part := _ebay(job)).status is Status.LIVE}
        theirs = self.ebay.listings(active=False)
        assert {one["listingId"] for one in theirs if one["status"] == "ACTIVE"} == ours
        assert max(Counter(one["sku"] for one in theirs).values(), default=0) <= 1
        for job in jobs:
            assert _ebay(job).status in {Status.LIVE, Status.REMOVED}


def _ebay(job: StoredJob) -> StoredPart:
    part = job.part(EBAY)
    assert part is not None
    return part


@pytest.fixture(scope="module")
def ebay(tmp_path_factory: pytest.TempPathFactory) -> Generator[SimulatedEbay]:
    with simulated_ebay(tmp_path_factory.mktemp("ebay") / "ledger.db") as running:
        yield running


@pytest.fixture
async def selling(tmp_path: Path, ebay: SimulatedEbay) -> AsyncGenerator[Selling]:
    given: dict[str, object] = {
        **ebay.settings,
        "data_dir": str(tmp_path),
        "public_url": "https://photos.example",
        "crosspost_max_attempts": 1000,
        "crosspost_visibility_seconds": 0.4,
        "crosspost_lease_seconds": 0.3,
        "crosspost_retry_seconds": 0.05,
        "crosspost_resend_seconds": 0.5,
        "crosspost_sale_poll_seconds": 0.2,
        "http_max_retries": 1,
        "circuit_breaker_threshold": 1000,
    }
    ebay.plan()
    container = build_container(load_settings(**given), Neighbours())
    accounts = container.places[EBAY].accounts
    assert accounts is not None
    started = await accounts.connect(_SELLER)
    back = ebay.agree(str(started.auth_url), seller=f"seller-{tmp_path.name}")
    await accounts.callback(_SELLER, state=back["state"], code=back["code"])
    with worker_lives(given, tmp_path / "worker.log") as worker:
        yield Selling(container, worker, ebay)
    for listing in ebay.listings():
        ebay.end(listing["listingId"])
    await container.aclose()
    container.close()


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_the_worker_dies_at_each_step_of_a_listing(selling: Selling, moment: str) -> None:
    steps = ("createOrReplaceInventoryItem", "createOffer", "publishOffer")
    for step in steps:
        asked = _dies_at(selling, step, moment)
        await selling.post(f"Apple iPhone 13 128GB {step}")
        await _dead_at(selling, step, asked)
        await selling.check()
    for job_id in list(selling.jobs):
        asked = _dies_at(selling, "withdrawOffer", moment)
        await selling.container.service.withdraw(_SELLER, job_id)
        await _dead_at(selling, "withdrawOffer", asked)
        await selling.check()
    assert selling.ebay.listings() == []


def _dies_at(selling: Selling, step: str, moment: str) -> int:
    """Has eBay leave a step without an answer; returns how often it was asked for before."""
    selling.ebay.plan({"fault": "hanging", "operation": step, "moment": moment})
    return selling.ebay.calls().count(step)


async def _dead_at(selling: Selling, step: str, asked: int) -> None:
    """Kills the worker once eBay was asked for a step, which it does not answer."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while selling.ebay.calls().count(step) == asked:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    selling.worker.kill()


async def test_random_kills_double_nothing_and_lose_nothing(
    selling: Selling, request: pytest.FixtureRequest
) -> None:
    chance = random.Random(_SEED)  # noqa: S311
    kills = int(str(request.config.getoption("--kills")))
    for number in range(kills):
        job = await selling.post(f"Apple iPhone 13 128GB blue {number}")
        older = chance.choice(selling.jobs)
        match chance.randrange(4):
            case 0:
                spec = job.spec.model_copy(
                    update={"title": f"Apple iPhone 13 128GB, changed {number}"}
                )
                await selling.container.service.revise(_SELLER, older, spec)
            case 1:
                await selling.container.service.withdraw(_SELLER, older)
            case _:
                pass
        await asyncio.sleep(chance.uniform(0, 0.35))
        selling.worker.kill()
        await selling.check()


async def test_an_item_is_never_sold_twice(selling: Selling) -> None:
    """It is bought on eBay while its seller sells it elsewhere, and the worker dies."""
    chance = random.Random(_SEED)  # noqa: S311
    for number in range(4):
        job = await selling.post(f"Apple iPhone 13 128GB sold {number}")
        await selling.settled()
        listing_id = _ebay(await selling.get(job.job_id)).listing_id
        told = Sold(
            marketplace=CRAIGSLIST,
            order_id=f"told-{number}",
            sold_at=selling.container.clock.now(),
            told_by="user",
        )
        selling.ebay.buy(str(listing_id))
        (_, accepted), _ = await asyncio.gather(
            selling.container.sales.sold(job.inventory_id, told),
            asyncio.sleep(chance.uniform(0, 0.3)),
        )
        selling.worker.kill()

        async def is_known(inventory_id: str = job.inventory_id) -> bool:
            item = await selling.container.stores.items.get(inventory_id)
            assert item is not None
            assert item.sold is not None
            others = [sale.marketplace for sale in item.oversold]
            return sorted([item.sold.marketplace, *others]) == [CRAIGSLIST, EBAY]

        async with asyncio.timeout(_PATIENCE_SECONDS):
            while not await is_known():  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        item = await selling.container.stores.items.get(job.inventory_id)
        assert item is not None
        assert item.sold is not None
        assert (item.sold.marketplace is CRAIGSLIST) is accepted
        assert len(item.oversold) == 1
    await selling.check()
    assert selling.ebay.listings() == []
