"""Log groups: of each service, of each function; all are kept for thirty days."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_logs as logs
from constructs import Construct


def log_group(scope: Construct, name: str, path: str) -> logs.LogGroup:
    """A log group.

    Args:
        scope: Where it belongs.
        name: Its name among the constructs of ``scope``.
        path: Its name in CloudWatch.
    """
    return logs.LogGroup(
        scope,
        name,
        log_group_name=path,
        retention=logs.RetentionDays.ONE_MONTH,
        removal_policy=RemovalPolicy.DESTROY,
    )
