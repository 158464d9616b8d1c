import asyncio
import importlib
from types import ModuleType, SimpleNamespace

import pytest
from opentelemetry import trace
from tests.core.recording import RecordingTracer

from talknshop.core import telemetry
from talknshop.core.errors import ConfigurationError, ExternalServiceError
from talknshop.core.telemetry import (
    ERROR_TYPE,
    GEN_AI_OPERATION_NAME,
    GEN_AI_REQUEST_MODEL,
    GEN_AI_USAGE_INPUT_TOKENS,
    GEN_AI_USAGE_OUTPUT_TOKENS,
    GenAIOperation,
    NullTracer,
    OpenTelemetryTracer,
    open_tracer,
)


@pytest.fixture
def recording() -> RecordingTracer:
    return RecordingTracer()


@pytest.fixture
def tracer(recording: RecordingTracer) -> OpenTelemetryTracer:
    return OpenTelemetryTracer(recording, api=trace)


def test_spans_nest_and_leave_out_what_is_unknown(
    tracer: OpenTelemetryTracer, recording: RecordingTracer
) -> None:
    attributes = {GEN_AI_OPERATION_NAME: GenAIOperation.CHAT, GEN_AI_REQUEST_MODEL: None}
    with tracer.span("turn", turn=1), tracer.span("chat", **attributes) as span:
        span.set(GEN_AI_USAGE_INPUT_TOKENS, 12)
        span.set(GEN_AI_USAGE_OUTPUT_TOKENS, None)
    turn, chat = recording.spans
    assert (turn.name, turn.parent, turn.attributes) == ("turn", None, {"turn": 1})
    assert (chat.name, chat.parent) == ("chat", "turn")
    assert chat.attributes == {"gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 12}
    assert not chat.failed


def test_what_is_given_out_piece_by_piece_is_traced_without_becoming_current(
    tracer: OpenTelemetryTracer, recording: RecordingTracer
) -> None:
    with tracer.span("turn"), tracer.beside("chat", tokens=None) as span:
        span.set(GEN_AI_USAGE_INPUT_TOKENS, 12)
        with tracer.span("node"):
            pass
    turn, chat, node = recording.spans
    assert (chat.name, chat.parent) == ("chat", "turn")
    assert chat.attributes == {"gen_ai.usage.input_tokens": 12}
    assert (node.parent, chat.ended, turn.failed) == ("turn", True, False)


def test_it_is_ended_when_it_fails(tracer: OpenTelemetryTracer, recording: RecordingTracer) -> None:
    with pytest.raises(LookupError), tracer.beside("chat"):
        raise LookupError("Somebody's words.")
    (chat,) = recording.spans
    assert (chat.attributes[ERROR_TYPE], chat.failed, chat.ended) == ("LookupError", True, True)
    assert chat.recorded == []


@pytest.mark.parametrize(
    ("error", "error_type", "failed"),
    [
        (ExternalServiceError("Somebody's words."), "external_service_error", True),
        (LookupError("Somebody's words."), "LookupError", True),
        (asyncio.CancelledError(), "CancelledError", False),
    ],
)
def test_a_failure_is_marked_with_its_type_and_without_its_words(
    tracer: OpenTelemetryTracer,
    recording: RecordingTracer,
    error: BaseException,
    error_type: str,
    *,
    failed: bool,
) -> None:
    def work() -> None:
        with tracer.span("work"):
            raise error

    with pytest.raises(type(error)):
        work()
    [span] = recording.spans
    assert (span.attributes, span.failed) == ({ERROR_TYPE: error_type}, failed)
    assert span.recorded == []


def no_import(name: str) -> ModuleType:
    raise AssertionError(f"{name} was imported")


async def test_without_an_endpoint_nothing_is_traced_or_imported() -> None:
    async with open_tracer(None, resource={}, import_module=no_import) as tracer:
        assert isinstance(tracer, NullTracer)
        with tracer.span("turn", a=1) as outer, tracer.span("node") as inner:
            outer.set("x", 1)
            inner.set("y", None)


async def test_an_endpoint_without_the_packages_names_the_extra() -> None:
    def absent(name: str) -> ModuleType:
        raise ModuleNotFoundError(name)

    opening = open_tracer("http://localhost:4318", resource={}, import_module=absent)
    with pytest.raises(ConfigurationError, match=r"talknshop\[telemetry\]"):
        await opening.__aenter__()


class Packages:
    """What is used of the SDK and its exporter; notes how it is put together."""

    def __init__(self, recording: RecordingTracer) -> None:
        self.recording = recording
        self.steps: list[object] = []
        self._contents: dict[str, dict[str, object]] = {
            "opentelemetry.sdk.trace": {"TracerProvider": self.provider},
            "opentelemetry.sdk.resources": {"Resource": SimpleNamespace(create=dict[str, str])},
            "opentelemetry.sdk.trace.export": {"BatchSpanProcessor": self.batch},
            "opentelemetry.exporter.otlp.proto.http.trace_exporter": {
                "OTLPSpanExporter": self.exporter
            },
        }

    def import_module(self, name: str) -> ModuleType:
        if name not in self._contents:
            return importlib.import_module(name)
        module = ModuleType(name)
        vars(module).update(self._contents[name])
        return module

    def exporter(self, endpoint: str, timeout: float) -> tuple[str, float]:
        return endpoint, timeout

    def batch(self, exporter: tuple[str, float]) -> tuple[str, tuple[str, float]]:
        return "batch", exporter

    def provider(self, *, resource: dict[str, str], shutdown_on_exit: bool) -> SimpleNamespace:
        self.steps.append((resource, shutdown_on_exit))
        return SimpleNamespace(
            add_span_processor=self.steps.append,
            get_tracer={"talknshop": self.recording}.__getitem__,
            shutdown=lambda: self.steps.append("shut down"),
        )


@pytest.mark.parametrize("endpoint", ["http://collector:4318", "http://collector:4318/"])
async def test_an_endpoint_gets_the_spans_and_what_is_left_is_sent_at_the_end(
    recording: RecordingTracer, endpoint: str
) -> None:
    packages = Packages(recording)
    resource = {"service.name": "talknshop"}

    async def work() -> None:
        opening = open_tracer(endpoint, resource=resource, import_module=packages.import_module)
        async with opening as tracer:
            with tracer.span("turn"):
                raise LookupError

    with pytest.raises(LookupError):
        await work()
    assert packages.steps == [
        (resource, False),
        ("batch", ("http://collector:4318/v1/traces", 5.0)),
        "shut down",
    ]
    assert [(span.name, span.failed) for span in recording.spans] == [("turn", True)]


def test_names_of_attributes_are_written_once_and_alike() -> None:
    names = {name: value for name, value in vars(telemetry).items() if name.startswith("GEN_AI_")}
    assert all(name == value.replace(".", "_").upper() for name, value in names.items())
    assert len(names) == len(set(names.values())) >= 14
