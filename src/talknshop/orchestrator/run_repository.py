"""Runs as records: who works on a turn, until when, and how it ended."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import structlog
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from talknshop.core.clock import Clock
from talknshop.core.errors import ConflictError, NotFoundError
from talknshop.core.ids import new_id
from talknshop.language.accounts import TurnAccount
from talknshop.orchestrator.open_run import OpenRun
from talknshop.schemas.enums import Outcome
from talknshop.schemas.frames import Decision
from talknshop.schemas.media import MediaReference
from talknshop.schemas.model_use import ModelCallRecord
from talknshop.schemas.requirement import Operation
from talknshop.schemas.search import RankingCriteria
from talknshop.storage.event_log import EventLog, Fence
from talknshop.storage.records import RecordStore

_log = structlog.stdlib.get_logger(__name__)

# A partition that no session can have: their ids hold no "#".
_OPEN = "#open-runs"
_MOST_ATTEMPTS = 20
_MOST_OF_SESSION = 500


class RunKind(StrEnum):
    """What began a run."""

    MESSAGE = "message"
    EDIT = "edit"
    RANK = "rank"
    CONFIRM = "confirm"


class Run(BaseModel):
    """One turn's work; stored before it begins, owned while it is worked on."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    run_id: str
    session_id: str
    user_id: str
    kind: RunKind = RunKind.MESSAGE
    message: str = ""
    media: tuple[MediaReference, ...] = ()
    operations: tuple[Operation, ...] = ()
    """The changes of an edit, or those that come with the answer to a preview."""
    decision: Decision | None = None
    """The answer to a preview by hand."""
    preview_id: str | None = None
    """The preview that it names."""
    weights: RankingCriteria | None = None
    """The new weights of a ranking."""
    client_id: str | None = None
    replaces: str | None = None
    """The run that is to be taken back first, if it is still the last one."""
    locale: str | None = None
    """What the page spoke that began it."""
    created_at: datetime
    owner: str = ""
    """The process that works on it."""
    lease_until: datetime | None = None
    """When others may take it over."""
    fence: int = Field(default=1, ge=1)
    """Raised by whoever takes it over; what the one before still writes is refused."""
    reached: int = Field(default=0, ge=0)
    """How many different things it had said when it was last taken up."""
    vain_attempts: int = Field(default=0, ge=0)
    """Servers that took it up since it last got any further."""
    cancel_requested: bool = False
    engine: str | None = None
    """The language engine that understood it."""
    answered_by: dict[str, str] = Field(default_factory=dict)
    """Which engine did each part, where a model could have: ``chat_model`` or ``rules``."""
    model_calls: list[ModelCallRecord] = Field(default_factory=list[ModelCallRecord])
    """What models were asked for it."""
    node_ms: dict[str, float] = Field(default_factory=dict)
    """How long each node took, in milliseconds."""
    outcome: Outcome | None = None
    """None while it is open."""

    @property
    def guard(self) -> Fence:
        """What a write on behalf of this owner must still find."""
        return Fence(self.session_id, _sort(self.run_id), self.fence)


def run_id_of(session_id: str, client_id: str | None) -> str:
    """The id of the run that a frame begins; the same again for a frame that is sent again.

    No record needs to say which frame began which run: there is no moment between storing the two
    at which a dying server could lose one.
    """
    if client_id is None:
        return new_id("run")
    name = f"{session_id}\n{client_id}".encode()
    return f"run_{hashlib.blake2b(name, digest_size=8).hexdigest()}"


