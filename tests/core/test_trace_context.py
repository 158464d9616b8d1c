"""One trace, however many processes a piece of work goes through."""

from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry import trace
from structlog.contextvars import get_contextvars
from tests.core.recording import RecordingTracer

from talknshop.core.asgi_transport import StreamingASGITransport
from talknshop.core.http import in_process_client
from talknshop.core.request_spans import RequestSpans
from talknshop.core.settings import load_settings
from talknshop.core.telemetry import NullTracer, OpenTelemetryTracer, Tracer
from talknshop.core.trace_context import TraceParent, current_trace, within_trace
from talknshop.core.web import RequestContextMiddleware

_TRACE, _SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
_GIVEN = f"00-{_TRACE}-{_SPAN}-01"


def test_a_header_is_read_and_written_alike() -> None:
    assert TraceParent.parse(_GIVEN) == TraceParent(_TRACE, _SPAN, "01")
    assert str(TraceParent.parse(_GIVEN)) == _GIVEN
    # A later version is read as far as this one is known.
    assert TraceParent.parse(f"cc-{_TRACE}-{_SPAN}-01-more") == TraceParent(_TRACE, _SPAN, "01")


@pytest.mark.parametrize(
    "text",
    [
        "",
        _GIVEN.upper(),
        f"ff-{_TRACE}-{_SPAN}-01",
        f"00-{'0' * 32}-{_SPAN}-01",
        f"00-{_TRACE}-{'0' * 16}-01",
        f"00-{_TRACE}-{_SPAN}-01-more",
        f"00-{_TRACE}-{_SPAN}",
        f"{_GIVEN}\n",
    ],
)
def test_what_is_no_header_is_left_alone(text: str) -> None:
    assert TraceParent.parse(text) is None


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = TraceParent.parse(text)
    assert found is None or text.startswith(str(found)[2:54], 2)


def two_services(first: Callable[[], Tracer], second: Callable[[], Tracer]) -> httpx.AsyncClient:
    """A service that asks another one, each with the layers that services have."""
    asked, asking = FastAPI(), FastAPI()

    @asked.get("/")
    async def answer() -> dict[str, str | None]:
        return {"trace": str(current_trace()), "logged": get_contextvars().get("trace_id")}

    for app, service, tracer in ((asked, "asked", second), (asking, "asking", first)):
        app.add_middleware(RequestSpans, service=service, tracer=tracer)
        app.add_middleware(RequestContextMiddleware)

    @asking.get("/")
    async def ask() -> dict[str, str | None]:
        async with in_process_client(asked, load_settings()) as client:
            # What is passed on is the header alone, as between two processes.
            with within_trace(current_trace()):
                return (await client.get("/")).json()

    return httpx.AsyncClient(transport=StreamingASGITransport(asking), base_url="http://x")


async def test_who_traces_nothing_passes_on_whose_trace_it_is() -> None:
    async with two_services(NullTracer, NullTracer) as client:
        told = (await client.get("/", headers={"traceparent": _GIVEN})).json()
        assert told == {"trace": _GIVEN, "logged": _TRACE}
        for headers in ({}, {"traceparent": "nonsense"}):
            assert (await client.get("/", headers=headers)).json() == {
                "trace": "None",
                "logged": None,
            }


async def test_spans_of_a_service_are_below_those_of_who_asked() -> None:
    callers, services = RecordingTracer(), RecordingTracer()
    tracers = [OpenTelemetryTracer(recording, api=trace) for recording in (callers, services)]
    async with two_services(lambda: tracers[0], NullTracer) as client:
        told = (await client.get("/", headers={"traceparent": _GIVEN})).json()
    (asking,) = callers.spans
    assert (asking.name, f"{asking.below.trace_id:032x}") == ("answer asking", _TRACE)
    assert f"{asking.below.span_id:016x}" == _SPAN
    assert asking.below.is_remote
    assert told["trace"] == f"00-{_TRACE}-{asking.get_span_context().span_id:016x}-01"
    async with two_services(NullTracer, lambda: tracers[1]) as client:
        await client.get("/", headers={"traceparent": told["trace"]})
    (asked,) = services.spans
    assert asked.below.span_id == asking.get_span_context().span_id
    assert asked.get_span_context().trace_id == asking.get_span_context().trace_id
    assert asked.attributes == {"http.request.method": "GET", "url.path": "/"}


async def test_a_trace_ends_with_its_block() -> None:
    recording = RecordingTracer()
    tracer = OpenTelemetryTracer(recording, api=trace)
    with tracer.span("turn"):
        with tracer.span("node"):
            inner = current_trace()
        outer = current_trace()
    assert inner is not None
    assert outer is not None
    assert inner.trace_id == outer.trace_id
    assert inner.span_id != outer.span_id
    assert current_trace() is None
