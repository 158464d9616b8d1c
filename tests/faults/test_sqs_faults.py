"""What crossposting does when SQS delivers twice, is gone, throttles, or refuses its keys.

The simulated eBay is a process of its own: its ledger says what really happened.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Generator
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from tests.stand_ins.faulty_line import FaultyLine, Refusal, faulty_line
from tests.stand_ins.servers import access_at

from talknshop.core.aws import AwsClient
from talknshop.core.background import beside
from talknshop.core.errors import CredentialsRefusedError, ExternalServiceError
from talknshop.core.settings import load_settings
from talknshop.crosspost.container import Container, build_container
from talknshop.crosspost.job_record import StoredJob
from talknshop.crosspost.neighbours import Neighbours
from talknshop.crosspost.queues import queue_descriptions
from talknshop.messaging.message_queue import DeadLetter, Message, MessageQueue, QueueDepth
from talknshop.messaging.queue_descriptions import create_queue
from talknshop.messaging.worker import Worker, WorkerPolicy
from talknshop.schemas.enums import Condition, PostingMarketplace
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.listing import ListingLocation, ListingSpec
from talknshop.testing.ebay_sell import SimulatedEbay, simulated_ebay

pytestmark = pytest.mark.socket

EBAY = PostingMarketplace.EBAY
SELLER = "ann"
PATIENCE_SECONDS = 30.0


class TwiceDelivered:
    """Every message comes twice at once, and what was handled comes once more after that."""

    def __init__(self, queue: MessageQueue) -> None:
        self.name = queue.name
        self._inner = queue
        self._again: list[Message] = []
        self.deliveries: Counter[str] = Counter()

    async def receive(
        self, *, most: int = 10, wait_seconds: float = 0.0, visibility_seconds: float = 30.0
    ) -> list[Message]:
        again, self._again = self._again, []
        found = again or await self._inner.receive(
            most=most, wait_seconds=min(wait_seconds, 0.2), visibility_seconds=visibility_seconds
        )
        self.deliveries.update(one.message_id for one in found)
        return found if again else [*found, *found]

    async def send(self, body: str, *, delay_seconds: float = 0.0) -> str:
        return await self._inner.send(body, delay_seconds=delay_seconds)

    async def extend(self, message: Message, seconds: float) -> bool:
        return await self._inner.extend(message, seconds)

    async def depth(self) -> QueueDepth:
        return await self._inner.depth()

    async def dead_letters(self, *, most: int = 100) -> list[DeadLetter]:
        return await self._inner.dead_letters(most=most)

    async def redrive(self, message_ids: Collection[str] | None = None) -> int:
        return await self._inner.redrive(message_ids)

    async def delete(self, message: Message) -> None:
        if self.deliveries[message.message_id] < 3:
            self._again.append(message)
            self.deliveries[message.message_id] += 1
        await self._inner.delete(message)


@pytest.fixture(scope="module")
def ebay(tmp_path_factory: pytest.TempPathFactory) -> Generator[SimulatedEbay]:
    with simulated_ebay(tmp_path_factory.mktemp("ebay") / "ledger.db") as running:
        yield running


@pytest.fixture
async def line(moto_url: str) -> AsyncGenerator[FaultyLine]:
    async with faulty_line(moto_url) as line:
        yield line


@pytest.fixture
async def container(
    tmp_path: Path, ebay: SimulatedEbay, line: FaultyLine
) -> AsyncGenerator[Container]:
    settings = load_settings(**{
        **ebay.settings,
        "data_dir": str(tmp_path),
        "public_url": "https://photos.example",
        "queue_engine": "sqs",
        "sqs_endpoint_url": line.url,
        "sqs_queue_prefix": f"{uuid4().hex}-",
        "aws_region": "us-west-2",
        "aws_access_key_id": "test",
        "aws_secret_access_key": "test",
        "crosspost_max_attempts": 3,
        "crosspost_visibility_seconds": 2.0,
        "crosspost_lease_seconds": 1.0,
        "crosspost_retry_seconds": 0.05,
        "crosspost_resend_seconds": 0.5,
        "http_max_retries": 1,
        "circuit_breaker_threshold": 1000,
    })  # fmt: skip
    client = AwsClient("sqs", access_at(line.url))
    await asyncio.gather(*(create_queue(client, one) for one in queue_descriptions(settings)))
    await client.aclose()
    ebay.plan()
    container = build_container(settings, Neighbours())
    accounts = container.places[EBAY].accounts
    assert accounts is not None
    started = await accounts.connect(SELLER)
    back = ebay.agree(str(started.auth_url), seller=f"seller-{tmp_path.name}")
    await accounts.callback(SELLER, state=back["state"], code=back["code"])
    yield container
    line.is_cut = False
    line.refusals.clear()
    for listing in ebay.listings():
        ebay.end(listing["listingId"])
    await container.aclose()
    container.close()


async def post(container: Container, title: str) -> StoredJob:
    spec = ListingSpec(
        title=title,
        description="Works well.",
        price=650.0,
        condition=Condition.GOOD,
        attributes={"brand": "apple", "storage": "128GB", "color": "blue"},
        media_s3_keys=["uploads/a/front.jpg"],
        target_marketplaces=[EBAY],
        location=ListingLocation(zip="95112"),
    )
    return await container.service.post(SELLER, spec)


async def is_live(container: Container, job: StoredJob) -> bool:
    part = (await container.service.get(SELLER, job.job_id)).part(EBAY)
    return part is not None and part.status is Status.LIVE


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def all_live(container: Container, jobs: list[StoredJob]) -> None:
    async def are_live() -> bool:
        return all([await is_live(container, job) for job in jobs])

    await until(are_live)


async def test_messages_that_come_again_and_again_post_once(
    container: Container, ebay: SimulatedEbay
) -> None:
    queue = TwiceDelivered(container.queues[EBAY])
    handle = container.workers.handler_at(EBAY)
    jobs = [await post(container, f"Apple iPhone 13 128GB twice {n}") for n in range(6)]
    async with AsyncExitStack() as stack:
        for _ in range(2):
            worker = Worker(queue, handle, WorkerPolicy(visibility_seconds=2.0))
            await stack.enter_async_context(beside(worker.run(grace_seconds=0.1)))
        await all_live(container, jobs)

        async def came_thrice() -> bool:
            return len(queue.deliveries) >= len(jobs) and min(queue.deliveries.values()) >= 3

        await until(came_thrice)
    listed = Counter(one["sku"] for one in ebay.listings())
    assert len(listed) == len(jobs)
    assert set(listed.values()) == {1}
    assert ebay.calls().count("publishOffer") == len(jobs)


async def test_a_poisoned_message_dies_and_the_others_go_on(container: Container) -> None:
    queue = container.queues[EBAY]
    await queue.send("no words of ours")
    jobs = [await post(container, f"Apple iPhone 13 128GB beside poison {n}") for n in range(3)]
    async with container.workers.at_work([EBAY]):
        await all_live(container, jobs)

        async def is_dead() -> bool:
            return (await queue.depth()).dead == 1

        await until(is_dead)
    (letter,) = await queue.dead_letters()
    assert (letter.body, letter.receive_count, letter.died_at) == ("no words of ours", 3, None)
    assert await queue.redrive() == 1
    depth = await queue.depth()
    # The worker's last look may take it yet: the stand-in does not see that nobody waits for it.
    assert (depth.ready + depth.in_flight, depth.dead) == (1, 0)


async def test_what_was_posted_while_the_queue_was_gone_is_listed_when_it_is_back(
    container: Container, line: FaultyLine, ebay: SimulatedEbay
) -> None:
    async with container.workers.at_work([EBAY]):
        line.is_cut = True
        job = await post(container, "Apple iPhone 13 128GB unheard")
        with pytest.raises(ExternalServiceError):
            await container.queues[EBAY].depth()
        assert not await is_live(container, job)
        line.is_cut = False
        await all_live(container, [job])
    assert len(ebay.listings()) == 1


async def test_a_throttled_queue_is_asked_again(container: Container, line: FaultyLine) -> None:
    line.applies = lambda request: "SendMessage" in request.headers.get("X-Amz-Target", "")
    line.refusals += [Refusal(400, "ThrottlingException")] * 2
    await container.queues[EBAY].send("a")
    assert line.operations["SendMessageBatch"] == 3
    assert len(await container.queues[EBAY].receive()) == 1


async def test_keys_that_have_expired_are_named_and_nothing_is_lost(
    container: Container, line: FaultyLine
) -> None:
    async with container.workers.at_work([EBAY]):
        line.refusals += [Refusal(403, "ExpiredToken")] * 1000
        with pytest.raises(CredentialsRefusedError, match="token has expired"):
            await post(container, "Apple iPhone 13 128GB without a key")
        line.refusals.clear()
        (job,) = [job async for job in container.stores.jobs.open_jobs()]
        stored = await container.stores.jobs.get(job.job_id)
        assert stored is not None
        await all_live(container, [stored])


async def test_deletes_and_extensions_share_calls(container: Container, line: FaultyLine) -> None:
    queue = container.queues[EBAY]
    await asyncio.gather(*(queue.send(str(number)) for number in range(10)))
    messages: list[Message] = []
    while len(messages) < 10:
        messages += await queue.receive(wait_seconds=1)
    line.operations.clear()
    assert all(await asyncio.gather(*(queue.extend(one, 60) for one in messages)))
    await asyncio.gather(*(queue.delete(one) for one in messages))
    assert line.operations == {"ChangeMessageVisibilityBatch": 1, "DeleteMessageBatch": 1}
