"""What ``talknshop doctor`` finds, and how it is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import orjson


class Mark(StrEnum):
    """How a thing that was looked at is."""

    OK = "ok"
    """It works."""
    ABSENT = "--"
    """It is not set up, and everything else works without it."""
    BROKEN = "!!"
    """It is set up and does not work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    mark: Mark
    name: str
    text: str


def as_lines(findings: Iterable[Finding]) -> str:
    """One line each."""
    return "\n".join(f"{found.mark}  {found.name:<12} {found.text}" for found in findings)


def as_json(findings: Iterable[Finding]) -> str:
    """An array of objects with ``status`` (ok, absent, broken), ``name`` and ``message``."""
    told = [
        {"status": found.mark.name.lower(), "name": found.name, "message": found.text}
        for found in findings
    ]
    return orjson.dumps(told, option=orjson.OPT_INDENT_2).decode()
