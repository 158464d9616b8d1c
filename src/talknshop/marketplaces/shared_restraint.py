"""What servers tell each other of a marketplace: that it fails, is back, or wants to be left alone.

Each server keeps a circuit and a pause of its own, which hold also while nothing can be shared.
Before a call it takes over what others have found, and after it tells what it has found itself.
"""

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypedDict

from talknshop.core.errors import (
    ConfigurationError,
    CredentialsRefusedError,
    RateLimitError,
    TalknShopError,
)
from talknshop.core.resilience import CircuitBreaker, CircuitState
from talknshop.core.shared_state import SharedState, SharedStateAwayError
from talknshop.marketplaces.rate import Pause

# For how many times as long as it is left alone a marketplace counts as not yet back.
_UNPROVED = 20
# A probe takes no longer than a call may; who dies at it holds the others up no longer.
_PROBE_SECONDS = 30.0
_ERRORS: Mapping[str, type[TalknShopError]] = MappingProxyType(
    {kind.__name__: kind for kind in (ConfigurationError, CredentialsRefusedError, RateLimitError)}
)


class _Told(TypedDict):
    """A pause as it is kept."""

    kind: str
    message: str
    service: str | None


_TOLD = TypeAdapter(_Told)


class SharedRestraint:
    """Keeps one account's circuit and pause in step with those of other servers."""

    def __init__(
        self,
        state: SharedState,
        account: str,
        breaker: CircuitBreaker,
        pause: Pause,
        *,
        open_seconds: float,
    ) -> None:
        """Shares through ``state``.

        Args:
            state: What all servers see.
            account: Whose circuit it is; the key cannot be read from it.
            breaker: The circuit of this server.
            pause: The pause of this server.
            open_seconds: How long a circuit stays open.
        """
        self._state = state
        self._breaker = breaker
        self._pause = pause
        self._open_seconds = open_seconds
        self._open, self._unproved = f"circuit:{account}", f"unproved:{account}"
        self._probing, self._paused = f"probing:{account}", f"pause:{account}"
        self._told = CircuitState.CLOSED
        self._told_pause: TalknShopError | None = None

    async def follow(self) -> None:
        """Takes over what other servers have found.

        Raises:
            CircuitOpenError: Another server looks right now whether the marketplace is back.
        """
        try:
            await self._follow()
        except SharedStateAwayError:
            return

    async def tell(self) -> None:
        """Tells other servers what has changed here."""
        try:
            await self._tell_circuit()
            await self._tell_pause()
        except SharedStateAwayError:
            return

    async def _follow(self) -> None:
        left_alone, unproved, paused = await self._state.get(
            [self._open, self._unproved, self._paused]
        )
        if paused is not None and (error := _error_in(paused.value)) is not None:
            self._told_pause = error
            self._pause.begin(error, paused.seconds_left)
        if self._breaker.state is not self._told:
            # What was found while nothing could be told is told first.
            await self._tell_circuit()
        elif left_alone is not None:
            self._take_over(CircuitState.OPEN, left_alone.seconds_left)
        elif unproved is None:
            self._take_over(CircuitState.CLOSED)
        elif await self._state.claim(self._probing, seconds=_PROBE_SECONDS):
            self._breaker.follow(CircuitState.OPEN)
            # Whatever comes of it is told.
            self._told = CircuitState.HALF_OPEN
        else:
            raise self._breaker.probed_elsewhere()

    def _take_over(self, state: CircuitState, left_seconds: float = 0.0) -> None:
        self._breaker.follow(state, left_seconds=left_seconds)
        self._told = state

    async def _tell_circuit(self) -> None:
        state = self._breaker.state
        if state is CircuitState.OPEN and self._told is not state:
            await self._state.put(self._unproved, b"", seconds=self._open_seconds * _UNPROVED)
            await self._state.put(self._open, b"", seconds=self._open_seconds)
            await self._state.drop([self._probing])
        elif state is CircuitState.CLOSED and self._told is not state:
            await self._state.drop([self._unproved, self._open, self._probing])
        elif state is CircuitState.HALF_OPEN:
            # Whoever probed was called away before there was an answer: the next one may.
            await self._state.drop([self._probing])
        self._told = state

    async def _tell_pause(self) -> None:
        error = self._pause.reason()
        if error is None or error.retry_after_seconds is None:
            self._told_pause = None
        elif self._told_pause is None or self._told_pause.message != error.message:
            text = _text_of(error)
            await self._state.put(self._paused, text, seconds=error.retry_after_seconds)
            self._told_pause = error


def _text_of(error: TalknShopError) -> bytes:
    known = next((name for name, kind in _ERRORS.items() if type(error) is kind), "RateLimitError")
    return _TOLD.dump_json(_Told(kind=known, message=error.message, service=error.service))


def _error_in(text: bytes) -> TalknShopError | None:
    try:
        told = _TOLD.validate_json(text)
        return _ERRORS[told["kind"]](told["message"], service=told["service"])
    except (ValidationError, KeyError):
        # Of a version that tells it otherwise.
        return None
