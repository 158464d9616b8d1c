"""The figures that scaling, alarms and dashboards look at."""

from collections.abc import Iterable

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_sqs as sqs

from infra.collector import NAMESPACE

_MINUTE = Duration.minutes(1)


def own_metric(
    name: str, service: str, *, statistic: str = "Sum", **labels: str
) -> cloudwatch.Metric:
    """A figure that the product counts itself (``core.metrics``), of one service."""
    return cloudwatch.Metric(
        namespace=NAMESPACE,
        metric_name=name,
        dimensions_map={"service": service, **labels},
        statistic=statistic,
        period=_MINUTE,
    )


def connections(statistic: str) -> cloudwatch.Metric:
    """Open sockets: of one orchestrator (Average), or of all (Sum, two readings a minute)."""
    return own_metric("talknshop_connections", "orchestrator", statistic=statistic)


def connections_to(service: str, cluster: str) -> cloudwatch.Metric:
    """Requests under way to a service, as the proxies before its callers count them."""
    return cloudwatch.Metric(
        namespace="AWS/ECS",
        metric_name="ActiveConnectionCount",
        dimensions_map={"ClusterName": cluster, "DiscoveryName": service},
        statistic="Average",
        period=_MINUTE,
    )


def answer_seconds(
    service: str, cluster: str, *, statistic: str = "p95"
) -> cloudwatch.MathExpression:
    """Seconds until a service answered another one."""
    milliseconds = cloudwatch.Metric(
        namespace="AWS/ECS",
        metric_name="TargetResponseTime",
        dimensions_map={"ClusterName": cluster, "DiscoveryName": service},
        statistic=statistic,
        period=_MINUTE,
    )
    return cloudwatch.MathExpression(
        expression=f"{statistic}ms / 1000",
        using_metrics={f"{statistic}ms": milliseconds},
        label=f"{service} {statistic}, s",
        period=_MINUTE,
    )


def messages_waiting(queues: Iterable[sqs.Queue]) -> cloudwatch.MathExpression:
    """Messages that wait in all queues together."""
    waiting = {
        f"q{at}": queue.metric_approximate_number_of_messages_visible(
            period=_MINUTE, statistic="Maximum"
        )
        for at, queue in enumerate(queues)
    }
    return cloudwatch.MathExpression(
        expression=" + ".join(waiting), using_metrics=waiting, label="waiting", period=_MINUTE
    )


def share_percent(
    part: cloudwatch.IMetric, rest: cloudwatch.IMetric, label: str, *, period: Duration
) -> cloudwatch.MathExpression:
    """How many of a hundred are ``part``, ``rest`` being the others; 0 where there is nothing."""
    return cloudwatch.MathExpression(
        expression="IF(part + rest > 0, 100 * part / (part + rest), 0)",
        using_metrics={"part": part, "rest": rest},
        label=label,
        period=period,
    )
