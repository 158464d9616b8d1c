"""Alarms, who hears them, and the dashboard."""

from itertools import chain

from aws_cdk import Environment, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra import dashboards, service_plans
from infra.alarms import HOUR, QUARTER_HOUR, ring
from infra.cache import CacheStack
from infra.edge import EdgeStack
from infra.function_watches import function_watches
from infra.functions import FunctionsStack
from infra.log_metrics import (
    CREATED,
    GIVEN_UP,
    PUT_UP,
    circuits_opened,
    count_lines,
    seconds_taken,
)
from infra.queues import QueuesStack
from infra.service_watches import (
    catalog_watches,
    circuit_watch,
    origin_watches,
    queue_watches,
    store_watches,
    task_watches,
)
from infra.services import ServicesStack
from infra.stage import Stage


class ObservabilityStack(Stack):
    """One topic for every alarm, one for those that somebody is woken for."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        stage: Stage,
        edge: EdgeStack,
        queues: QueuesStack,
        cache: CacheStack,
        services: ServicesStack,
        functions: FunctionsStack,
        env: Environment,
    ) -> None:
        super().__init__(scope, name, env=env, description="TalknShop: alarms and dashboard")
        self.alerts = self._topic("Alerts", stage)
        self.pages = self._topic("Pages", stage)
        worker_log = services.logs[service_plans.WORKER.name]
        put_up = count_lines(self, worker_log, PUT_UP, "listings-put-up")
        given_up = count_lines(self, worker_log, GIVEN_UP, "listings-given-up")
        worker_circuits = circuits_opened(self, worker_log, service_plans.WORKER.name)
        watches = chain(
            [circuit_watch(service_plans.WORKER.name, worker_circuits)],
            origin_watches(edge),
            catalog_watches(services),
            task_watches(services),
            queue_watches(queues, put_up=put_up, given_up=given_up),
            store_watches(cache),
            function_watches(self, functions),
        )
        self.alarms = [ring(self, watch, alerts=self.alerts, pages=self.pages) for watch in watches]  # pyright: ignore[reportArgumentType]  # jsii
        self._show(
            dashboards.origin_widgets(),
            dashboards.catalog_widgets(services),
            dashboards.selling_widgets(queues, self._selling(services, put_up, given_up)),
            dashboards.task_widgets(services),
            dashboards.function_widgets(functions),
        )

    def _show(self, *rows: list[cloudwatch.IWidget]) -> None:
        cloudwatch.Dashboard(self, "Dashboard", dashboard_name="talknshop", widgets=list(rows))

    def _selling(
        self, services: ServicesStack, put_up: cloudwatch.Metric, given_up: cloudwatch.Metric
    ) -> dashboards.Selling:
        asked_for = services.logs[service_plans.CROSSPOST.name]
        taken = seconds_taken(
            self, services.logs[service_plans.WORKER.name], PUT_UP, "listing-seconds"
        )
        return dashboards.Selling(
            created=count_lines(self, asked_for, CREATED, "listings-created", period=HOUR),
            put_up=put_up,
            given_up=given_up,
            seconds=[taken.metric(statistic=each, period=QUARTER_HOUR) for each in ("p50", "p95")],
        )

    def _topic(self, name: str, stage: Stage) -> sns.Topic:
        topic = sns.Topic(self, name, topic_name=f"talknshop-{name.lower()}", enforce_ssl=True)
        topic.grant_publish(iam.ServicePrincipal("cloudwatch.amazonaws.com"))
        if stage.alarm_email:
            topic.add_subscription(subscriptions.EmailSubscription(stage.alarm_email))  # pyright: ignore[reportArgumentType]  # jsii
        return topic
