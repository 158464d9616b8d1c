"""What it costs: ``python -m infra.cost`` prints the tables of docs/guides/cost.md.

Prices and what a turn takes are data (``prices.toml``); sizes come from the plans that the stacks
are made of.
"""

import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import talknshop
from infra import firewall
from infra.function_plans import FUNCTIONS
from infra.service_plans import PLANS
from talknshop.schemas.enums import PostingMarketplace

PRICES = Path(__file__).with_name("prices.toml")
MODEL = "anthropic.claude-haiku-5-5"
_MODEL_PRICES = "language/model_prices.toml"
_THOUSAND, _MILLION = 1000, 1_000_000
_HOURS_A_MONTH = 730
_SECONDS_A_HOUR = 3600
_KB_A_GB = 1_000_000
_ALARMS = 6 + len(PostingMarketplace) + 6 + 5 + 8 + 2 + 4 * len(FUNCTIONS)
_OWN_METRICS = 62


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table.

    Attributes:
        what: What is paid for.
        quantity: How much of it.
        unit: Of the quantity.
        price: US dollars for one unit.
    """

    what: str
    quantity: float
    unit: str
    price: float

    @property
    def cost(self) -> float:
        """US dollars."""
        return self.quantity * self.price


def thousand_turns(told: Mapping[str, Any], model: tuple[float, float, float]) -> Iterator[Line]:
    """What a thousand turns of shoppers cost besides what runs anyway.

    Args:
        told: ``prices.toml``.
        model: US dollars a million tokens: fresh input, cached input, output.
    """
    price, turn = told["variable"], told["turn"]
    writes = (
        turn["checkpoints"] * turn["checkpoint_kb"]
        + turn["pending_writes"]
        + turn["event_items"] * turn["event_kb"]
        + turn["record_writes"]
    )
    of_million = _THOUSAND / _MILLION
    yield Line("DynamoDB, written", writes * of_million, "M units", price["dynamodb_write_million"])
    yield Line(
        "DynamoDB, read", turn["reads"] * of_million, "M units", price["dynamodb_read_million"]
    )
    edge = turn["requests_at_edge"] * of_million
    yield Line("firewall", edge, "M requests", price["firewall_request_million"])
    # A unit is a GB an hour; nothing else of it is used up as fast.
    sent = turn["answer_kb"] * _THOUSAND / _KB_A_GB
    yield Line("balancer", sent, "unit hours", price["balancer_unit_hour"])
    yield Line("sent to people", sent, "GB", price["sent_gb"])
    fetched = turn["marketplace_kb"] * _THOUSAND / _KB_A_GB
    yield Line("NAT gateway", fetched, "GB", price["nat_gb"])
    yield Line("logs", turn["log_kb"] * _THOUSAND / _KB_A_GB, "GB", price["log_gb"])
    kinds = ("fresh", "cached", "output")
    for kind, dollars in zip(kinds, model, strict=True):
        tokens = turn[f"model_{kind}_tokens"] * of_million
        yield Line(f"model, {kind} tokens", tokens, "M tokens", dollars)


def thousand_questions(told: Mapping[str, Any]) -> Iterator[Line]:
    """What a thousand questions to the documents cost, answered by the functions."""
    price = told["variable"]
    requests = len(FUNCTIONS) * _THOUSAND / _MILLION
    yield Line("Lambda, invocations", requests, "M", price["lambda_request_million"])
    gigabytes = sum(plan.memory_mib for plan in FUNCTIONS) / 1024
    seconds = gigabytes * told["question"]["seconds"] * _THOUSAND
    yield Line("Lambda, time", seconds, "GB s", price["lambda_gb_second"])


def month(told: Mapping[str, Any]) -> Iterator[Line]:
    """What production costs in a month in which nobody asks anything."""
    price = told["fixed"]
    processors = sum(plan.least * plan.cpu / 1024 for plan in PLANS)
    memory = sum(plan.least * plan.memory_mib / 1024 for plan in PLANS)
    hours = _HOURS_A_MONTH
    yield Line("Fargate, processors", processors * hours, "vCPU h", price["fargate_vcpu_hour"])
    yield Line("Fargate, memory", memory * hours, "GB h", price["fargate_gb_hour"])
    warm = sum(plan.memory_mib * plan.warm for plan in FUNCTIONS) / 1024
    yield Line(
        "Lambda, kept warm", warm * hours * _SECONDS_A_HOUR, "GB s", price["lambda_warm_gb_second"]
    )
    yield Line("NAT gateways", 2 * hours, "h", price["nat_hour"])
    yield Line("cache nodes", 2 * hours, "h", price["cache_node_hour"])
    yield Line("balancer", hours, "h", price["balancer_hour"])
    yield Line("alarms", _ALARMS, "", price["alarm_month"])
    yield Line("figures of our own", _OWN_METRICS, "", price["own_metric_month"])
    yield Line("firewall", 1, "", price["firewall_month"])
    yield Line("its rules", firewall.RULES, "", price["firewall_rule_month"])
    yield Line("secrets", 5, "", price["secret_month"])
    yield Line("dashboard", 1, "", price["dashboard_month"])


def table(lines: Iterator[Line]) -> str:
    """Lines as a table of Markdown, with their sum."""
    kept = list(lines)
    rows = [
        f"| {line.what} | {_amount(line)} | {line.price:.10g} | {line.cost:,.4f} |" for line in kept
    ]
    total = f"| **together** | | | **{sum(line.cost for line in kept):,.2f}** |"
    head = ["| | how much | US dollars each | US dollars |", "|---|--:|--:|--:|"]
    return "\n".join([*head, *rows, total])


def _amount(line: Line) -> str:
    digits = ",.0f" if line.quantity >= _THOUSAND else ",.3g"
    return f"{line.quantity:{digits}} {line.unit}".strip()


def tables() -> str:
    """The three tables, each below its heading."""
    told = tomllib.loads(PRICES.read_text(encoding="utf-8"))
    return "\n\n".join(
        f"### {heading}\n\n{table(lines)}"
        for heading, lines in (
            ("A thousand turns", thousand_turns(told, _model_price())),
            ("A thousand questions by the functions", thousand_questions(told)),
            ("A month of production", month(told)),
        )
    )


def _model_price() -> tuple[float, float, float]:
    file = Path(talknshop.__file__).parent / _MODEL_PRICES
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    region = float(told["regions"]["us"])
    fresh, cached, output = (float(each) * region for each in told["models"]["bedrock"][MODEL])
    return fresh, cached, output


if __name__ == "__main__":
    sys.stdout.write(tables() + "\n")
