from opentelemetry import trace
from tests.core.recording import RecordingTracer
from tests.orchestrator.conftest import converse

from talknshop.core.settings import Settings
from talknshop.core.telemetry import GEN_AI_CONVERSATION_ID, GEN_AI_TOOL_NAME, OpenTelemetryTracer


async def test_each_node_has_a_span_below_its_turn(settings: Settings) -> None:
    recording = RecordingTracer()
    tracer = OpenTelemetryTracer(recording, api=trace)
    async with converse(settings, tracer=tracer) as conversation:
        await conversation.say("I need a laptop")
        recording.spans.clear()
        await conversation.say("under $1000")
    turn, *nodes = recording.spans
    assert (turn.name, turn.parent) == ("turn", None)
    assert turn.attributes[GEN_AI_CONVERSATION_ID] == "s1"
    assert [span.name for span in nodes] == [
        "route",
        "parse_input",
        "build_requirement_spec",
        "need_clarify",
        "search_marketplaces",
        "rank_and_compose",
        "done",
    ]
    assert {span.parent for span in nodes} == {"turn"}
    assert all(span.attributes[GEN_AI_TOOL_NAME] == span.name for span in nodes)


async def test_a_node_that_fails_is_marked_without_its_words(settings: Settings) -> None:
    recording = RecordingTracer()
    tracer = OpenTelemetryTracer(recording, api=trace)
    async with converse(settings, tracer=tracer) as conversation:
        await conversation.say("nonsense slot")
    failed = [span.name for span in recording.spans if span.failed]
    assert failed == ["rank_and_compose"]
    words = [str(value) for span in recording.spans for value in span.attributes.values()]
    assert not any("made.up" in word for word in words)
