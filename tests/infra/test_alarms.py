"""Every alarm of the architecture, with its value, and the guide that says what to do."""

import json
import re
from pathlib import Path

import pytest
from infra.function_plans import FUNCTIONS
from infra.log_metrics import CIRCUIT_OPEN, CREATED, GIVEN_UP, PUT_UP
from infra.service_plans import PLANS
from infra.tables import TABLES
from tests.infra.synthesised import Synthesised

from talknshop.schemas.enums import PostingMarketplace

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guides" / "operate.md"
FEW = {
    "orchestrator-down": 1,
    "origin-errors": 5,
    "origin-latency": 30,
    "catalog-search-latency": 5,
    "queue-depth": 1000,
    "seller-job-failures": 20,
}


def thresholds(made: Synthesised) -> dict[str, float]:
    return {
        alarm["AlarmName"].removeprefix("talknshop-"): alarm["Threshold"]
        for alarm in made.of_type("observability", "AWS::CloudWatch::Alarm")
    }


def test_every_alarm_is_there_with_its_value(production: Synthesised) -> None:
    wanted: dict[str, float] = dict(FEW)
    wanted |= {f"dead-letters-{marketplace}": 0 for marketplace in PostingMarketplace}
    wanted |= {f"memory-{plan.name}": 80 for plan in PLANS}
    wanted |= {f"breaker-open-{name}": 1.5 for name in ("orchestrator", "catalog", "crosspost")}
    wanted |= {f"breaker-open-{name}": 0 for name in ("worker", "chatbot-action-executor")}
    wanted |= {f"throttled-{table.name}": 0 for table in TABLES}
    wanted |= {"cache-memory-1": 80, "cache-memory-2": 80}
    for plan in FUNCTIONS:
        wanted |= {
            f"errors-{plan.name}": 5,
            f"latency-{plan.name}": 30_000,
            f"memory-{plan.name}": plan.memory_mib * 0.8,
            f"throttles-{plan.name}": 0,
        }
    assert thresholds(production) == wanted


def test_somebody_is_woken_only_when_nobody_is_served(production: Synthesised) -> None:
    woken = {
        alarm["AlarmName"].removeprefix("talknshop-")
        for alarm in production.of_type("observability", "AWS::CloudWatch::Alarm")
        if "Pages" in json.dumps(alarm["AlarmActions"])
    }
    assert woken == {"orchestrator-down", "origin-errors"}


def test_an_orchestrator_that_tells_nothing_is_down(production: Synthesised) -> None:
    alarms = {
        alarm["AlarmName"]: alarm
        for alarm in production.of_type("observability", "AWS::CloudWatch::Alarm")
    }
    down = alarms["talknshop-orchestrator-down"]
    assert down["TreatMissingData"] == "breaching"
    assert down["ComparisonOperator"] == "LessThanThreshold"
    quiet = {alarm["TreatMissingData"] for alarm in alarms.values()}
    assert quiet == {"breaching", "notBreaching"}


def test_everybody_who_operates_is_told_by_mail(
    production: Synthesised, staging: Synthesised
) -> None:
    production.assertions("observability").resource_count_is("AWS::SNS::Subscription", 2)
    staging.assertions("observability").resource_count_is("AWS::SNS::Subscription", 0)


def test_the_guide_says_what_to_do_at_each_alarm(production: Synthesised) -> None:
    sections = {
        each.replace("`", "")
        for line in re.findall(r"^### (.+)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
        for each in line.split(", ")
    }
    patterns = [re.escape(section).replace(r"NAME", ".+") for section in sections]
    unexplained = [
        name
        for name in thresholds(production)
        if not any(re.fullmatch(pattern, name) for pattern in patterns)
    ]
    assert unexplained == []


@pytest.mark.parametrize(
    ("line", "module"),
    [
        (PUT_UP, "crosspost/part_handler.py"),
        (GIVEN_UP, "crosspost/part_handler.py"),
        (CIRCUIT_OPEN, "core/resilience.py"),
        (CREATED, "crosspost/service.py"),
    ],
)
def test_lines_that_are_counted_are_written(line: str, module: str) -> None:
    assert f'"{line}"' in (ROOT / "src" / "talknshop" / module).read_text(encoding="utf-8")


def test_figures_of_our_own_that_are_watched_exist(production: Synthesised) -> None:
    declared = (ROOT / "src/talknshop/core/metrics.py").read_text(encoding="utf-8")
    text = json.dumps(production.template("observability")) + json.dumps(
        production.template("services")
    )
    watched = set(re.findall(r"talknshop_[a-z_]+", text)) - {"talknshop_"}
    assert watched
    for name in watched:
        assert f'"{name.removesuffix("_total")}"' in declared


def test_there_is_a_dashboard(production: Synthesised) -> None:
    (dashboard,) = production.of_type("observability", "AWS::CloudWatch::Dashboard")
    text = json.dumps(dashboard["DashboardBody"])
    for title in (
        "Open sockets", "Messages a second", "Seconds a turn takes", "Seconds a read takes",
        "Requests a minute", "Seconds a search takes", "Listings that wait", "Put up, and failed",
        "Circuits (2 is open)", "Invocations", "Errors", "Refused", "Milliseconds, p95",
        "Calls of models a minute", "Failures told a minute", "Marketplaces that answered, %",
        "Answers kept from before, %", "Listings asked for, an hour", "Seconds until one is up",
    ):  # fmt: skip
        assert title in text
