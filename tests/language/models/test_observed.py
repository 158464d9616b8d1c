"""What is told of each call: a line of the log, a span and a count."""

from contextlib import suppress

import pytest
from opentelemetry import trace
from structlog.testing import capture_logs
from tests.core.recording import RecordingTracer
from tests.language.models.served import BEDROCK, Vendors, frame_call, read, reply_call

from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.telemetry import OpenTelemetryTracer
from talknshop.language.model_client import ModelCall, ModelClient
from talknshop.language.model_errors import ModelError
from talknshop.language.providers import open_model_client
from talknshop.simulation.models.script import ModelFault, Reply

pytestmark = pytest.mark.socket

SECOND = "anthropic:claude-haiku-5-5"


class Watched:
    """A client, and everything that is told of its calls."""

    def __init__(self, vendors: Vendors, second: str | None = None) -> None:
        self.recording = RecordingTracer()
        self.metrics = PrometheusMetrics()
        tracer = OpenTelemetryTracer(self.recording, api=trace)
        settings = vendors.settings(BEDROCK, second)
        client = open_model_client(settings, tracer, self.metrics)
        assert client is not None
        self.client: ModelClient = client

    async def told(self, call: ModelCall) -> list[dict[str, object]]:
        """The lines of the log for one stream."""
        with capture_logs() as lines:
            with suppress(ModelError):
                await read(self.client, call)
            await self.client.aclose()
        return [dict(line) for line in lines if line["event"] == "model call"]


async def test_a_call_is_logged_with_all_that_it_took(vendors: Vendors) -> None:
    vendors.script.set(Reply(text="The steel one."))
    (line,) = await Watched(vendors).told(reply_call("which one?"))
    known = {name: line[name] for name in ("purpose", "model", "prompt_version", "outcome")}
    assert known == {
        "purpose": "reply",
        "model": BEDROCK,
        "prompt_version": "7",
        "outcome": "answered",
    }
    assert (line["output_tokens"], line["finish_reason"]) == (4, "stop")
    assert isinstance(line["input_tokens"], int)
    assert isinstance(line["cached_tokens"], int)
    assert isinstance(line["latency_ms"], float)
    assert isinstance(line["first_token_ms"], float)
    assert (line["asked"], line["answered"]) == ("which one?", "The steel one.")


async def test_previews_are_masked_before_they_are_cut(vendors: Vendors) -> None:
    card = "4111 1111 1111 1111"
    vendors.script.set(Reply(text=f"{'Noted. ' * 27}{card} and jo@example.com are kept. "))
    (line,) = await Watched(vendors).told(reply_call(f"{'x' * 190} {card}"))
    asked, answered = str(line["asked"]), str(line["answered"])
    assert len(asked) <= 201
    assert len(answered) <= 201
    assert "4111" not in asked + answered
    assert "example.com" not in answered


async def test_half_of_what_would_be_masked_is_not_shown_either(vendors: Vendors) -> None:
    # Masks are shorter than what they hide, so that the end of what is looked at comes into view.
    many = "jo.somebody.with.a.long.name@example.com " * 9
    for shift in range(20):
        (line,) = await Watched(vendors).told(
            reply_call(f"{many}{'y' * shift} 4111 1111 1111 1111 {'z' * 99}")
        )
        assert "4111" not in str(line["asked"])
        assert str(line["asked"]).startswith("<email> <email>")


async def test_a_call_is_a_span_without_words(vendors: Vendors) -> None:
    vendors.script.set(Reply(text="The steel one."))
    watched = Watched(vendors)
    await watched.told(reply_call("which one?"))
    (span,) = watched.recording.spans
    assert (span.name, span.ended, span.failed) == (
        "chat us.anthropic.claude-haiku-5-5", True, False,
    )  # fmt: skip
    first = span.attributes.pop("gen_ai.response.time_to_first_chunk")
    read_tokens = span.attributes.pop("gen_ai.usage.input_tokens")
    cached = span.attributes.pop("gen_ai.usage.cache_read.input_tokens")
    assert isinstance(first, float)
    assert 0 < first < 15
    assert isinstance(read_tokens, int)
    assert isinstance(cached, int)
    assert span.attributes == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "aws.bedrock",
        "gen_ai.request.model": "us.anthropic.claude-haiku-5-5",
        "gen_ai.request.max_tokens": 200,
        "gen_ai.prompt.name": "reply@7",
        "gen_ai.usage.output_tokens": 4,
        "gen_ai.response.finish_reasons": ["stop"],
    }


async def test_each_attempt_is_told_by_itself(vendors: Vendors) -> None:
    vendors.script.set(
        Reply(model="us.anthropic.claude-haiku-5-5", fault=ModelFault.MISSING),
        Reply(text="from the second"),
    )
    watched = Watched(vendors, SECOND)
    lines = await watched.told(reply_call())
    assert [(line["model"], line["outcome"]) for line in lines] == [
        (BEDROCK, "not_found"),
        (SECOND, "answered"),
    ]
    first, second = watched.recording.spans
    assert (first.failed, first.attributes["error.type"]) == (True, "ai_service_error")
    assert not second.failed
    counted = watched.metrics.render().decode()
    assert 'operation="reply",outcome="not_found",provider="bedrock"} 1.0' in counted
    assert 'operation="reply",outcome="answered",provider="anthropic"} 1.0' in counted


async def test_a_stream_that_nobody_reads_to_its_end_is_told_as_such(vendors: Vendors) -> None:
    vendors.script.set(Reply(text="one two three", piece_seconds=0.05))
    watched = Watched(vendors)
    with capture_logs() as lines:
        stream = watched.client.stream(reply_call())
        await anext(stream)
        await stream.aclose()  # pyright: ignore[reportAttributeAccessIssue,reportUnknownMemberType]  # a generator
        await watched.client.aclose()
    (line,) = [line for line in lines if line["event"] == "model call"]
    assert (line["outcome"], line["answered"]) == ("abandoned", "one")
    assert watched.recording.spans[0].ended


async def test_an_answer_that_is_no_answer_is_told_with_what_it_took(vendors: Vendors) -> None:
    vendors.script.set(Reply(text="one two three four", fault=ModelFault.TRUNCATED))
    watched = Watched(vendors)
    (line,) = await watched.told(frame_call())
    assert (line["outcome"], line["finish_reason"]) == ("truncated", "length")
    assert isinstance(line["output_tokens"], int)