class RunRepository:
    """Keeps runs, and which are still open."""

    def __init__(
        self, records: RecordStore, log: EventLog, clock: Clock, *, ttl: timedelta, lease: timedelta
    ) -> None:
        """Keeps runs in ``records`` for ``ttl``; an owner must renew within ``lease``.

        Whoever was overtaken adds nothing more to ``log``.
        """
        self._records = records
        self._log = log
        self._clock = clock
        self._ttl = ttl
        self._lease = lease

    async def create(self, run: Run) -> Run | None:
        """Stores a new run, as of now and with a fresh lease; None when it is there already.

        Whether it is there, its id tells (``run_id_of``).
        """
        # The pointer first: an open run that nobody points to would never be taken up again.
        # And the time after it: a run that cannot be seen yet is later than any that can.
        announced = OpenRun(run.session_id, run.run_id, run.owner, self._clock.now())
        await self._put(_OPEN, announced.sort, announced.value())
        now = self._clock.now()
        run = run.model_copy(update={"created_at": now, "lease_until": now + self._lease})
        value = run.model_dump(mode="json")
        try:
            await self._put(run.session_id, _sort(run.run_id), value, expected=0)
        except ConflictError:
            return None
        return run

    async def get(self, session_id: str, run_id: str) -> Run | None:
        """A run, or None."""
        record = await self._records.get(session_id, _sort(run_id))
        try:
            return Run.model_validate(record.value) if record else None
        except ValidationError:
            # Written by a newer version: that one will take it up again.
            _log.warning("run cannot be read", session_id=session_id, run_id=run_id)
            return None

    async def of_session(self, session_id: str) -> list[Run]:
        """The runs of a session that are still kept, in no order; at most 500."""
        records = await self._records.query(session_id, _sort(""), limit=_MOST_OF_SESSION)
        runs: list[Run] = []
        for record in records:
            with suppress(ValidationError):
                # One that a newer version wrote is left to that version.
                runs.append(Run.model_validate(record.value))
        return runs

    async def open_runs(self) -> list[Run]:
        """Every run that has not ended, oldest first."""
        runs = [run async for _, run in self._open("") if run is not None]
        return sorted(runs, key=lambda run: run.created_at)

    async def first_open(self, session_id: str) -> Run | None:
        """The run that a session works on, or would next; None when it works on nothing."""
        runs = [run async for _, run in self._open(OpenRun.prefix(session_id)) if run is not None]
        return min(runs, key=_place, default=None)

    async def is_behind_others(self, run: Run) -> bool:
        """Whether other processes have work to do in the session before this run's turn comes."""
        async for pointer, other in self._open(OpenRun.prefix(run.session_id)):
            if other is None:
                # It is being stored, and may turn out to be older; unless its process has died.
                young = self._clock.now() - pointer.announced_at < self._lease
                if young and pointer.owner != run.owner:
                    return True
            elif other.owner != run.owner and _place(other) < _place(run):
                return True
        return False

    async def _open(self, prefix: str) -> AsyncIterator[tuple["OpenRun", Run | None]]:
        after = ""
        while page := await self._records.query(_OPEN, prefix, after=after):
            after = page[-1].sort
            for record in page:
                pointer = OpenRun.of(record.value)
                run = await self.get(pointer.session_id, pointer.run_id)
                if run is not None and run.outcome is not None:
                    await self._records.delete(_OPEN, pointer.sort)
                else:
                    # A pointer without a run: it is stored this very moment, or never; it expires.
                    yield pointer, run

    async def claim(self, run: Run, owner: str) -> Run | None:
        """Takes a run over from its owner; None when somebody else was quicker."""
        try:
            claimed = await self._update(
                run,
                owner=owner,
                fence=run.fence + 1,
                lease_until=self._clock.now() + self._lease,
            )
        except ConflictError:
            return None
        await self._log.raise_fence(run.session_id)
        return claimed

    async def take_up(self, run: Run, *, reached: int) -> Run:
        """Stores that work on a run that was taken over begins, and how far it had come.

        Waiting behind other runs is no attempt: only work that began can have killed a server.

        Raises:
            ConflictError: The run was taken over.
        """
        further = reached > run.reached
        vain_attempts = 1 if further else run.vain_attempts + 1
        return await self._update(run, reached=reached, vain_attempts=vain_attempts)

    async def renew(self, run: Run) -> Run:
        """Extends the lease.

        Raises:
            ConflictError: The run was taken over.
        """
        return await self._update(run, lease_until=self._clock.now() + self._lease)

    async def request_cancel(self, run: Run) -> Run:
        """Stores that the person wants no answer any more.

        Raises:
            ConflictError: The run was taken over.
        """
        return await self._update(run, cancel_requested=True)

    async def note(
        self, run: Run, *, engine: str, node_ms: dict[str, float], account: TurnAccount
    ) -> None:
        """Stores what is needed to look at a run later, or to run it again otherwise.

        Raises:
            ConflictError: The run was taken over.
        """
        await self._update(
            run,
            engine=engine,
            node_ms=node_ms,
            answered_by=account.engines,
            model_calls=account.calls,
        )

    async def finish(self, run: Run, outcome: Outcome) -> None:
        """Closes a run.

        Raises:
            ConflictError: The run was taken over.
        """
        await self._update(run, outcome=outcome)
        await self._records.delete(_OPEN, OpenRun.prefix(run.session_id) + run.run_id)

    async def _update(self, run: Run, **changes: object) -> Run:
        """Changes a run as its owner; writes of the same owner beside it are repeated on top."""
        for _ in range(_MOST_ATTEMPTS):
            record = await self._records.get(run.session_id, _sort(run.run_id))
            if record is None:
                raise NotFoundError("The run is no longer there.")
            present = Run.model_validate(record.value)
            if present.fence != run.fence or present.outcome is not None:
                break
            changed = present.model_copy(update=changes)
            try:
                value = changed.model_dump(mode="json")
                await self._put(run.session_id, _sort(run.run_id), value, expected=record.version)
            except ConflictError:
                continue
            return changed
        raise ConflictError("The run was taken over by another process.")

    async def _put(
        self, partition: str, sort: str, value: dict[str, Any], *, expected: int | None = None
    ) -> None:
        expiry = self._clock.now() + self._ttl
        await self._records.put(
            partition, sort, value, expected_version=expected, expires_at=expiry
        )


def _sort(run_id: str) -> str:
    return f"REQUEST#{run_id}"


def _place(run: Run) -> tuple[datetime, str]:
    return (run.created_at, run.run_id)
