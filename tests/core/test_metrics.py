import threading
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from talknshop.core.errors import ExternalServiceError
from talknshop.core.metrics import (
    BREAKER_STATE,
    CONNECTIONS,
    ERRORS,
    MESSAGES,
    MODEL_CALLS,
    NODE_SECONDS,
    STORE_READ_SECONDS,
    STORE_WRITE_SECONDS,
    TURN_SECONDS,
    Counter,
    Distribution,
    Histogram,
    Label,
    Reading,
    breaker_reporter,
    quantile,
    timed,
)
from talknshop.core.prometheus import OTHER, PrometheusMetrics
from talknshop.core.resilience import CircuitBreaker
from talknshop.testing.clock import ManualClock

DEFINED = (BREAKER_STATE, CONNECTIONS, ERRORS, MESSAGES, MODEL_CALLS, NODE_SECONDS,
           STORE_READ_SECONDS, STORE_WRITE_SECONDS, TURN_SECONDS)  # fmt: skip
INF = float("inf")


def samples(metrics: PrometheusMetrics) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    families = text_string_to_metric_families(metrics.render().decode())
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def test_what_is_recorded_is_rendered_in_the_exposition_format() -> None:
    metrics = PrometheusMetrics()
    metrics.set(CONNECTIONS, 7)
    metrics.set(CONNECTIONS, 3)
    metrics.increment(MESSAGES, type="turn")
    metrics.increment(MESSAGES, 2, type='odd "\\\n name')
    metrics.observe(TURN_SECONDS, 0.3, outcome="results")
    found = samples(metrics)
    assert found["talknshop_connections", ()] == 3
    assert found["talknshop_messages_total", (("type", "turn"),)] == 1
    assert found["talknshop_messages_total", (("type", 'odd "\\\n name'),)] == 2
    turn = (("outcome", "results"),)
    assert found["talknshop_turn_seconds_count", turn] == 1
    assert found["talknshop_turn_seconds_sum", turn] == pytest.approx(0.3)
    assert found["talknshop_turn_seconds_bucket", (("le", "0.25"), *turn)] == 0
    assert found["talknshop_turn_seconds_bucket", (("le", "0.5"), *turn)] == 1
    assert not [name for name, _ in found if name.endswith("_created")]
    assert metrics.content_type.startswith("text/plain; version=0.0.4")


def test_snapshot() -> None:
    metrics = PrometheusMetrics()
    assert metrics.snapshot() == {}
    metrics.increment(ERRORS, type="timeout_error")
    metrics.increment(ERRORS, type="internal_error")
    for seconds in (0.1, 0.1, 0.1, 0.1, 300.0):
        metrics.observe(NODE_SECONDS, seconds, node="route")
    metrics.observe(NODE_SECONDS, 2.5, node="done")
    snapshot = metrics.snapshot()
    assert snapshot.keys() == {"talknshop_errors_total", "talknshop_node_seconds"}
    assert snapshot["talknshop_errors_total"] == [
        Reading({"type": "timeout_error"}, 1.0),
        Reading({"type": "internal_error"}, 1.0),
    ]
    route, done = snapshot["talknshop_node_seconds"]
    assert isinstance(route, Distribution)
    assert (route.labels, route.count) == ({"node": "route"}, 5)
    assert route.sum == pytest.approx(300.4)
    assert route.p50 == pytest.approx(0.05 + 0.05 * 2.5 / 4)
    assert (route.p95, route.p99) == (120, 120)
    assert done.labels == {"node": "done"}


@pytest.mark.parametrize(
    ("buckets", "q", "expected"),
    [
        ([(1, 0), (INF, 0)], 0.5, None),
        ([(1, 2), (2, 4), (INF, 4)], 0.5, 1),
        ([(1, 2), (2, 4), (INF, 4)], 0.75, 1.5),
        ([(1, 0), (2, 0), (4, 10), (INF, 10)], 0.0, 2),
        ([(1, 0), (2, 0), (4, 10), (INF, 10)], 1.0, 4),
        ([(1, 1), (INF, 10)], 0.99, 1),
    ],
)
def test_quantile(buckets: Sequence[tuple[float, float]], q: float, expected: float | None) -> None:
    assert quantile(buckets, q) == expected


