"""The reverse proxy between real servers."""

import asyncio
import http.client
from collections.abc import AsyncGenerator, AsyncIterator, Generator

import httpx
import pytest
from tests.core.proxied import LIMIT, SECONDS, Upstream, answering, origin
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from talknshop.core.asgi_transport import StreamingASGITransport
from talknshop.testing.server import running

pytestmark = pytest.mark.socket


@pytest.fixture(scope="module")
def upstream() -> Upstream:
    return Upstream()


@pytest.fixture(scope="module")
def upstream_url(upstream: Upstream) -> Generator[str]:
    with running(upstream.app()) as url:
        yield url


@pytest.fixture(scope="module")
def url(upstream_url: str) -> Generator[str]:
    with running(origin(upstream_url)) as url:
        yield f"{url}/shop"


@pytest.fixture
async def client(url: str) -> AsyncGenerator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=SECONDS) as client:
        yield client


async def test_a_request_and_its_answer_pass(client: httpx.AsyncClient) -> None:
    response = await client.post("/a%20b/c%2Fd?x=%C3%BC&y=1", content=b"z" * 50_000)
    assert response.status_code == 201
    echo = response.json()
    assert (echo["method"], echo["size"]) == ("POST", 50_000)
    assert (echo["raw_path"], echo["query"]) == ("/a%20b/c%2Fd", "x=%C3%BC&y=1")
    assert response.headers["x-kept"] == "yes"
    assert "x-dropped" not in response.headers
    assert len(response.headers.get_list("date")) == 1


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_every_usual_method_passes(client: httpx.AsyncClient, method: str) -> None:
    assert (await client.request(method, "/echo")).json()["method"] == method


async def test_head_has_the_head_of_the_answer_only(client: httpx.AsyncClient) -> None:
    response = await client.head("/stream")
    assert (response.status_code, response.content) == (200, b"")


async def test_a_method_that_would_show_what_we_add_is_refused(client: httpx.AsyncClient) -> None:
    response = await client.request("TRACE", "/echo")
    assert (response.status_code, response.json()["error"]) == (400, "validation_error")


async def test_what_the_outside_says_of_proxies_is_not_believed(client: httpx.AsyncClient) -> None:
    forged = {"X-Forwarded-Host": "evil", "Forwarded": "for=1.2.3.4",
              "X-Forwarded-Anything": "x", "X-Real-IP": "1.2.3.4"}  # fmt: skip
    headers = (await client.get("/echo", headers=forged)).json()["headers"]
    told = {name: value for name, value in headers.items() if "forwarded" in name}
    assert told == {
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-host": client.base_url.netloc.decode(),
        "x-forwarded-proto": "http",
        "x-forwarded-prefix": "/shop",
    }
    assert "evil" not in str(headers)
    assert "x-real-ip" not in headers


async def test_nothing_is_added_that_the_client_did_not_ask_for(url: str) -> None:
    parts = httpx.URL(url)
    connection = http.client.HTTPConnection(parts.host, parts.port, timeout=SECONDS)
    connection.putrequest("GET", "/shop/echo", skip_accept_encoding=True)
    connection.endheaders()
    body = httpx.Response(200, content=connection.getresponse().read()).json()
    connection.close()
    assert {"accept-encoding", "accept", "user-agent", "content-length"} & set(
        body["headers"]
    ) == set()


async def test_the_request_id_goes_along_and_comes_back(client: httpx.AsyncClient) -> None:
    response = await client.get("/echo", headers={"X-Request-ID": "mine"})
    assert response.json()["headers"]["x-request-id"] == "mine"
    assert response.headers["x-request-id"] == "mine"
    made = await client.get("/echo")
    assert made.json()["headers"]["x-request-id"] == made.headers["x-request-id"]


async def test_the_answer_streams(client: httpx.AsyncClient, upstream: Upstream) -> None:
    upstream.released.clear()
    async with client.stream("GET", "/stream") as response:
        parts = response.aiter_bytes()
        assert await anext(parts) == b"first"
        upstream.released.set()
        assert await anext(parts) == b"second"


async def test_the_request_streams(client: httpx.AsyncClient, upstream: Upstream) -> None:
    upstream.first_part.clear()

    async def body() -> AsyncIterator[bytes]:
        yield b"first"
        assert await asyncio.to_thread(upstream.first_part.wait, SECONDS)
        yield b"second"

    response = await client.post("/collect", content=body())
    assert response.json() == {"size": 11, "length": None}


@pytest.mark.parametrize("chunked", [True, False])
async def test_a_body_has_a_limit(client: httpx.AsyncClient, *, chunked: bool) -> None:
    async def body(size: int) -> AsyncIterator[bytes]:
        for _ in range(size // 1000):
            yield b"x" * 1000

    def content(size: int) -> AsyncIterator[bytes] | bytes:
        return body(size) if chunked else b"x" * size

    most = await client.post("/collect", content=content(LIMIT))
    assert most.json() == {"size": LIMIT, "length": None if chunked else str(LIMIT)}
    more = await client.post("/collect", content=content(LIMIT + 1000))
    assert (more.status_code, more.json()["error"]) == (413, "validation_error")
    assert "100,000 bytes" in more.json()["message"]
    assert (await client.get("/echo")).status_code == 201


async def test_an_answer_before_the_end_of_the_request_passes(client: httpx.AsyncClient) -> None:
    response = await client.post("/refuse", content=b"x" * 50_000)
    assert (response.status_code, response.json()) == (422, {"error": "not today"})


@pytest.mark.parametrize("path", ["/half", "/half-of-known-length"])
async def test_an_answer_that_breaks_off_breaks_off_here_too(
    client: httpx.AsyncClient, path: str
) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        await client.get(path)


async def test_whoever_serves_the_origin_learns_that_the_answer_broke_off(
    upstream_url: str,
) -> None:
    app = origin(upstream_url)
    transport = StreamingASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://x") as client,
    ):
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get("/shop/half")


