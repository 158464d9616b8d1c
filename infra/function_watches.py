"""What is watched of the functions."""

from collections.abc import Iterator

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.alarms import FIVE_MINUTES, Watch
from infra.function_plans import FUNCTIONS
from infra.functions import FunctionsStack
from infra.log_metrics import circuits_opened, memory_taken
from infra.service_watches import (
    ERROR_PERCENT,
    LONG_ANSWER_SECONDS,
    MEMORY_PERCENT,
    circuit_watch,
)
from talknshop.documents.lambdas import action_executor

_MILLISECONDS = 1000
# It calls what the others do.
_HAVE_BREAKERS = frozenset({action_executor.NAME})


def function_watches(scope: Construct, functions: FunctionsStack) -> Iterator[Watch]:
    """Errors, time, memory, circuits and refusals of the functions.

    Args:
        scope: Where the filters that read logs belong.
        functions: The functions.
    """
    for plan in FUNCTIONS:
        function = functions.functions[plan.name]
        yield _errors(plan.name, function)
        yield Watch(
            f"latency-{plan.name}",
            f"Nineteen of twenty invocations should take less than {LONG_ANSWER_SECONDS} s.",
            function.metric_duration(period=FIVE_MINUTES, statistic="p95"),
            LONG_ANSWER_SECONDS * _MILLISECONDS,
        )
        yield Watch(
            f"memory-{plan.name}",
            f"An invocation used more than {MEMORY_PERCENT} of a hundred of its memory.",
            memory_taken(scope, functions.logs[plan.name], plan.name),
            plan.memory_mib * MEMORY_PERCENT / 100,
        )
        if plan.name in _HAVE_BREAKERS:
            log = functions.logs[plan.name]
            yield circuit_watch(plan.name, circuits_opened(scope, log, plan.name))
        yield Watch(
            f"throttles-{plan.name}",
            "AWS refused invocations because too many ran at once.",
            function.metric_throttles(period=FIVE_MINUTES),
            0,
        )


def _errors(name: str, function: lambda_.Function) -> Watch:
    return Watch(
        f"errors-{name}",
        f"More than {ERROR_PERCENT} of a hundred invocations failed.",
        cloudwatch.MathExpression(
            expression="IF(calls > 0, 100 * errors / calls, 0)",
            using_metrics={
                "errors": function.metric_errors(period=FIVE_MINUTES),
                "calls": function.metric_invocations(period=FIVE_MINUTES),
            },
            label="failed, %",
            period=FIVE_MINUTES,
        ),
        ERROR_PERCENT,
    )
