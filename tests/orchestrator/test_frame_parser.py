import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talknshop.core.errors import ValidationError
from talknshop.orchestrator.frame_parser import parse_frame
from talknshop.schemas.enums import MediaType
from talknshop.schemas.frames import FrameType


def frame(**fields: object) -> str:
    return json.dumps(fields)


@pytest.mark.parametrize(
    ("raw", "expected_type", "expected_message"),
    [
        (frame(type="message", message=" a laptop "), FrameType.MESSAGE, "a laptop"),
        (frame(type="MESSAGE", text="a laptop"), FrameType.MESSAGE, "a laptop"),
        (frame(type="answer", message="under $500"), FrameType.ANSWER, "under $500"),
        (frame(type="message", message="a", user_id="u", timestamp="t"), FrameType.MESSAGE, "a"),
        (frame(type="message", message="zero\u200bwidth\u202e"), FrameType.MESSAGE, "zerowidth"),
        (frame(type="ping"), FrameType.PING, None),
        (frame(type="pong"), FrameType.PONG, None),
        (frame(type="disconnect"), FrameType.DISCONNECT, None),
        (frame(type="message", message="x" * 5000), FrameType.MESSAGE, "x" * 5000),
    ],
)
def test_every_dialect(raw: str, expected_type: FrameType, expected_message: str | None) -> None:
    parsed = parse_frame(raw)
    assert (parsed.type, parsed.message) == (expected_type, expected_message)


@pytest.mark.parametrize(
    "media",
    [
        {"media": [{"media_type": "image", "s3_key": "k"}]},
        {
            "media_refs": [
                {
                    "media_id": "m",
                    "s3_key": "k",
                    "category": "IMAGE",
                    "mime_type": "image/png",
                    "size_bytes": 1,
                }
            ]
        },
    ],
)
def test_every_dialect_of_attachments(media: dict[str, object]) -> None:
    parsed = parse_frame(frame(type="message", **media))
    assert [(ref.media_type, ref.s3_key) for ref in parsed.media] == [(MediaType.IMAGE, "k")]


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("{", "not valid JSON"),
        (b"\xff\xfe\x00", "not valid JSON"),
        ("", "not valid JSON"),
        ("[]", "JSON object"),
        ("null", "JSON object"),
        ("{}", "Known types are message"),
        (frame(type="teapot"), "Known types are message"),
        (frame(type=7), "Known types are message"),
        (frame(type="message"), "message is empty"),
        (frame(type="message", message="  \u200b "), "message is empty"),
        (frame(type="message", message="x" * 5001), "5,001 characters; at most 5,000"),
        (frame(type="message", message={"a": 1}), "field message does not fit"),
        (frame(type="edit"), "names no change"),
        (frame(type="edit", operations=[{"op": "set", "slot": "colour"}]), "field operations"),
        (frame(type="rank"), "names no weights"),
        (frame(type="rank", weights={"price": 1}), "field weights.price does not fit"),
        (frame(type="rank", weights={"price_weight": 2}), "field weights.price_weight does not"),
        (frame(type="feedback", value="up"), "needs a target and a value"),
        (frame(type="resume", last_seq=-1), "field last_seq does not fit"),
        (frame(type="message", message="a", media=[{"media_type": "smell"}]), "field media"),
        (
            frame(type="message", message="a", media=[{"media_type": "image", "s3_key": "k"}] * 11),
            "field media does not fit",
        ),
    ],
)
def test_what_is_refused_and_how(raw: str | bytes, sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        parse_frame(raw)
    assert sentence in caught.value.message


_json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)
_fields = st.dictionaries(
    st.sampled_from(["type", "message", "text", "media", "media_refs", "client_id", "last_seq"]),
    _json | st.sampled_from([t.value for t in FrameType]),
)


@given(st.text() | st.binary() | _json.map(json.dumps) | _fields.map(json.dumps))
def test_anything_is_a_frame_or_a_sentence(raw: str | bytes) -> None:
    # Anything but our own sentence would propagate and fail.
    with contextlib.suppress(ValidationError):
        assert parse_frame(raw).type in FrameType
