"""Traces in the format of OpenTelemetry, where an endpoint is set; nothing at all elsewhere.

The packages that send them are the optional extra ``telemetry``. Spans carry what is passed to
them and no more: never the words of a person, a prompt or an exception's text.

The names of attributes are those of the OpenTelemetry conventions for generative AI, which are
still in development: they stand here only, so that a new name is one edit.
"""

import asyncio
import importlib
from collections.abc import AsyncGenerator, Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext
from enum import StrEnum
from types import ModuleType
from typing import TYPE_CHECKING, Final, Protocol

from talknshop.core.errors import ConfigurationError, TalknShopError
from talknshop.core.trace_context import TraceParent, current_trace, within_trace

if TYPE_CHECKING:
    # Installed with another package, not with ours: at run time it is imported on demand.
    from opentelemetry import trace as otel
    from opentelemetry.context import Context

GEN_AI_OPERATION_NAME: Final = "gen_ai.operation.name"
GEN_AI_PROVIDER_NAME: Final = "gen_ai.provider.name"
GEN_AI_CONVERSATION_ID: Final = "gen_ai.conversation.id"
GEN_AI_WORKFLOW_NAME: Final = "gen_ai.workflow.name"
GEN_AI_TOOL_NAME: Final = "gen_ai.tool.name"
GEN_AI_PROMPT_NAME: Final = "gen_ai.prompt.name"
GEN_AI_REQUEST_MODEL: Final = "gen_ai.request.model"
GEN_AI_REQUEST_MAX_TOKENS: Final = "gen_ai.request.max_tokens"
GEN_AI_REQUEST_TEMPERATURE: Final = "gen_ai.request.temperature"
GEN_AI_RESPONSE_MODEL: Final = "gen_ai.response.model"
GEN_AI_RESPONSE_FINISH_REASONS: Final = "gen_ai.response.finish_reasons"
GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK: Final = "gen_ai.response.time_to_first_chunk"
GEN_AI_USAGE_INPUT_TOKENS: Final = "gen_ai.usage.input_tokens"
GEN_AI_USAGE_OUTPUT_TOKENS: Final = "gen_ai.usage.output_tokens"
GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS: Final = "gen_ai.usage.cache_read.input_tokens"
ERROR_TYPE: Final = "error.type"
PEER_SERVICE: Final = "service.peer.name"
URL_PATH: Final = "url.path"
HTTP_METHOD: Final = "http.request.method"

# Also how long a process that ends waits for a collector that is gone.
_EXPORT_SECONDS = 5.0

AttributeValue = str | bool | int | float | Sequence[str]


class GenAIOperation(StrEnum):
    """Values of ``gen_ai.operation.name`` that we use."""

    CHAT = "chat"
    EMBEDDINGS = "embeddings"
    EXECUTE_TOOL = "execute_tool"
    INVOKE_WORKFLOW = "invoke_workflow"
    RETRIEVAL = "retrieval"


class Span(Protocol):
    """A piece of work that is being traced."""

    def set(self, name: str, value: AttributeValue | None) -> None:
        """States an attribute; None means unknown and is left out."""
        ...


class Tracer(Protocol):
    """Where spans begin."""

    def span(
        self, name: str, /, **attributes: AttributeValue | None
    ) -> AbstractContextManager[Span]:
        """Traces the block, below the span that is current.

        Names with dots are passed as ``**{GEN_AI_OPERATION_NAME: GenAIOperation.CHAT}``. An
        exception that leaves the block marks the span as failed with its type.
        """
        ...

    def beside(
        self, name: str, /, **attributes: AttributeValue | None
    ) -> AbstractContextManager[Span]:
        """Traces the block like ``span``, but is never current.

        For a generator, whose block is left while its consumer works.
        """
        ...


class _NullSpan:
    def set(self, name: str, value: AttributeValue | None) -> None:
        """Forgets it."""


class NullTracer:
    """Traces nothing."""

    def __init__(self) -> None:
        """Makes the one span that stands in for all."""
        self._span: AbstractContextManager[Span] = nullcontext(_NullSpan())

    def span(
        self, name: str, /, **attributes: AttributeValue | None
    ) -> AbstractContextManager[Span]:
        """Does nothing."""
        del name, attributes
        return self._span

    def beside(
        self, name: str, /, **attributes: AttributeValue | None
    ) -> AbstractContextManager[Span]:
        """Does nothing."""
        del name, attributes
        return self._span


class _OpenTelemetrySpan:
    def __init__(self, span: "otel.Span") -> None:
        self._span = span

    def set(self, name: str, value: AttributeValue | None) -> None:
        if value is not None:
            self._span.set_attribute(name, value)