async def test_a_client_that_goes_away_takes_its_request_along(
    client: httpx.AsyncClient, upstream: Upstream
) -> None:
    upstream.gone.clear()
    with pytest.raises(httpx.ReadTimeout):
        await client.get("/slow", timeout=0.2)
    assert await asyncio.to_thread(upstream.gone.wait, SECONDS)


def test_a_client_that_goes_away_in_mid_request_takes_it_along(
    url: str, upstream: Upstream
) -> None:
    upstream.first_part.clear()
    upstream.gone.clear()
    parts = httpx.URL(url)
    connection = http.client.HTTPConnection(parts.host, parts.port, timeout=SECONDS)
    connection.putrequest("POST", "/shop/collect")
    connection.putheader("Content-Length", "1000")
    connection.endheaders(b"x" * 500)
    assert upstream.first_part.wait(SECONDS)
    connection.close()
    assert upstream.gone.wait(SECONDS)


def test_a_service_that_is_down_is_named() -> None:
    with running(origin("http://127.0.0.1:9")) as url:
        response = httpx.get(f"{url}/shop/echo", trust_env=False)
    body = response.json()
    assert (response.status_code, body["error"]) == (503, "external_service_error")
    assert (body["service"], body["operation"]) == ("shop", "GET /shop/echo")
    assert "shop service cannot be reached" in body["message"]
    assert body["retryable"] is True


def test_a_service_that_is_slow_times_out(upstream_url: str) -> None:
    with running(origin(upstream_url, seconds=0.2)) as url:
        response = httpx.get(f"{url}/shop/slow", trust_env=False)
    assert (response.status_code, response.json()["error"]) == (504, "timeout_error")


@pytest.mark.parametrize("data", [b"", b"220 smtp ready\r\n\r\n", b"HTTP/1.1 200 OK\r\nconte"])
def test_what_is_no_http_is_a_failure_of_the_service(data: bytes) -> None:
    with answering(data) as base_url, running(origin(base_url)) as url:
        response = httpx.get(f"{url}/shop/echo", trust_env=False)
    assert (response.status_code, response.json()["service"]) == (503, "shop")


def raw_status(url: str, target: str) -> tuple[int, bytes]:
    parts = httpx.URL(url)
    connection = http.client.HTTPConnection(parts.host, parts.port, timeout=SECONDS)
    connection.putrequest("GET", target)
    connection.endheaders()
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, body


@pytest.mark.parametrize(
    "target",
    ["/shop/../echo", "/shop/..%2fecho", "/shop/%2e%2e/echo", "/shop/a/..%2f..%2fecho",
     "/shop/..%5cecho", "/shop/%252e%252e%252fecho", "/%73hop/echo", "/echo", "/shopping/echo",
     "http://elsewhere.example/echo"],
)  # fmt: skip
def test_nothing_beside_the_path_can_be_reached(url: str, target: str) -> None:
    status, body = raw_status(url, target)
    assert status in {400, 404}
    assert b"raw_path" not in body


@pytest.mark.parametrize(
    "target", ["/shop//evil.example/x", "/shop/http://evil.example", "/shop/@x"]
)
def test_a_path_that_looks_like_an_address_is_a_path(url: str, target: str) -> None:
    status, body = raw_status(url, target)
    assert status == 201
    assert target.removeprefix("/shop").encode() in body


def test_a_base_path_is_kept(upstream_url: str) -> None:
    with running(origin(f"{upstream_url}/base")) as url:
        body = httpx.get(f"{url}/shop/x", trust_env=False).json()
    assert body["raw_path"] == "/base/x"


async def test_redirects_within_the_service_stay_below_the_path(
    client: httpx.AsyncClient, upstream_url: str
) -> None:
    async def location(to: str) -> str:
        return (await client.get("/redirect", params={"to": to})).headers["location"]

    assert await location(f"{upstream_url}/there?x=1") == "/shop/there?x=1"
    assert await location("/there") == "/shop/there"
    assert await location("https://elsewhere.example/x") == "https://elsewhere.example/x"


def test_an_address_that_leads_back_here_is_found_out() -> None:
    with (
        running(origin("http://127.0.0.1:9")) as url,
        running(origin(f"{url}/shop")) as twice,
    ):
        response = httpx.get(f"{twice}/shop/echo", trust_env=False)
    assert (response.status_code, response.json()["error"]) == (500, "configuration_error")


def test_sockets_are_not_passed_on(url: str) -> None:
    with (
        pytest.raises(InvalidStatus, match="403"),
        connect(f"{url.replace('http', 'ws')}/echo", proxy=None),
    ):
        pass