@given(st.lists(st.floats(0, 100), min_size=1), st.sampled_from([0.5, 0.95, 0.99]))
def test_a_quantile_lies_in_the_bucket_of_the_true_one(values: list[float], q: float) -> None:
    bounds = [1.0, 5.0, 25.0, 100.0, INF]
    buckets = [(bound, float(sum(v <= bound for v in values))) for bound in bounds]
    true = sorted(values)[max(0, -int(-q * len(values) // 1) - 1)]
    upper = next(bound for bound in bounds if true <= bound)
    lower = ([0.0, *bounds])[bounds.index(upper)]
    estimate = quantile(buckets, q)
    assert estimate is not None
    assert lower <= estimate <= upper


def test_label_values_are_bounded() -> None:
    metrics = PrometheusMetrics(most_label_values=3)
    for n in range(10):
        metrics.increment(MESSAGES, type=f"t{n}")
    metrics.increment(MESSAGES, type="t1")
    metrics.increment(ERRORS, type="no such type")
    found = samples(metrics)
    by_type = {dict(labels)["type"]: n for (name, labels), n in found.items() if "messages" in name}
    assert by_type == {"t0": 1, "t1": 2, "t2": 1, OTHER: 7}
    assert found["talknshop_errors_total", (("type", OTHER),)] == 1


@pytest.mark.parametrize("labels", [{}, {"kind": "x"}, {"type": "x", "more": "y"}])
def test_other_labels_than_those_defined(labels: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="talknshop_messages has the labels type, not"):
        PrometheusMetrics().increment(MESSAGES, 1, **labels)


def test_a_counter_never_shrinks() -> None:
    with pytest.raises(ValueError, match="non-negative"):
        PrometheusMetrics().increment(MESSAGES, -1, type="x")


def test_own_definitions_with_several_labels_and_buckets() -> None:
    metrics = PrometheusMetrics()
    sizes = Histogram("sizes", "Sizes.", (Label("b"), Label("a")), buckets=(1, 10))
    metrics.observe(sizes, 4, a="1", b="2")
    metrics.increment(Counter("plain", "Plain."))
    found = samples(metrics)
    assert found["sizes_bucket", (("a", "1"), ("b", "2"), ("le", "10.0"))] == 1
    assert found["plain_total", ()] == 1


def test_two_kept_apart() -> None:
    one, other = PrometheusMetrics(), PrometheusMetrics()
    one.set(CONNECTIONS, 1)
    assert other.snapshot() == {}


def test_timed_observes_however_the_block_ends() -> None:
    metrics, clock = PrometheusMetrics(), ManualClock()

    def work(seconds: int, error: Exception | None = None) -> None:
        with timed(metrics, NODE_SECONDS, monotonic=clock.monotonic, node="route"):
            clock.advance(seconds=seconds)
            if error is not None:
                raise error

    work(2)
    with pytest.raises(LookupError):
        work(3, LookupError())
    found = samples(metrics)
    assert found["talknshop_node_seconds_count", (("node", "route"),)] == 2
    assert found["talknshop_node_seconds_sum", (("node", "route"),)] == pytest.approx(5)


def test_the_state_of_a_breaker_is_kept_current() -> None:
    metrics, clock = PrometheusMetrics(), ManualClock()
    breaker = CircuitBreaker(
        "media", failures=1, monotonic=clock.monotonic, on_state=breaker_reporter(metrics)
    )

    def level() -> float:
        return samples(metrics)["talknshop_breaker_state", (("dependency", "media"),)]

    def fail() -> None:
        with pytest.raises(ExternalServiceError), breaker.guard():
            raise ExternalServiceError("down")

    seen = [level()]
    fail()
    seen.append(level())
    clock.advance(seconds=60)
    with breaker.guard():
        seen.append(level())
    seen.append(level())
    assert seen == [0, 2, 1, 0]


def test_threads_lose_nothing() -> None:
    metrics = PrometheusMetrics()

    def work() -> None:
        for n in range(500):
            metrics.observe(STORE_WRITE_SECONDS, n / 1000, store=f"s{n % 5}")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stores = metrics.snapshot()["talknshop_store_write_seconds"]
    assert [s.count for s in stores if isinstance(s, Distribution)] == [400] * 5


def test_definitions_follow_the_naming_of_prometheus() -> None:
    for definition in DEFINED:
        assert definition.name.startswith("talknshop_")
        assert not definition.name.endswith("_total")
        assert definition.name.endswith("_seconds") is isinstance(definition, Histogram)
        assert definition.help.endswith(".")
    assert len({definition.name for definition in DEFINED}) == len(DEFINED)
