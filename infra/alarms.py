"""Every alarm: what is watched, from which value on, and where the guide says what to do."""

from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct

_GUIDE = "docs/guides/operate.md"


@dataclass(frozen=True, slots=True)
class Watch:
    """An alarm.

    Attributes:
        name: Of the alarm; the guide has a section of this name.
        what: What it says.
        metric: What is watched.
        above: It rings above this value, or below it where ``below`` is set.
        periods: How many periods of the metric in a row.
        below: Whether it rings below the value.
        missing_rings: Whether no figures at all are as bad.
        pages: Whether somebody is woken for it.
    """

    name: str
    what: str
    metric: cloudwatch.IMetric
    above: float
    periods: int = 1
    below: bool = False
    missing_rings: bool = False
    pages: bool = False


def ring(
    scope: Construct, watch: Watch, *, alerts: sns.ITopic, pages: sns.ITopic
) -> cloudwatch.Alarm:
    """Makes an alarm.

    Args:
        scope: Where it belongs.
        watch: What is watched.
        alerts: Who is told of every alarm, and that it is over.
        pages: Who is told besides when somebody must come at once.
    """
    operator = cloudwatch.ComparisonOperator
    alarm = cloudwatch.Alarm(
        scope,
        watch.name,
        alarm_name=f"talknshop-{watch.name}",
        alarm_description=f"{watch.what} {_GUIDE}#{watch.name}",
        metric=watch.metric,
        threshold=watch.above,
        evaluation_periods=watch.periods,
        datapoints_to_alarm=watch.periods,
        comparison_operator=operator.LESS_THAN_THRESHOLD
        if watch.below
        else operator.GREATER_THAN_THRESHOLD,
        treat_missing_data=cloudwatch.TreatMissingData.BREACHING
        if watch.missing_rings
        else cloudwatch.TreatMissingData.NOT_BREACHING,
    )
    for topic in [alerts, *([pages] if watch.pages else [])]:
        alarm.add_alarm_action(actions.SnsAction(topic))  # pyright: ignore[reportArgumentType]  # jsii
        alarm.add_ok_action(actions.SnsAction(topic))  # pyright: ignore[reportArgumentType]  # jsii
    return alarm


FIVE_MINUTES = Duration.minutes(5)
QUARTER_HOUR = Duration.minutes(15)
HOUR = Duration.hours(1)
