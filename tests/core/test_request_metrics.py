import httpx
import pytest
from fastapi import FastAPI

from talknshop.core.metrics import Distribution, Reading
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.request_metrics import RequestMetricsMiddleware


@pytest.fixture
def metrics() -> PrometheusMetrics:
    return PrometheusMetrics()


@pytest.fixture
def app(metrics: PrometheusMetrics) -> FastAPI:
    app = FastAPI()
    app.add_middleware(RequestMetricsMiddleware, metrics=lambda: metrics)

    @app.get("/things/{name}")
    async def thing(name: str) -> str:
        if name == "broken":
            raise LookupError(name)
        return name

    return app


async def test_requests_are_counted_by_route_and_not_by_address(
    app: FastAPI, metrics: PrometheusMetrics
) -> None:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://it") as client:
        for path in ("/things/a", "/things/b", "/things/broken", "/nowhere", "/elsewhere"):
            await client.get(path)
    figures = metrics.snapshot()
    counted = {
        (one.labels["route"], one.labels["status"]): one.value
        for one in figures["talknshop_http_requests_total"]
        if isinstance(one, Reading)
    }
    assert counted == {
        ("/things/{name}", "200"): 2,
        ("/things/{name}", "500"): 1,
        ("none", "404"): 2,
    }
    timed = {
        one.labels["route"]: one.count
        for one in figures["talknshop_http_request_seconds"]
        if isinstance(one, Distribution)
    }
    assert timed == {"/things/{name}": 3, "none": 2}
