"""Spans as a test looks at them."""

from collections.abc import Generator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.util.types import Attributes, AttributeValue


class RecordingSpan(trace.NonRecordingSpan):
    def __init__(
        self,
        name: str,
        attributes: Attributes,
        parent: str | None,
        context: trace.SpanContext = trace.INVALID_SPAN_CONTEXT,
    ) -> None:
        super().__init__(context)
        self.name = name
        self.parent = parent
        self.below = trace.INVALID_SPAN_CONTEXT
        self.attributes: dict[str, AttributeValue] = dict(attributes or {})
        self.failed = False
        self.recorded: list[BaseException] = []
        self.ended = False

    def end(self, end_time: int | None = None) -> None:
        del end_time
        self.ended = True

    def is_recording(self) -> bool:
        return True

    def set_attribute(self, key: str, value: AttributeValue) -> None:
        self.attributes[key] = value

    def set_status(
        self, status: trace.Status | trace.StatusCode, description: str | None = None
    ) -> None:
        self.failed = (status, description) == (trace.StatusCode.ERROR, None)

    def record_exception(
        self,
        exception: BaseException,
        attributes: Attributes = None,
        timestamp: int | None = None,
        escaped: bool = False,  # noqa: FBT001, FBT002  # the API has it so
    ) -> None:
        del attributes, timestamp, escaped
        self.recorded.append(exception)


class RecordingTracer(trace.NoOpTracer):
    """A tracer of the API that keeps the spans; ending them is the API's own code."""

    def __init__(self) -> None:
        self.spans: list[RecordingSpan] = []

    def start_span(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, name: str, *, context: Context | None = None, attributes: Attributes = None
    ) -> RecordingSpan:
        current = trace.get_current_span(context)
        above = current.get_span_context()
        parent = current.name if isinstance(current, RecordingSpan) else None
        own = trace.SpanContext(
            trace_id=above.trace_id or len(self.spans) + 1,
            span_id=len(self.spans) + 1,
            is_remote=False,
            trace_flags=trace.TraceFlags(trace.TraceFlags.SAMPLED),
        )
        span = RecordingSpan(name, attributes, parent, own)
        span.below = above
        self.spans.append(span)
        return span

    @contextmanager
    def start_as_current_span(  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
        name: str,
        *,
        context: Context | None = None,
        attributes: Attributes = None,
        record_exception: bool = True,
        set_status_on_exception: bool = True,
    ) -> Generator[trace.Span]:
        span = self.start_span(name, context=context, attributes=attributes)
        with trace.use_span(
            span,
            record_exception=record_exception,
            set_status_on_exception=set_status_on_exception,
        ):
            yield span