class OpenTelemetryTracer:
    """Traces through a tracer of the OpenTelemetry API."""

    def __init__(self, tracer: "otel.Tracer", *, api: ModuleType) -> None:
        """Uses ``tracer``; ``api`` is the module ``opentelemetry.trace``, which is not ours."""
        self._tracer = tracer
        self._api = api
        self._failed: otel.StatusCode = api.StatusCode.ERROR

    @contextmanager
    def span(self, name: str, /, **attributes: AttributeValue | None) -> Generator[Span]:
        """Traces the block, below the span that is current."""
        with (
            self._tracer.start_as_current_span(
                name,
                context=self._parent(),
                attributes=_known(attributes),
                record_exception=False,
                set_status_on_exception=False,
            ) as span,
            within_trace(_trace_of(span)),
            self._told_of_failure(span),
        ):
            yield _OpenTelemetrySpan(span)

    @contextmanager
    def beside(self, name: str, /, **attributes: AttributeValue | None) -> Generator[Span]:
        """Traces the block, below the span that is current when it begins."""
        span = self._tracer.start_span(name, context=self._parent(), attributes=_known(attributes))
        try:
            with self._told_of_failure(span):
                yield _OpenTelemetrySpan(span)
        finally:
            span.end()

    def _parent(self) -> "Context | None":
        """The span of another process, where none of this one is current."""
        received = current_trace()
        if received is None or self._api.get_current_span().get_span_context().is_valid:
            return None
        remote = self._api.SpanContext(
            trace_id=int(received.trace_id, 16),
            span_id=int(received.span_id, 16),
            is_remote=True,
            trace_flags=self._api.TraceFlags(int(received.flags, 16)),
        )
        context: Context = self._api.set_span_in_context(self._api.NonRecordingSpan(remote))
        return context

    @contextmanager
    def _told_of_failure(self, span: "otel.Span") -> Generator[None]:
        try:
            yield
        except BaseException as error:
            span.set_attribute(ERROR_TYPE, _type_of(error))
            # A turn that somebody stopped has not failed.
            if isinstance(error, Exception):
                span.set_status(self._failed)
            raise


def _trace_of(span: "otel.Span") -> TraceParent | None:
    context = span.get_span_context()
    if not context.is_valid:
        return current_trace()
    return TraceParent(
        f"{context.trace_id:032x}", f"{context.span_id:016x}", f"{context.trace_flags:02x}"
    )


class _Provider(Protocol):
    """What is used of the SDK's ``TracerProvider``, which may be absent."""

    def get_tracer(self, name: str, /) -> "otel.Tracer": ...

    def shutdown(self) -> None: ...


def _known(attributes: Mapping[str, AttributeValue | None]) -> dict[str, AttributeValue]:
    return {key: value for key, value in attributes.items() if value is not None}


def _type_of(error: BaseException) -> str:
    return error.error_type if isinstance(error, TalknShopError) else type(error).__qualname__


@asynccontextmanager
async def open_tracer(
    endpoint: str | None,
    *,
    resource: Mapping[str, str],
    import_module: Callable[[str], ModuleType] = importlib.import_module,
) -> AsyncGenerator[Tracer]:
    """Gives the tracer of the process, and sends what is left when the block ends.

    Args:
        endpoint: Base URL of an OTLP collector over HTTP, such as ``http://localhost:4318``; None
            traces nothing and imports nothing.
        resource: What describes this process (``service.name``, ``service.version``).
        import_module: Imports a module by name.

    Raises:
        ConfigurationError: There is an endpoint, and the packages that send are not installed.
    """
    if endpoint is None:
        yield NullTracer()
        return
    try:
        provider = _provider(endpoint, resource, import_module)
        api = import_module("opentelemetry.trace")
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set, but the packages that send traces are not "
            "installed. Install the extra with pip install 'talknshop[telemetry]', or unset it."
        ) from error
    try:
        yield OpenTelemetryTracer(provider.get_tracer("talknshop"), api=api)
    finally:
        # Sending blocks.
        await asyncio.to_thread(provider.shutdown)


def _provider(
    endpoint: str, resource: Mapping[str, str], import_module: Callable[[str], ModuleType]
) -> "_Provider":
    sdk = import_module("opentelemetry.sdk.trace")
    resources = import_module("opentelemetry.sdk.resources")
    export = import_module("opentelemetry.sdk.trace.export")
    otlp = import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    # An endpoint given to the exporter is taken as it is; only the variable is a base URL.
    exporter = otlp.OTLPSpanExporter(
        endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=_EXPORT_SECONDS
    )
    provider = sdk.TracerProvider(
        resource=resources.Resource.create(dict(resource)), shutdown_on_exit=False
    )
    provider.add_span_processor(export.BatchSpanProcessor(exporter))
    return provider
