"""What is watched of services, queues and stores."""

from collections.abc import Iterator

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from infra import service_plans
from infra.alarms import FIVE_MINUTES, QUARTER_HOUR, Watch
from infra.cache import CacheStack
from infra.edge import EdgeStack
from infra.metrics import answer_seconds, messages_waiting, own_metric, share_percent
from infra.queues import QueuesStack
from infra.services import ServicesStack
from infra.tables import TABLES
from talknshop.crosspost.queues import queue_name

SEARCH_SECONDS = 5
WAITING_MESSAGES = 1000
FAILED_PERCENT = 20
ERROR_PERCENT = 5
LONG_ANSWER_SECONDS = 30
MEMORY_PERCENT = 80
_OPEN = 1.5
"""Between half open (1) and open (2) of ``talknshop_breaker_state``."""
_MINUTE = Duration.minutes(1)
_HAVE_BREAKERS = (service_plans.ORCHESTRATOR, service_plans.CATALOG, service_plans.CROSSPOST)


def origin_watches(edge: EdgeStack) -> Iterator[Watch]:
    """What people reach: that it is there, that it answers, that it does so in time."""
    yield _is_anybody_there(edge)
    answers = edge.balancer.metrics
    yield Watch(
        "origin-errors",
        f"More than {ERROR_PERCENT} of a hundred requests failed.",
        cloudwatch.MathExpression(
            expression="IF(requests > 20, 100 * errors / requests, 0)",
            using_metrics={
                "errors": answers.custom(
                    "HTTPCode_Target_5XX_Count", statistic="Sum", period=FIVE_MINUTES
                ),
                "requests": answers.request_count(period=FIVE_MINUTES, statistic="Sum"),
            },
            label="failed, %",
            period=FIVE_MINUTES,
        ),
        ERROR_PERCENT,
        pages=True,
    )
    yield Watch(
        "origin-latency",
        f"Nineteen of twenty requests should take less than {LONG_ANSWER_SECONDS} s; they do not.",
        answers.target_response_time(period=FIVE_MINUTES, statistic="p95"),
        LONG_ANSWER_SECONDS,
        periods=2,
    )


def catalog_watches(services: ServicesStack) -> Iterator[Watch]:
    """How long searches take."""
    yield Watch(
        "catalog-search-latency",
        f"Nineteen of twenty searches should take less than {SEARCH_SECONDS} s; they do not.",
        answer_seconds(service_plans.CATALOG.name, services.cluster.cluster_name),
        SEARCH_SECONDS,
        periods=3,
    )


def task_watches(services: ServicesStack) -> Iterator[Watch]:
    """Whether tasks have memory left, and what they have stopped asking."""
    for name, service in services.services.items():
        yield Watch(
            f"memory-{name}",
            f"Tasks of {name} use more than {MEMORY_PERCENT} of a hundred of their memory.",
            service.metric_memory_utilization(period=FIVE_MINUTES, statistic="Maximum"),
            MEMORY_PERCENT,
            periods=2,
        )
    for plan in _HAVE_BREAKERS:
        yield Watch(
            f"breaker-open-{plan.name}",
            f"{plan.name.capitalize()} has stopped asking something that failed five times.",
            own_metric("talknshop_breaker_state", plan.name, statistic="Maximum"),
            _OPEN,
            periods=3,
        )


def circuit_watch(name: str, opened: cloudwatch.IMetric) -> Watch:
    """Whether workers, or a function, have stopped asking something."""
    return Watch(
        f"breaker-open-{name}",
        f"{name.capitalize()} has stopped asking something that failed five times.",
        opened,
        0,
    )


def queue_watches(
    queues: QueuesStack, *, put_up: cloudwatch.IMetric, given_up: cloudwatch.IMetric
) -> Iterator[Watch]:
    """Whether listings are worked on, and get where they belong."""
    yield Watch(
        "queue-depth",
        f"More than {WAITING_MESSAGES} listings wait for a worker.",
        messages_waiting(queues.queues.values()),
        WAITING_MESSAGES,
        periods=3,
    )
    for marketplace, dead in queues.dead_letters.items():
        yield Watch(
            f"dead-letters-{marketplace}",
            f"Messages of {queue_name(marketplace)} were given up.",
            dead.metric_approximate_number_of_messages_visible(
                period=FIVE_MINUTES, statistic="Maximum"
            ),
            0,
        )
    yield Watch(
        "seller-job-failures",
        f"More than {FAILED_PERCENT} of a hundred listings could not be put up.",
        share_percent(given_up, put_up, "listings that failed, %", period=QUARTER_HOUR),
        FAILED_PERCENT,
    )


def store_watches(cache: CacheStack) -> Iterator[Watch]:
    """Whether what is kept can be written and read."""
    for table in TABLES:
        yield Watch(
            f"throttled-{table.name}",
            f"DynamoDB refused requests to {table.name} because there were too many.",
            _throttled(table.name),
            0,
            periods=2,
        )
    for node in range(1, cache.nodes + 1):
        yield Watch(
            f"cache-memory-{node}",
            f"Redis uses more than {MEMORY_PERCENT} of a hundred of its memory.",
            cloudwatch.Metric(
                namespace="AWS/ElastiCache",
                metric_name="DatabaseMemoryUsagePercentage",
                dimensions_map={"CacheClusterId": f"{cache.group_id}-00{node}"},
                statistic="Maximum",
                period=FIVE_MINUTES,
            ),
            MEMORY_PERCENT,
            periods=3,
        )


def _throttled(table: str) -> cloudwatch.MathExpression:
    events = {
        kind: cloudwatch.Metric(
            namespace="AWS/DynamoDB",
            metric_name=f"{kind.capitalize()}ThrottleEvents",
            dimensions_map={"TableName": table},
            statistic="Sum",
            period=FIVE_MINUTES,
        )
        for kind in ("read", "write")
    }
    return cloudwatch.MathExpression(
        expression="FILL(read, 0) + FILL(write, 0)",
        using_metrics=dict(events),
        label="refused",
        period=FIVE_MINUTES,
    )


def _is_anybody_there(edge: EdgeStack) -> Watch:
    sets = {
        name: targets.metrics.healthy_host_count(period=_MINUTE, statistic="Minimum")
        for name, targets in (("blue", edge.blue), ("green", edge.green))
    }
    return Watch(
        "orchestrator-down",
        "No orchestrator is healthy: nobody is served.",
        cloudwatch.MathExpression(
            expression="FILL(blue, 0) + FILL(green, 0)",
            using_metrics=dict(sets),
            label="healthy orchestrators",
            period=_MINUTE,
        ),
        1,
        periods=2,
        below=True,
        missing_rings=True,
        pages=True,
    )
