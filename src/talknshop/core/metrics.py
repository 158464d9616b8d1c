"""Counting and measuring what the product does, for operators.

Metrics are declared as values and recorded through the ``Metrics`` port. Names follow Prometheus:
base units, ``_total`` behind a counter's name. A label never takes more than a bounded number of
values, so that nothing a person sends can fill the memory; ``core.prometheus`` sees to it.
"""

import math
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from talknshop.core.errors import ErrorType
from talknshop.core.resilience import CircuitState

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


@dataclass(frozen=True, slots=True)
class Label:
    """One dimension of a metric.

    Attributes:
        name: Its name.
        values: All values it can take; None where they are not known beforehand.
    """

    name: str
    values: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Counter:
    """Something that only ever grows; the name is without ``_total``."""

    name: str
    help: str
    labels: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Gauge:
    """Something that goes up and down."""

    name: str
    help: str
    labels: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Histogram:
    """How often values fall into fixed ranges; ``buckets`` are their upper bounds, ascending."""

    name: str
    help: str
    labels: tuple[Label, ...] = ()
    buckets: tuple[float, ...] = _SECONDS


Definition = Counter | Gauge | Histogram

CONNECTIONS = Gauge("talknshop_connections", "Open sockets.")
MESSAGES = Counter("talknshop_messages", "Frames received from clients.", (Label("type"),))
NODE_SECONDS = Histogram(
    "talknshop_node_seconds", "Seconds a node of the conversation graph took.", (Label("node"),)
)
TURN_SECONDS = Histogram(
    "talknshop_turn_seconds", "Seconds from a message to the end of its turn.", (Label("outcome"),)
)
ERRORS = Counter(
    "talknshop_errors",
    "Failures that a person or a caller was told of.",
    (Label("type", frozenset(ErrorType)),),
)
BREAKER_STATE = Gauge(
    "talknshop_breaker_state",
    "Circuit of a dependency: 0 closed, 1 half open, 2 open.",
    (Label("dependency"),),
)
REQUESTS = Counter(
    "talknshop_http_requests",
    "Requests answered.",
    (Label("method"), Label("route"), Label("status")),
)
REQUEST_SECONDS = Histogram(
    "talknshop_http_request_seconds",
    "Seconds until a request was answered.",
    (Label("method"), Label("route")),
)
STORE_WRITE_SECONDS = Histogram(
    "talknshop_store_write_seconds", "Seconds until a write was durable.", (Label("store"),)
)
STORE_READ_SECONDS = Histogram(
    "talknshop_store_read_seconds", "Seconds a read took.", (Label("store"),)
)
MODEL_CALLS = Counter(
    "talknshop_model_calls",
    "Calls of language models.",
    (Label("provider"), Label("operation"), Label("outcome")),
)
LANGUAGE_ANSWERS = Counter(
    "talknshop_language_answers",
    "Parts of turns by the engine that answered, and why it was not the model; empty if it was.",
    (Label("part"), Label("engine"), Label("reason")),
)
MODEL_TOKENS = Counter(
    "talknshop_model_tokens",
    "Tokens of language models: input (cached ones among them), cached, output.",
    (Label("model"), Label("kind", frozenset({"input", "cached", "output"}))),
)
MODEL_COST = Counter(
    "talknshop_model_cost_usd", "US dollars that calls of known price took.", (Label("model"),)
)
MODEL_UNPRICED = Counter(
    "talknshop_model_unpriced_calls", "Calls of models whose price is not known.", (Label("model"),)
)
MODEL_DAY = Gauge(
    "talknshop_model_day",
    "What models took today of everybody's allowance, and the allowance where there is one.",
    (Label("unit", frozenset({"tokens", "usd"})), Label("what", frozenset({"spent", "limit"}))),
)
PROMPT_OUTCOMES = Counter(
    "talknshop_prompt_outcomes",
    "How turns went, by the version of each prompt that is being tried.",
    (Label("prompt"), Label("version"), Label("outcome")),
)
QUEUED_MESSAGES = Gauge(
    "talknshop_queued_messages",
    "Messages of a queue: ready, delayed, in flight, dead.",
    (Label("marketplace"), Label("state", frozenset({"ready", "delayed", "in_flight", "dead"}))),
)
MARKETPLACE_ANSWERS = Counter(
    "talknshop_marketplace_answers",
    "What became of asking a marketplace, and whether what was shown had been kept from before.",
    (
        Label("marketplace"),
        Label("answer"),
        Label("given", frozenset({"fresh", "kept"})),
    ),
)

_BREAKER_LEVELS = {CircuitState.CLOSED: 0, CircuitState.HALF_OPEN: 1, CircuitState.OPEN: 2}


class Metrics(Protocol):
    """Where figures are recorded; every label of the definition must be given."""

    def increment(self, counter: Counter, amount: float = 1, /, **labels: str) -> None:
        """Adds ``amount``, which is not negative."""
        ...

    def set(self, gauge: Gauge, value: float, /, **labels: str) -> None:
        """States the present value."""
        ...

    def observe(self, histogram: Histogram, value: float, /, **labels: str) -> None:
        """Records one measurement."""
        ...


@contextmanager
def timed(
    metrics: Metrics,
    histogram: Histogram,
    /,
    *,
    monotonic: Callable[[], float] = time.perf_counter,
    **labels: str,
) -> Generator[None]:
    """Observes the seconds that the block takes, however it ends."""
    started = monotonic()
    try:
        yield
    finally:
        metrics.observe(histogram, monotonic() - started, **labels)


def breaker_reporter(metrics: Metrics) -> Callable[[str, CircuitState], None]:
    """Makes the ``on_state`` of a ``CircuitBreaker`` that keeps ``BREAKER_STATE`` current."""

    def report(dependency: str, state: CircuitState) -> None:
        metrics.set(BREAKER_STATE, _BREAKER_LEVELS[state], dependency=dependency)

    return report


@dataclass(frozen=True, slots=True)
class Reading:
    """A counter or gauge for one combination of label values."""

    labels: dict[str, str]
    value: float


@dataclass(frozen=True, slots=True)
class Distribution:
    """A histogram for one combination of label values.

    The quantiles are estimates from the buckets, in the unit of the metric; one beyond the last
    bucket is given as that bucket's bound. None without observations.
    """

    labels: dict[str, str]
    count: int
    sum: float
    p50: float | None
    p95: float | None
    p99: float | None


def quantile(buckets: Sequence[tuple[float, float]], q: float) -> float | None:
    """Estimates a quantile, taking values to be spread evenly within their bucket.

    Args:
        buckets: Upper bound and number of observations at or below it, ascending; the last bound
            is infinite.
        q: The quantile, between 0 and 1.

    Returns:
        The estimate; the last finite bound where it lies beyond; None without observations.
    """
    rank = q * buckets[-1][1]
    lower, below = 0.0, 0.0
    for upper, at_or_below in buckets:
        if 0 < at_or_below >= rank:
            if math.isinf(upper):
                return lower
            return lower + (upper - lower) * (rank - below) / (at_or_below - below)
        lower, below = upper, at_or_below
    return None
