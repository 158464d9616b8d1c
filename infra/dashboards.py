"""The dashboard: what the product counts, and what AWS counts of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_sqs as sqs

from infra import service_plans
from infra.alarms import QUARTER_HOUR
from infra.functions import FunctionsStack
from infra.metrics import answer_seconds, connections, own_metric, share_percent
from infra.queues import QueuesStack
from infra.services import ServicesStack
from talknshop.schemas.enums import SourceStatus

_WIDTH = 8
_HEIGHT = 6
_PERCENTILES = ("p50", "p95", "p99")
_ORIGIN = service_plans.ORCHESTRATOR.name
_CATALOG = service_plans.CATALOG.name
_ANSWERS = "talknshop_marketplace_answers_total"


def origin_widgets() -> list[cloudwatch.IWidget]:
    """Sockets, messages, turns, nodes, stores, models and failures of the orchestrator."""
    return [
        _graph("Open sockets", [connections("Sum")]),
        _graph(
            "Messages a second",
            [_per_second(own_metric("talknshop_messages_total", _ORIGIN))],
        ),
        _graph("Seconds a turn takes", _spread("talknshop_turn_seconds")),
        _graph("Seconds a node takes", _spread("talknshop_node_seconds")),
        _graph("Seconds until a write is durable", _spread("talknshop_store_write_seconds")),
        _graph("Seconds a read takes", _spread("talknshop_store_read_seconds")),
        _graph("Calls of models a minute", [own_metric("talknshop_model_calls_total", _ORIGIN)]),
        _graph("Failures told a minute", [own_metric("talknshop_errors_total", _ORIGIN)]),
    ]


def catalog_widgets(services: ServicesStack) -> list[cloudwatch.IWidget]:
    """Searches a minute and their time; how marketplaces answer, and what is left alone."""
    cluster = services.cluster.cluster_name
    return [
        _graph("Requests a minute", [own_metric("talknshop_http_requests_total", _CATALOG)]),
        _graph(
            "Seconds a search takes",
            [answer_seconds(_CATALOG, cluster, statistic=each) for each in _PERCENTILES],
        ),
        _graph(
            "Circuits (2 is open)",
            [
                own_metric("talknshop_breaker_state", name, statistic="Maximum")
                for name in (_ORIGIN, _CATALOG, service_plans.CROSSPOST.name)
            ],
        ),
        _graph("Marketplaces that answered, %", [_answered()]),
        _graph(
            "Answers of marketplaces a minute",
            [own_metric(_ANSWERS, _CATALOG, answer=each) for each in SourceStatus],
        ),
        _graph("Answers kept from before, %", [_kept()]),
    ]


@dataclass(frozen=True, slots=True)
class Selling:
    """What logs tell of listings."""

    created: cloudwatch.IMetric
    put_up: cloudwatch.IMetric
    given_up: cloudwatch.IMetric
    seconds: Sequence[cloudwatch.IMetric]
    """How long marketplaces took."""


def selling_widgets(queues: QueuesStack, selling: Selling) -> list[cloudwatch.IWidget]:
    """Listings that were asked for, that wait, that were put up, that failed."""
    put_up, given_up = selling.put_up, selling.given_up
    return [
        _graph("Listings asked for, an hour", [selling.created]),
        _graph("Seconds until one is up", selling.seconds),
        _graph(
            "Put up, of a hundred",
            [share_percent(put_up, given_up, "put up, %", period=QUARTER_HOUR)],
        ),
        _graph("Listings that wait", [_waiting(queue) for queue in queues.queues.values()]),
        _graph(
            "Given up (dead letters)", [_waiting(queue) for queue in queues.dead_letters.values()]
        ),
        _graph("Put up, and failed", [put_up, given_up]),
    ]


def function_widgets(functions: FunctionsStack) -> list[cloudwatch.IWidget]:
    """Invocations, errors, refusals and time of the functions."""
    made = list(functions.functions.values())
    return [
        _graph("Invocations", [function.metric_invocations() for function in made]),
        _graph("Errors", [function.metric_errors() for function in made]),
        _graph("Refused", [function.metric_throttles() for function in made]),
        *(
            _graph(
                f"Milliseconds, {each}",
                [function.metric_duration(statistic=each) for function in made],
            )
            for each in _PERCENTILES
        ),
    ]


def task_widgets(services: ServicesStack) -> list[cloudwatch.IWidget]:
    """Processors and memory of the tasks."""
    made = list(services.services.values())
    return [
        _graph("Processors, %", [service.metric_cpu_utilization() for service in made]),
        _graph("Memory, %", [service.metric_memory_utilization() for service in made]),
    ]


def _answered() -> cloudwatch.IMetric:
    asked = {each.value: own_metric(_ANSWERS, _CATALOG, answer=each) for each in SourceStatus}
    known = [name for name in asked if name != SourceStatus.NOT_CONFIGURED]
    told = " + ".join(f"FILL({name}, 0)" for name in known)
    return cloudwatch.MathExpression(
        expression=f"100 * FILL(ok, 0) / ({told})",
        using_metrics={name: asked[name] for name in known},
        label="ok, %",
        period=Duration.minutes(1),
    )


def _kept() -> cloudwatch.IMetric:
    kept, fresh = (own_metric(_ANSWERS, _CATALOG, given=each) for each in ("kept", "fresh"))
    return share_percent(kept, fresh, "kept, %", period=Duration.minutes(1))


def _spread(name: str) -> list[cloudwatch.IMetric]:
    return [own_metric(name, _ORIGIN, statistic=each) for each in _PERCENTILES]


def _waiting(queue: sqs.Queue) -> cloudwatch.IMetric:
    return queue.metric_approximate_number_of_messages_visible(statistic="Maximum")


def _per_second(metric: cloudwatch.Metric) -> cloudwatch.IMetric:
    return cloudwatch.MathExpression(
        expression="m / 60",
        using_metrics={"m": metric},
        label="a second",
        period=Duration.minutes(1),
    )


def _graph(title: str, metrics: Sequence[cloudwatch.IMetric]) -> cloudwatch.IWidget:
    return cloudwatch.GraphWidget(title=title, left=list(metrics), width=_WIDTH, height=_HEIGHT)
