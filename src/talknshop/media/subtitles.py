"""Transcripts as subtitles: SubRip and WebVTT."""

from collections.abc import Sequence

from talknshop.media.transcription.base import Heard, Segment

_LONGEST_LINE_SECONDS = 5.0
_MOST_WORDS = 12


def as_srt(heard: Heard) -> str:
    """SubRip, the numbered form."""
    lines = [
        f"{number}\n{_clock(start, ',')} --> {_clock(end, ',')}\n{text}\n"
        for number, (start, end, text) in enumerate(_lines(heard), 1)
    ]
    return "\n".join(lines)


def as_vtt(heard: Heard) -> str:
    """WebVTT, which browsers show."""
    lines = [
        f"{_clock(start, '.')} --> {_clock(end, '.')}\n{text}\n"
        for start, end, text in _lines(heard)
    ]
    return "\n".join(["WEBVTT\n", *lines])


def _lines(heard: Heard) -> list[tuple[float, float, str]]:
    if not heard.segments:
        return [(0.0, heard.duration_seconds, heard.transcript)] if heard.transcript else []
    groups: list[list[Segment]] = [[]]
    for segment in heard.segments:
        current = groups[-1]
        too_long = bool(current) and (
            len(current) >= _MOST_WORDS
            or segment.end_seconds - current[0].start_seconds > _LONGEST_LINE_SECONDS
        )
        if too_long:
            groups.append([])
        groups[-1].append(segment)
    return [_line(group) for group in groups]


def _line(group: Sequence[Segment]) -> tuple[float, float, str]:
    text = " ".join(one.text for one in group)
    return group[0].start_seconds, group[-1].end_seconds, text


def _clock(seconds: float, point: str) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    minutes, second = divmod(whole, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02d}:{minute:02d}:{second:02d}{point}{thousandths:03d}"
