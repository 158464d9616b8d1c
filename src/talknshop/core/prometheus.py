"""Metrics kept in this process, for Prometheus to fetch and for JSON."""

import threading
from collections.abc import Iterable
from typing import TypeVar

import prometheus_client as prometheus
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.registry import Collector
from prometheus_client.samples import Sample

from talknshop.core.metrics import (
    Counter,
    Definition,
    Distribution,
    Gauge,
    Histogram,
    Label,
    Reading,
    quantile,
)

OTHER = "other"
"""What stands in for label values beyond the bound."""

F = TypeVar("F", bound=MetricWrapperBase)


class PrometheusMetrics(Collector):
    """Keeps the figures in this process; safe to use from several threads."""

    content_type = CONTENT_TYPE_PLAIN_0_0_4
    """Media type of what ``render`` gives."""

    def __init__(self, *, most_label_values: int = 64) -> None:
        """Starts empty; a label takes ``most_label_values`` values before ``OTHER`` stands in."""
        self._registry = prometheus.CollectorRegistry()
        self._most_label_values = most_label_values
        self._families: dict[Definition, MetricWrapperBase] = {}
        self._seen: dict[tuple[str, str], set[str]] = {}
        self._lock = threading.Lock()

    def increment(self, counter: Counter, amount: float = 1, /, **labels: str) -> None:
        """Adds ``amount``, which is not negative.

        Raises:
            ValueError: The labels are not those of the definition, or the amount is negative.
        """
        self._series(counter, prometheus.Counter, labels).inc(amount)

    def set(self, gauge: Gauge, value: float, /, **labels: str) -> None:
        """States the present value.

        Raises:
            ValueError: The labels are not those of the definition.
        """
        self._series(gauge, prometheus.Gauge, labels).set(value)

    def observe(self, histogram: Histogram, value: float, /, **labels: str) -> None:
        """Records one measurement.

        Raises:
            ValueError: The labels are not those of the definition.
        """
        self._series(histogram, prometheus.Histogram, labels).observe(value)

    def render(self) -> bytes:
        """All figures in the text exposition format of Prometheus."""
        return prometheus.generate_latest(self)

    def snapshot(self) -> dict[str, list[Reading | Distribution]]:
        """All figures for JSON, by metric name as ``render`` has it."""
        figures: dict[str, list[Reading | Distribution]] = {}
        for family in self.collect():
            if family.type == "histogram":
                figures[family.name] = list(_distributions(family.samples))
                continue
            for sample in family.samples:
                figures.setdefault(sample.name, []).append(Reading(sample.labels, sample.value))
        return figures

    def collect(self) -> Iterable[prometheus.Metric]:
        """The families of samples, for another registry to include."""
        for family in self._registry.collect():
            # Creation times double the series, and nobody asked for them.
            family.samples = [s for s in family.samples if s.name != f"{family.name}_created"]
            yield family

    def _series(self, definition: Definition, kind: type[F], labels: dict[str, str]) -> F:
        if labels.keys() != {label.name for label in definition.labels}:
            expected = ", ".join(label.name for label in definition.labels) or "none"
            raise ValueError(f"{definition.name} has the labels {expected}, not {sorted(labels)}")
        with self._lock:
            family = self._families.get(definition) or self._register(definition)
            values = [self._bounded(definition.name, x, labels[x.name]) for x in definition.labels]
        assert isinstance(family, kind)  # noqa: S101  # each kind of definition makes one kind
        return family.labels(*values) if values else family

    def _register(self, definition: Definition) -> MetricWrapperBase:
        names = [label.name for label in definition.labels]
        family: MetricWrapperBase
        if isinstance(definition, Histogram):
            family = prometheus.Histogram(
                definition.name,
                definition.help,
                names,
                buckets=definition.buckets,
                registry=self._registry,
            )
        else:
            kind = prometheus.Counter if isinstance(definition, Counter) else prometheus.Gauge
            family = kind(definition.name, definition.help, names, registry=self._registry)
        self._families[definition] = family
        return family

    def _bounded(self, metric: str, label: Label, value: str) -> str:
        if label.values is not None:
            return value if value in label.values else OTHER
        seen = self._seen.setdefault((metric, label.name), set())
        if value not in seen and len(seen) >= self._most_label_values:
            return OTHER
        seen.add(value)
        return value


def _distributions(samples: Iterable[Sample]) -> Iterable[Distribution]:
    series: dict[tuple[tuple[str, str], ...], list[tuple[float, float]]] = {}
    sums: dict[tuple[tuple[str, str], ...], float] = {}
    for sample in samples:
        labels = {name: value for name, value in sample.labels.items() if name != "le"}
        key = tuple(labels.items())
        if sample.name.endswith("_bucket"):
            series.setdefault(key, []).append((float(sample.labels["le"]), sample.value))
        elif sample.name.endswith("_sum"):
            sums[key] = sample.value
    for key, buckets in series.items():
        p50, p95, p99 = (quantile(buckets, q) for q in (0.5, 0.95, 0.99))
        yield Distribution(dict(key), int(buckets[-1][1]), sums[key], p50, p95, p99)
