import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest
from opentelemetry import trace
from pydantic import BaseModel
from tests.core.recording import RecordingTracer

from talknshop.clients.catalog import CatalogClient
from talknshop.clients.media import MediaClient
from talknshop.clients.service import ServiceClient
from talknshop.core.errors import (
    AuthenticationError,
    AuthorizationError,
    CircuitOpenError,
    ConflictError,
    DependencyTimeoutError,
    ExternalServiceError,
    NotFoundError,
    RateLimitError,
    TalknShopError,
    ValidationError,
    error_envelope,
)
from talknshop.core.resilience import CircuitBreaker, CircuitState, RetryPolicy
from talknshop.core.telemetry import PEER_SERVICE, URL_PATH, OpenTelemetryTracer
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import SearchRequest
from talknshop.testing.clock import ManualClock

AT_ONCE = RetryPolicy(base_seconds=0, total_seconds=5)
BODY: dict[str, str] = {}


class Answer(BaseModel):
    ok: bool


class Scripted:
    """A service that answers as told, in order; the last answer stays."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.asked: int = 0

    async def handle(self, request: httpx.Request) -> httpx.Response:
        del request
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        if isinstance(answer, Exception):
            raise answer
        return answer

    def http(self, timeout_seconds: float | None = 5) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url="http://s",
            transport=httpx.MockTransport(self.handle),
            timeout=timeout_seconds,
        )


OK = httpx.Response(200, json={"ok": True})
DOWN = httpx.ConnectError("refused")


async def test_a_call_is_one_span_whatever_it_takes() -> None:
    recording = RecordingTracer()
    tracer = OpenTelemetryTracer(recording, api=trace)
    client = ServiceClient("s", Scripted(DOWN, OK).http(), retry=AT_ONCE, tracer=tracer)
    await client.get("/x", Answer)
    [span] = recording.spans
    assert (span.name, span.failed) == ("call s", False)
    assert span.attributes == {PEER_SERVICE: "s", URL_PATH: "/x"}


def client_of(service: Scripted, breaker: CircuitBreaker | None = None) -> ServiceClient:
    return ServiceClient("s", service.http(), retry=AT_ONCE, breaker=breaker)


@pytest.mark.parametrize(
    "first",
    [DOWN, httpx.ReadTimeout("late"), httpx.Response(500), httpx.Response(503), OK,
     httpx.Response(429), httpx.Response(200, json={"ok": "perhaps"})],
)  # fmt: skip
@pytest.mark.parametrize("verb", ["get", "post"])
async def test_a_read_is_tried_again(first: httpx.Response | Exception, verb: str) -> None:
    service = Scripted(first, OK)
    client = client_of(service)
    if verb == "get":
        answer = await client.get("/x", Answer)
    else:
        answer = await client.post("/x", BODY, Answer, repeatable=True)
    assert answer.ok
    assert service.asked == (1 if first is OK else 2)


async def test_the_error_after_the_last_try_says_how_often_it_was_tried() -> None:
    service = Scripted(DOWN)
    with pytest.raises(ExternalServiceError, match="cannot be reached") as caught:
        await client_of(service).get("/x", Answer)
    assert service.asked == 3
    assert error_envelope(caught.value, service="me", operation="o")["retry_count"] == 2


async def test_what_is_no_read_is_sent_once() -> None:
    service = Scripted(DOWN)
    with pytest.raises(ExternalServiceError) as caught:
        await client_of(service).post("/x", BODY, Answer)
    assert (service.asked, caught.value.retry_count) == (1, 0)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, ValidationError), (401, AuthenticationError), (403, AuthorizationError),
        (404, NotFoundError), (405, ValidationError), (408, DependencyTimeoutError),
        (409, ConflictError), (413, ValidationError), (422, ValidationError),
        (429, RateLimitError), (500, ExternalServiceError), (502, ExternalServiceError),
        (503, ExternalServiceError), (504, DependencyTimeoutError), (301, ExternalServiceError),
    ],
)  # fmt: skip
async def test_each_status_is_one_of_our_errors(status: int, kind: type[TalknShopError]) -> None:
    service = Scripted(httpx.Response(status))
    with pytest.raises(TalknShopError) as caught:
        await client_of(service).get("/x", Answer)
    assert type(caught.value) is kind
    assert (caught.value.service, caught.value.operation) == ("s", "/x")
    assert service.asked == (3 if kind.retryable else 1)


@pytest.mark.parametrize(
    ("response", "seconds"),
    [
        (httpx.Response(429, json={"additional_data": {"retry_after_seconds": 90.5}},
                        headers={"Retry-After": "91"}), 90.5),
        (httpx.Response(503, headers={"Retry-After": "120"}), 120),
        (httpx.Response(429, json={"additional_data": {"retry_after_seconds": "soon"}}), None),
        (httpx.Response(429, json={"additional_data": "none"}), None),
        (httpx.Response(429, headers={"Retry-After": "Fri, 02 Jan 2026 12:00:00 GMT"}), None),
        (httpx.Response(429, headers={"Retry-After": "-1"}), None),
        (httpx.Response(429, headers={"Retry-After": "nan"}), None),
        (httpx.Response(429, headers={"Retry-After": "inf"}), None),
        (httpx.Response(429, json=[1]), None),
    ],
)  # fmt: skip
async def test_a_pause_that_is_asked_for_reaches_the_caller(
    response: httpx.Response, seconds: float | None
) -> None:
    service = Scripted(response)
    with pytest.raises(TalknShopError) as caught:
        await client_of(service).get("/x", Answer)
    assert caught.value.retry_after_seconds == seconds
    # Beyond the time that a call may take, nobody waits for it.
    assert service.asked == (3 if seconds is None else 1)


async def test_a_service_that_keeps_failing_is_left_alone_and_asked_again_later() -> None:
    service, clock = Scripted(*[DOWN] * 5, OK), ManualClock()
    client = client_of(service, CircuitBreaker("s", monotonic=clock.monotonic))
    with pytest.raises(ExternalServiceError, match="cannot be reached"):
        await client.get("/x", Answer)
    with pytest.raises(CircuitOpenError, match="Please try again in 60 seconds") as caught:
        await client.get("/x", Answer)
    assert (service.asked, caught.value.retry_count) == (5, 2)
    with pytest.raises(CircuitOpenError) as caught:
        await client.get("/x", Answer)
    assert (service.asked, caught.value.retry_count) == (5, 0)
    assert await client.healthy()
    clock.advance(seconds=60)
    assert (await client.get("/x", Answer)).ok


async def test_refusals_never_open_the_circuit() -> None:
    breaker = CircuitBreaker("s", failures=1)
    for status in (400, 401, 403, 404, 409, 422, 429):
        with pytest.raises(TalknShopError):
            await client_of(Scripted(httpx.Response(status)), breaker).get("/x", Answer)
    assert breaker.state is CircuitState.CLOSED


class Silent(Scripted):
    """A service that never answers."""

    async def handle(self, request: httpx.Request) -> httpx.Response:
        del request
        self.asked += 1
        await asyncio.Event().wait()
        return OK


async def test_a_call_takes_no_longer_than_its_time_in_all() -> None:
    # The transport of this test knows no timeout: only the client's own cap ends the call.
    service = Silent()
    client = ServiceClient("s", service.http(timeout_seconds=0.05))
    started = asyncio.get_running_loop().time()
    with pytest.raises(DependencyTimeoutError, match="did not answer in time"):
        await client.get("/x", Answer)
    assert asyncio.get_running_loop().time() - started < 1
    assert service.asked == 1


async def test_without_a_timeout_of_its_own_the_client_still_gets_through() -> None:
    assert (await ServiceClient("s", Scripted(OK).http(None)).get("/x", Answer)).ok


async def test_cancelling_is_neither_a_failure_nor_tried_again() -> None:
    service, breaker = Silent(), CircuitBreaker("s", failures=1)
    call = asyncio.create_task(client_of(service, breaker).get("/x", Answer))
    await asyncio.sleep(0.01)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert (service.asked, breaker.state) == (1, CircuitState.CLOSED)


SEARCH = SearchRequest(requirement_spec=RequirementSpec(product_type="lamp"))

CATALOG_READS: dict[str, Callable[[CatalogClient], Awaitable[object]]] = {
    "vocabulary": lambda catalog: catalog.vocabulary(),
    "product": lambda catalog: catalog.product("p"),
    "facets": lambda catalog: catalog.facets(SEARCH.requirement_spec),
    "search": lambda catalog: catalog.search(SEARCH),
}
MEDIA_READS: dict[str, Callable[[MediaClient], Awaitable[object]]] = {
    "transcribe": lambda media: media.transcribe("k", user_id="ann"),
    "attributes": lambda media: media.extract_image_attributes("k", user_id="ann"),
}


@pytest.mark.parametrize("name", CATALOG_READS)
async def test_all_we_ask_of_the_catalogue_is_tried_again(name: str) -> None:
    service = Scripted(DOWN)
    with pytest.raises(ExternalServiceError):
        await CATALOG_READS[name](CatalogClient(service.http(), retry=AT_ONCE))
    assert service.asked == 3


@pytest.mark.parametrize("name", MEDIA_READS)
async def test_all_we_ask_of_the_media_service_is_tried_again(name: str) -> None:
    service = Scripted(DOWN)
    with pytest.raises(ExternalServiceError):
        await MEDIA_READS[name](MediaClient(service.http(), retry=AT_ONCE))
    assert service.asked == 3
