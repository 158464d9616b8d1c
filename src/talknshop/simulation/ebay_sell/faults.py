"""Faults of the simulated eBay: one after the other, at a named operation, before or after it."""

from collections.abc import Awaitable, Callable
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from talknshop.simulation.ebay_sell.answering import told


class SellFault(StrEnum):
    """What goes wrong."""

    THROTTLED = "throttled"
    FAILING = "failing"
    UNAUTHORIZED = "unauthorized"
    HANGING = "hanging"
    """It never answers."""
    CUT = "cut"
    """It breaks off in the middle of its answer."""
    CONCURRENT = "concurrent"
    """It says that somebody else is at the same item."""


class Moment(StrEnum):
    """When it goes wrong."""

    BEFORE = "before"
    """Nothing was done."""
    AFTER = "after"
    """It was done, and the answer is lost."""


class PlannedFault(BaseModel):
    """A fault that is to come."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    fault: SellFault
    operation: str = "*"
    """Name of the operation in eBay's documents; ``*`` is every one."""
    moment: Moment = Moment.BEFORE
    times: int = Field(default=1, ge=1)


class FaultPlan:
    """The faults that are to come, each at the next operation it is meant for."""

    def __init__(self) -> None:
        """Begins without any."""
        self._planned: list[PlannedFault] = []
        self.calls: list[str] = []
        """Every operation that was asked for, in order."""

    def plan(self, faults: list[PlannedFault]) -> None:
        """Replaces what was planned."""
        self._planned = list(faults)

    def take(self, operation: str, moment: Moment) -> SellFault | None:
        """The fault of this operation now; used up by being taken."""
        for place, one in enumerate(self._planned):
            if one.operation in {"*", operation} and one.moment is moment:
                left = one.times - 1
                rest = [one.model_copy(update={"times": left})] if left else []
                self._planned[place : place + 1] = rest
                return one.fault
        return None


async def with_faults(
    plan: FaultPlan, operation: str, request: Request, act: Callable[[], Awaitable[Response]]
) -> Response:
    """Answers a request as it is planned."""
    plan.calls.append(operation)
    await request.body()
    before = plan.take(operation, Moment.BEFORE)
    if before is not None:
        return await _misbehave(before, request)
    response = await act()
    after = plan.take(operation, Moment.AFTER)
    return response if after is None else await _misbehave(after, request, response)


async def _misbehave(
    fault: SellFault, request: Request, response: Response | None = None
) -> Response:
    match fault:
        case SellFault.THROTTLED:
            return _error(429, 0, "Too many requests: the limit has been reached.")
        case SellFault.UNAUTHORIZED:
            return _error(401, 1001, "Invalid access token")
        case SellFault.FAILING:
            return _error(500, 25001, "A system error has occurred.")
        case SellFault.CONCURRENT:
            return _error(500, 25025, "Concurrent access is not allowed. Please try again later.")
        case SellFault.HANGING:
            await _until_gone(request)
            return _error(500, 25001, "Nobody waits any more.")
        case SellFault.CUT:
            return CutOff(bytes(response.body) if response else b'{"offerId": "1')


async def _until_gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _error(status: int, error_id: int, message: str) -> Response:
    error = {"domain": "API_INVENTORY", "category": "APPLICATION", "message": message}
    # Its number for too many calls would end the whole day.
    numbered = error | ({"errorId": error_id} if error_id else {})
    return told({"errors": [numbered]}, status)


class CutOff(Response):
    """Promises more than it sends, and ends the connection."""

    def __init__(self, body: bytes) -> None:
        """Sends the first half of ``body``."""
        super().__init__(body[: len(body) // 2], media_type="application/json")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends a part of what it promised."""
        del scope, receive
        length = str(len(self.body) + 100).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", length)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": True})
        raise ConnectionError("the simulated eBay breaks off, as it was told to")
