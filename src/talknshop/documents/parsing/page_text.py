"""From the lines of a printed page to paragraphs."""

import re
from collections.abc import Iterator
from statistics import quantiles

_ENDS_SENTENCE = re.compile(r"[.!?:][\"'”’)\]]?\Z")
_ITEM = re.compile(r"(?:[-–•▪●*]|\d{1,3}[.)])\s")
_DIVIDED = re.compile(r"[^\W\d_]-\Z")
_SHORT = 0.8
"""A line that ends a sentence and is shorter than this share of full lines ends a paragraph."""
_FEW_LINES = 3


def paragraphs_of(lines: list[str]) -> Iterator[str]:
    """Puts lines together into paragraphs; words that were divided at a line's end are whole."""
    lengths = [len(line) for line in lines if line.strip()]
    full = quantiles(lengths, n=10)[-2] if len(lengths) >= _FEW_LINES else 0
    gathered = ""
    for line in (one.strip() for one in lines):
        if gathered and (not line or _ITEM.match(line)):
            yield gathered
            gathered = ""
        gathered = _joined(gathered, line)
        if _ENDS_SENTENCE.search(line) and len(line) < _SHORT * full:
            yield gathered
            gathered = ""
    if gathered:
        yield gathered


def _joined(before: str, line: str) -> str:
    if not before:
        return line
    if _DIVIDED.search(before) and line[:1].islower():
        return before[:-1] + line
    return f"{before} {line}"
