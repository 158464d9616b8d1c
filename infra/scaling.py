"""When there are more tasks, and when fewer."""

from aws_cdk import Duration
from aws_cdk import aws_applicationautoscaling as autoscaling
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ecs as ecs

from infra import service_plans
from infra.metrics import connections, connections_to, messages_waiting
from infra.service_plans import Plan
from infra.surroundings import Surroundings

_IN_COOLDOWN = Duration.minutes(5)
_OUT_COOLDOWN = Duration.minutes(1)


def scale(plan: Plan, service: ecs.FargateService, around: Surroundings) -> None:
    """Gives a service its rules of scaling.

    Args:
        plan: How many there may be.
        service: The service.
        around: The stage, whose staging begins with one task of each; the queues.
    """
    target = service.auto_scale_task_count(
        min_capacity=plan.least if around.stage.is_production else 1, max_capacity=plan.most
    )
    if plan is service_plans.WORKER:
        _by_waiting_messages(target, around)
        return
    target.scale_on_cpu_utilization(
        "Cpu",
        target_utilization_percent=service_plans.CPU_TARGET_PERCENT,
        scale_in_cooldown=_IN_COOLDOWN,
        scale_out_cooldown=_OUT_COOLDOWN,
    )
    if plan is service_plans.ORCHESTRATOR:
        target.scale_to_track_custom_metric(
            "Connections",
            metric=connections("Average"),
            target_value=service_plans.CONNECTIONS_TARGET * around.stage.connections_per_task,
            scale_in_cooldown=_IN_COOLDOWN,
            scale_out_cooldown=_OUT_COOLDOWN,
        )
    if plan is service_plans.CATALOG:
        _by_searches_under_way(target, service)


def _by_searches_under_way(target: ecs.ScalableTaskCount, service: ecs.FargateService) -> None:
    most = service_plans.CATALOG_WAITING
    target.scale_on_metric(
        "Waiting",
        metric=connections_to(service_plans.CATALOG.name, service.cluster.cluster_name),
        scaling_steps=[
            autoscaling.ScalingInterval(upper=most / 5, change=-1),
            autoscaling.ScalingInterval(lower=most, upper=2 * most, change=2),
            autoscaling.ScalingInterval(lower=2 * most, change=4),
        ],
        adjustment_type=autoscaling.AdjustmentType.CHANGE_IN_CAPACITY,
        cooldown=_OUT_COOLDOWN,
        metric_aggregation_type=autoscaling.MetricAggregationType.AVERAGE,
    )


def _by_waiting_messages(target: ecs.ScalableTaskCount, around: Surroundings) -> None:
    least = service_plans.WORKER.least if around.stage.is_production else 1
    steps = service_plans.WORKER_STEPS
    bounds = [lower for lower, _ in steps[1:]]
    waiting: cloudwatch.IMetric = messages_waiting(around.queues.queues.values())
    target.scale_on_metric(
        "Messages",
        metric=waiting,
        scaling_steps=[
            autoscaling.ScalingInterval(lower=0, upper=steps[0][0], change=least),
            *(
                autoscaling.ScalingInterval(lower=lower, upper=upper, change=least + more)
                for (lower, more), upper in zip(steps, [*bounds, None], strict=True)
            ),
        ],
        # A number for each depth: twice the same measurement never adds twice.
        adjustment_type=autoscaling.AdjustmentType.EXACT_CAPACITY,
        cooldown=_OUT_COOLDOWN,
    )
