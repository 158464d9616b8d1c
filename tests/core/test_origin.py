"""Who may ask under which name."""

import httpx
import pytest
from starlette.responses import PlainTextResponse

from talknshop.core.origin import OriginMiddleware


async def status(method: str, path: str, host: str) -> int:
    app = OriginMiddleware(PlainTextResponse("here"), hosts=("shop.example.com",))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
        return (await client.request(method, path)).status_code


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/health"])
async def test_a_balancer_asks_by_address_whether_somebody_is_there(path: str) -> None:
    assert await status("GET", path, "10.0.0.7:8000") == 200
    assert await status("POST", path, "10.0.0.7:8000") == 400


@pytest.mark.parametrize("path", ["/", "/metrics", "/health/more", "/api/v1/capabilities"])
async def test_nothing_else_is_answered_under_a_foreign_name(path: str) -> None:
    assert await status("GET", path, "10.0.0.7:8000") == 400
    assert await status("GET", path, "shop.example.com") == 200
