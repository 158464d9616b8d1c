"""What runs beside each service and brings its figures to CloudWatch, its traces to X-Ray."""

import json

from infra.stage import Stage

NAMESPACE = "TalknShop"
"""The namespace of the product's own figures."""
MEMORY_MIB = 128
_SECONDS = 30
_LABELS: tuple[tuple[str, ...], ...] = (
    ("service",),
    ("service", "dependency"),
    ("service", "type"),
    ("service", "outcome"),
    ("service", "store"),
    ("service", "node"),
    ("service", "provider", "outcome"),
    ("service", "answer"),
    ("service", "marketplace", "answer"),
    ("service", "given"),
)


def collector_settings(stage: Stage, service: str, port: int | None) -> str:
    """The settings of the OpenTelemetry collector, as it reads them from its environment.

    Args:
        stage: Region and log group.
        service: Value of the dimension ``service``.
        port: Where ``/metrics`` is; None where there is none, as with workers.
    """
    pipelines: dict[str, object] = {"traces": {"receivers": ["otlp"], "exporters": ["awsxray"]}}
    receivers: dict[str, object] = {"otlp": {"protocols": {"http": {"endpoint": "127.0.0.1:4318"}}}}
    if port is not None:
        receivers["prometheus"] = {"config": {"scrape_configs": [_scrape(service, port)]}}
        pipelines["metrics"] = {"receivers": ["prometheus"], "exporters": ["awsemf"]}
    return json.dumps(
        {
            "receivers": receivers,
            "exporters": {"awsxray": {"region": stage.region}, "awsemf": _metrics(stage)},
            "service": {"pipelines": pipelines},
        }
    )


def _scrape(service: str, port: int) -> dict[str, object]:
    return {
        "job_name": service,
        "scrape_interval": f"{_SECONDS}s",
        "metrics_path": "/metrics",
        "static_configs": [{"targets": [f"localhost:{port}"], "labels": {"service": service}}],
    }


def _metrics(stage: Stage) -> dict[str, object]:
    return {
        "region": stage.region,
        "namespace": NAMESPACE,
        "log_group_name": "/talknshop/metrics",
        "dimension_rollup_option": "NoDimensionRollup",
        "metric_declarations": [
            {
                "dimensions": [list(labels) for labels in _LABELS],
                "metric_name_selectors": ["^talknshop_"],
            }
        ],
    }
