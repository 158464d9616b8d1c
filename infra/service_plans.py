"""How large each service is, how many there are, and when there are more: the figures alone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """A service, or the workers.

    Attributes:
        name: Under which the others reach it.
        command: What the image runs.
        cpu: In 1/1024 of a virtual processor.
        memory_mib: Of a task, the collector's share included.
        least: Tasks in production at normal load.
        most: Tasks at peak load.
        health_path: What tells that it answers; None where it listens on no port.
    """

    name: str
    command: tuple[str, ...]
    cpu: int
    memory_mib: int
    least: int
    most: int
    health_path: str | None = "/health"


ORCHESTRATOR = Plan(
    "orchestrator", ("serve", "orchestrator"), 1024, 2048, 2, 5, health_path="/livez"
)
CATALOG = Plan("catalog", ("serve", "catalog"), 2048, 4096, 3, 10)
MEDIA = Plan("media", ("serve", "media"), 2048, 4096, 2, 6)
CROSSPOST = Plan("crosspost", ("serve", "crosspost"), 512, 1024, 2, 4)
DOCUMENTS = Plan("documents", ("serve", "documents"), 1024, 2048, 2, 4)
WORKER = Plan("worker", ("worker",), 512, 1024, 5, 20, health_path=None)

PLANS = (ORCHESTRATOR, CATALOG, MEDIA, CROSSPOST, DOCUMENTS, WORKER)

CPU_TARGET_PERCENT = 70
"""Above it, there are more tasks."""
CONNECTIONS_TARGET = 0.8
"""Share of the sockets an orchestrator takes, above which there are more of them."""
CATALOG_WAITING = 50
"""Searches under way at once, above which there are more catalogues."""
WORKER_STEPS = ((100, 5), (500, 10), (1000, 15))
"""Messages that wait in all queues, and how many workers more than the least there are then."""
