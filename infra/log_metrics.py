"""Figures that stand in logs only: how listings ended, how much memory a function took."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.alarms import FIVE_MINUTES, QUARTER_HOUR
from infra.collector import NAMESPACE

PUT_UP = "posting done"
"""The line of a listing that was put up, or was handed to its seller (crosspost.part_handler)."""
GIVEN_UP = "posting given up"
"""The line of one that could not be."""
CREATED = "job created"
"""The line of a listing that somebody asked for (crosspost.service)."""
CIRCUIT_OPEN = "circuit open"
"""The line of something that is left alone from now on (core.resilience)."""


def count_lines(
    scope: Construct,
    group: logs.ILogGroup,
    event: str,
    name: str,
    *,
    period: Duration = QUARTER_HOUR,
) -> cloudwatch.Metric:
    """How many lines of our JSON log say ``event``.

    Args:
        scope: Where the filter belongs.
        group: The log.
        event: What the line says.
        name: Of the figure.
        period: Over which lines are counted together.
    """
    counted = _figure_of(scope, group, event, name, "1", default=0)
    return counted.metric(statistic="Sum", period=period)


def seconds_taken(
    scope: Construct, group: logs.ILogGroup, event: str, name: str
) -> logs.MetricFilter:
    """The seconds that lines of our JSON log tell of something.

    Args:
        scope: Where the filter belongs.
        group: The log.
        event: What the line says.
        name: Of the figure.
    """
    return _figure_of(scope, group, event, name, "$.seconds")


def _figure_of(
    scope: Construct,
    group: logs.ILogGroup,
    event: str,
    name: str,
    value: str,
    *,
    default: float | None = None,
) -> logs.MetricFilter:
    return logs.MetricFilter(
        scope,
        name,
        log_group=group,
        filter_pattern=logs.FilterPattern.string_value("$.event", "=", event),
        metric_namespace=NAMESPACE,
        metric_name=name,
        metric_value=value,
        default_value=default,
    )


def circuits_opened(scope: Construct, group: logs.ILogGroup, name: str) -> cloudwatch.Metric:
    """How often something was left alone, where no figures are read: of workers, of a function.

    Args:
        scope: Where the filter belongs.
        group: The log.
        name: Whose log it is.
    """
    return count_lines(scope, group, CIRCUIT_OPEN, f"{name}-circuits", period=FIVE_MINUTES)


def memory_taken(scope: Construct, group: logs.ILogGroup, function: str) -> cloudwatch.Metric:
    """The most MB that an invocation of a function took, from the reports of its runtime.

    Args:
        scope: Where the filter belongs.
        group: The function's log, in JSON.
        function: Its name.
    """
    read = logs.MetricFilter(
        scope,
        f"{function}-memory",
        log_group=group,
        filter_pattern=logs.FilterPattern.string_value("$.type", "=", "platform.report"),
        metric_namespace=NAMESPACE,
        metric_name=f"{function}-memory",
        metric_value="$.record.metrics.maxMemoryUsedMB",
    )
    return read.metric(statistic="Maximum", period=FIVE_MINUTES)
