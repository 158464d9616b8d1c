"""What Amazon Transcribe answers, as the port has it; streams and batches differ in capitals."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from talknshop.media.transcription.base import Heard, Segment

_LEAST = 1e-4
_ENGLISH = "en-US"


def streamed_segments(results: Iterable[Mapping[str, Any]]) -> list[Segment]:
    """The words of final results of a stream."""
    return [
        _segment(item["Content"], item["StartTime"], item["EndTime"], item.get("Confidence"))
        for result in results
        for item in result["Alternatives"][0].get("Items", ())
        if item.get("Type") == "pronunciation"
    ]


def streamed_text(results: Iterable[Mapping[str, Any]]) -> str:
    """All that was said, in order."""
    said = (str(result["Alternatives"][0]["Transcript"]).strip() for result in results)
    return " ".join(part for part in said if part)


def batch_heard(told: Mapping[str, Any], *, language: str, seconds: float) -> Heard:
    """What the document says that a batch wrote.

    Raises:
        KeyError: It is no such document.
    """
    results = told["results"]
    words = [item for item in results.get("items", ()) if item.get("type") == "pronunciation"]
    segments = [
        _segment(one["content"], item["start_time"], item["end_time"], one.get("confidence"))
        for item in words
        for one in item["alternatives"][:1]
    ]
    text = " ".join(str(one["transcript"]).strip() for one in results["transcripts"])
    return heard(
        text, segments, language=str(results.get("language_code") or language), seconds=seconds
    )


def heard(text: str, segments: Iterable[Segment], *, language: str, seconds: float) -> Heard:
    """What was heard; the confidence is the geometric mean of that of the words."""
    words = tuple(segments)
    logs = [math.log(max(_LEAST, one.confidence)) for one in words if one.confidence is not None]
    confidence = math.exp(sum(logs) / len(logs)) if text and logs else 0.0
    return Heard(
        # It writes figures and punctuation itself.
        transcript=text,
        raw_transcript=text,
        confidence=round(min(1.0, confidence), 3),
        language=language,
        duration_seconds=round(seconds, 3),
        segments=words,
    )


def _segment(text: object, start: object, end: object, confidence: object) -> Segment:
    known = None if confidence is None else min(1.0, max(0.0, float(str(confidence))))
    return Segment(str(text), float(str(start)), float(str(end)), known)


def language_of(tag: str) -> str:
    """The tag that Transcribe knows; what names no region is taken for the usual one."""
    return _USUAL.get(tag.lower(), tag)


_USUAL = {
    "": _ENGLISH, "en": _ENGLISH, "es": "es-US", "de": "de-DE", "fr": "fr-FR", "it": "it-IT",
    "pt": "pt-BR", "ja": "ja-JP", "ko": "ko-KR", "zh": "zh-CN",
}  # fmt: skip
