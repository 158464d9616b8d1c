"""A seller who talks through the whole graph, to a crosspost service in memory."""

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from talknshop.core.ids import new_id
from talknshop.orchestrator.container import Container
from talknshop.orchestrator.identity import Identity, IdentityKind
from talknshop.schemas.enums import Outcome
from talknshop.schemas.events import (
    ClarificationEvent,
    DoneEvent,
    JobEvent,
    ListingEvent,
    ServerEvent,
    TokenEvent,
)
from talknshop.schemas.frames import ClientFrame
from talknshop.schemas.job import Job
from talknshop.schemas.listing import ListingForm, ListingPreview, ListingSpec, PostingPreview
from talknshop.testing.crosspost import InMemoryCrosspost

PHONE = "Sell my iPhone 13 128GB blue, $650, good condition"
BIKE = "sell my trek road bike, like new, 500 dollars, on craigslist"


class Open(Protocol):
    """Opens a conversation of a seller."""

    def __call__(
        self, crosspost: InMemoryCrosspost | None = None
    ) -> AbstractAsyncContextManager["Seller"]: ...


_PERSON = Identity("u1", IdentityKind.LEGACY)


class Told:
    """What one run told."""

    def __init__(self, events: list[ServerEvent]) -> None:
        self.events = events
        last = events[-1]
        assert isinstance(last, DoneEvent)
        self.outcome: Outcome = last.data.outcome
        self.run_id = last.run_id

    @property
    def text(self) -> str:
        return "".join(e.data.content for e in self.events if isinstance(e, TokenEvent))

    @property
    def listing(self) -> ListingPreview:
        (found,) = [event.data for event in self.events if isinstance(event, ListingEvent)]
        return found

    @property
    def jobs(self) -> dict[str, dict[str, str]]:
        """The states of each job that was told, by marketplace."""
        return {
            event.data.job_id: {
                part.marketplace.value: part.status.value for part in event.data.marketplace_results
            }
            for event in self.events
            if isinstance(event, JobEvent)
        }

    @property
    def question(self) -> tuple[str, list[str]] | None:
        asked = [e.data for e in self.events if isinstance(e, ClarificationEvent)]
        return (asked[0].slot, asked[0].suggestions) if asked else None


class Seller:
    """One conversation of a seller."""

    def __init__(
        self, container: Container, crosspost: InMemoryCrosspost, session_id: str = "s1"
    ) -> None:
        self.container = container
        self.crosspost = crosspost
        self.session_id = session_id

    def anew(self) -> "Seller":
        """The same seller in a conversation of its own."""
        return Seller(self.container, self.crosspost, new_id("sess"))

    @property
    def person(self) -> Identity:
        return _PERSON

    async def begin(self, **frame: object) -> str:
        service = self.container.conversation
        session, _ = await service.open(self.session_id, _PERSON)
        return await service.take_turn(session, ClientFrame.model_validate(frame))

    async def send(self, **frame: object) -> Told:
        service = self.container.conversation
        await service.open(self.session_id, _PERSON)
        before = await service.last_seq(self.session_id)
        return await self.end_of(await self.begin(**frame), after=before)

    async def end_of(self, run_id: str, *, after: int = 0) -> Told:
        service = self.container.conversation
        async with asyncio.timeout(20):
            while True:
                events = await service.events(self.session_id, after=after, limit=500)
                own = [event for event in events if event.run_id == run_id]
                if own and isinstance(own[-1], DoneEvent):
                    return Told(own)
                await asyncio.sleep(0.002)

    async def cancel(self) -> bool:
        service = self.container.conversation
        session, _ = await service.open(self.session_id, _PERSON)
        return await service.cancel(session)

    async def jobs(self) -> list[Job]:
        return (await self.crosspost.jobs("u1")).jobs

    async def say(self, message: str, **more: object) -> Told:
        return await self.send(type="message", message=message, **more)

    async def confirm(self, decision: str, preview_id: str | None = None, **more: object) -> Told:
        return await self.send(type="confirm", decision=decision, preview_id=preview_id, **more)

    async def edit(self, *operations: tuple[str, str, object]) -> Told:
        changes = [{"op": op, "slot": slot, "value": value} for op, slot, value in operations]
        return await self.send(type="edit", operations=changes)


class HeldCrosspost(InMemoryCrosspost):
    """Takes its time: what it is asked is held until the test lets it go."""

    def __init__(self, step: str) -> None:
        super().__init__()
        self.step = step
        self.reached = asyncio.Event()
        self.released = asyncio.Event()

    async def preview(self, form: ListingForm, *, user_id: str) -> PostingPreview:
        await self._hold("preview")
        return await super().preview(form, user_id=user_id)

    async def post(
        self, spec: ListingSpec, *, user_id: str, session_id: str | None, key: str
    ) -> Job:
        job = await super().post(spec, user_id=user_id, session_id=session_id, key=key)
        await self._hold("posted")
        return job

    async def _hold(self, step: str) -> None:
        if step == self.step:
            self.reached.set()
            await self.released.wait()
