"""Answers of servers that are not ours."""

from datetime import UTC, datetime

import httpx
import pytest

from talknshop.core.errors import ExternalServiceError
from talknshop.core.http import fetch, outside_client, stated_pause
from talknshop.core.settings import load_settings

NOW = datetime(2026, 1, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        ("0", 0), ("30", 30), ("1.5", 1.5), ("-5", 0), ("inf", None), ("nan", None), ("soon", None),
        ("", None), ("Fri, 02 Jan 2026 12:01:00 GMT", 60), ("Fri, 02 Jan 2026 11:00:00 GMT", 0),
        ("Fri, 02 Jan 2026 12:01:00", 60),
    ],
)  # fmt: skip
def test_the_pause_that_is_asked_for(stated: str, seconds: float | None) -> None:
    response = httpx.Response(429, headers={"Retry-After": stated})
    assert stated_pause(response, NOW) == seconds
    assert stated_pause(httpx.Response(429), NOW) is None


async def test_a_stranger_learns_our_name_and_nothing_else() -> None:
    async with outside_client("https://shop.example", load_settings()) as client:
        request = client.build_request("GET", "/x")
    assert request.headers["user-agent"].startswith("TalknShop/")
    assert "x-request-id" not in request.headers
    assert "authorization" not in request.headers


def answering(*responses: httpx.Response) -> tuple[httpx.AsyncClient, list[httpx.Request]]:
    seen: list[httpx.Request] = []
    left = list(responses)

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return left.pop(0)

    return httpx.AsyncClient(transport=httpx.MockTransport(handle)), seen


def redirect(to: str, status: int = 302) -> httpx.Response:
    return httpx.Response(status, headers={"Location": to})


async def ask(client: httpx.AsyncClient, method: str = "GET") -> httpx.Response:
    request = client.build_request(method, "https://a.example/x", headers={"Authorization": "s"})
    return await fetch(client, request, service="A", operation="o", largest_bytes=10)


@pytest.mark.parametrize(
    "to",
    ["https://b.example/y", "http://a.example/y", "https://a.example:8443/y", "//b.example/y",
     "https://a.example.b.example/y"],
)  # fmt: skip
async def test_what_a_request_carries_is_shown_to_nobody_else(to: str) -> None:
    client, seen = answering(redirect(to))
    with pytest.raises(ExternalServiceError, match="another address"):
        await ask(client)
    assert len(seen) == 1


async def test_a_redirect_at_home_is_followed_with_what_the_request_carries() -> None:
    client, seen = answering(redirect("/y"), httpx.Response(200, content=b"fine"))
    assert (await ask(client)).text == "fine"
    assert [str(request.url) for request in seen][1] == "https://a.example/y"
    assert seen[1].headers["authorization"] == "s"


async def test_a_redirect_that_would_turn_a_post_into_a_read_is_not_followed() -> None:
    client, seen = answering(redirect("/y", 302))
    with pytest.raises(ExternalServiceError, match="another address"):
        await ask(client, "POST")
    assert len(seen) == 1


@pytest.mark.parametrize(("size", "taken"), [(10, True), (11, False)])
async def test_only_so_much_is_read(size: int, *, taken: bool) -> None:
    client, _ = answering(httpx.Response(200, content=b"x" * size))
    if taken:
        assert len((await ask(client)).content) == size
    else:
        with pytest.raises(ExternalServiceError, match="more than 10 bytes"):
            await ask(client)
