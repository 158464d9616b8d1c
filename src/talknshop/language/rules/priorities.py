"""What a person says shall count more or less in the order of products."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from talknshop.language.base import Dialogue, RequirementUpdate
from talknshop.schemas.emphasis import Emphasis, Priority, RankingPart
from talknshop.schemas.enums import Sort
from talknshop.schemas.requirement import Operation, OperationName

_LONGEST = 600
"""A priority shows within this many characters, or not at all."""
_OPPOSITE = {
    Emphasis.MOST: Emphasis.LESS,
    Emphasis.MORE: Emphasis.LESS,
    Emphasis.LESS: Emphasis.MORE,
}
_CLAUSE = re.compile(
    r"(?:[^;.!?,]|,(?= ?(?:and )?(?:not|that|rather|being|als|than)\b)|(?<=\d)[.,](?=\d))+[?]?"
)
_BUT = re.compile(r"\b(?:but|while|whereas)\b")
_ALONE = (Emphasis.MORE, Emphasis.LESS)


@dataclass(frozen=True, slots=True)
class Said:
    """The priorities of a text, and where it states them."""

    priorities: tuple[Priority, ...] = ()
    spans: tuple[tuple[int, int, bool], ...] = ()
    """Start, end, and whether the words may tell a limit too ("the price does not matter")."""

    def without(self, text: str, *, limits: bool) -> str:
        """The text without the words that state priorities.

        Args:
            text: What the priorities were read from.
            limits: Whether words that may lift a limit are cut too.
        """
        kept: list[str] = []
        at = 0
        for start, end, lifts in self.spans:
            if limits or not lifts:
                kept.append(text[at:start])
                at = end
        return " ".join(" ".join([*kept, text[at:]]).split())


class PriorityReader:
    """Reads priorities; holds no state between turns."""

    def __init__(self, data: dict[str, Any]) -> None:
        """Compiles ``data``, the table ``priority`` of ``requests.toml``."""
        parts: dict[str, str] = data["parts"]
        self._part = re.compile("|".join(rf"(?P<{name}>\b(?:{p}))" for name, p in parts.items()))
        self._usual = re.compile(data["usual"])
        self._asking = re.compile(data["asking"])
        self._than = re.compile(data["than"])
        self._between = re.compile(data["between"])
        self._prefer = re.compile(data["prefer"])
        self._preferred = re.compile(data["preferred"])
        self._over = re.compile(data["over"])
        self._cues = [
            (Emphasis(name), re.compile(rf"\b(?:{pattern})", re.ASCII))
            for name, pattern in data["cues"].items()
        ]

    def read(self, text: str) -> Said:
        """The priorities of a normalised text, in its order."""
        priorities: list[Priority] = []
        spans: list[tuple[int, int, bool]] = []
        for start, clause in _clauses(text[:_LONGEST]):
            found = self._read_clause(clause)
            if found is not None:
                told, low, high = found
                priorities += told
                lifts = all(one.emphasis is Emphasis.NOT for one in told)
                spans.append((start + low, start + high, lifts))
        return Said(tuple(dict.fromkeys(priorities)), tuple(spans))

    def _read_clause(self, clause: str) -> tuple[list[Priority], int, int] | None:
        usual = self._usual.search(clause)
        if usual is not None:
            return [Priority(None)], usual.start(), usual.end()
        parts = [
            (RankingPart(match.lastgroup), match)
            for match in self._part.finditer(clause)
            if match.lastgroup is not None
        ]
        if not parts or self._asking.search(clause):
            return None
        cue = self._cue(clause, [match for _, match in parts])
        if cue is None:
            return None
        emphasis, low, high = cue
        told: list[Priority] = []
        for place, (part, match) in enumerate(parts):
            before = clause[parts[place - 1][1].end() if place else 0 : match.start()]
            behind = (self._between if place else self._than).search(before)
            behind = behind or (place and self._chosen(clause, parts[0][1], parts[1][1]))
            turned = _OPPOSITE.get(emphasis) if behind else emphasis
            if turned is not None:
                told.append(Priority(part, turned))
        if not told:
            return None
        low = min(low, parts[0][1].start())
        return told, low, max(high, parts[-1][1].end())

    def _cue(self, clause: str, parts: list[re.Match[str]]) -> tuple[Emphasis, int, int] | None:
        """The strongest cue of a clause and its place; "quality over price" needs no verb."""
        for emphasis, pattern in self._cues:
            match = pattern.search(clause)
            if match is not None:
                return emphasis, match.start(), match.end()
        if len(parts) > 1 and self._chosen(clause, *parts[:2]):
            return Emphasis.MORE, parts[0].start(), parts[-1].end()
        for first, second in pairwise(parts):
            if self._over.fullmatch(clause[first.end() : second.start()].strip()):
                return Emphasis.MORE, first.start(), second.end()
        rest = f"{clause[: parts[0].start()]} {clause[parts[-1].end() :]}".split()
        for emphasis in _ALONE:
            # "price more, ratings less"
            if len(parts) == 1 and [w for w in rest if w not in {"the", "and"}] == [emphasis.value]:
                return emphasis, 0, len(clause)
        return None

    def _chosen(self, clause: str, first: re.Match[str], second: re.Match[str]) -> bool:
        """Whether the first part is preferred to the second."""
        preferred = self._preferred.search(clause[first.end() : second.start()])
        return self._prefer.search(clause[: first.start()]) is not None and preferred is not None


def ranked_again(dialogue: Dialogue, update: RequirementUpdate) -> tuple[Operation, ...]:
    """Ends an order by one thing alone, in which nothing else could count."""
    present = dialogue.requirement
    told = any(operation.slot == "sort" for operation in update.operations)
    if present is None or present.sort is Sort.RELEVANCE or told:
        return ()
    return (Operation(op=OperationName.RESET, slot="sort"),)


def _clauses(text: str) -> Iterator[tuple[int, str]]:
    for match in _CLAUSE.finditer(text):
        at = match.start()
        for end in [*_ends(_BUT.finditer(match.group())), len(match.group())]:
            yield at, text[at : match.start() + end]
            at = match.start() + end


def _ends(matches: Iterable[re.Match[str]]) -> list[int]:
    return [match.start() for match in matches]
