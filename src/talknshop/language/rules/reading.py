"""What has been read out of a text so far: findings, each claiming its stretch of the text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from talknshop.language.rules.phrases import Match, PhraseTable, Token, tokenise

_CLAIMED = "\x00"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a text says about one slot; ``start`` and ``end`` are offsets in the text."""

    slot: str
    value: str | float | None
    start: int
    end: int
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A normalised text, its tokens and its findings.

    ``rest`` is the text with every claimed character replaced by NUL, so that offsets stay and no
    pattern matches across a claimed stretch.
    """

    text: str
    tokens: tuple[Token, ...]
    rest: str
    findings: tuple[Finding, ...] = field(default=())

    def claim(self, findings: Iterable[Finding]) -> "Reading":
        """The reading with further findings; those that overlap a claimed stretch are dropped."""
        characters = list(self.rest)
        kept: list[Finding] = []
        for finding in findings:
            stretch = characters[finding.start : finding.end]
            if _CLAIMED in stretch:
                continue
            characters[finding.start : finding.end] = _CLAIMED * len(stretch)
            kept.append(finding)
        if not kept:
            return self
        return replace(self, rest="".join(characters), findings=(*self.findings, *kept))

    def is_free(self, start: int, end: int) -> bool:
        """Whether nothing has claimed any of the stretch."""
        return _CLAIMED not in self.rest[start:end]

    def look_up(self, table: PhraseTable[T]) -> list[tuple[T, int, int]]:
        """Phrases of ``table`` in unclaimed text, with their offsets."""
        found: list[tuple[T, int, int]] = []
        for run in self.free_runs():
            found.extend(self._placed(match, run) for match in table.find(run))
        return found

    def free_runs(self) -> list[list[Token]]:
        """Stretches of consecutive unclaimed tokens."""
        runs: list[list[Token]] = [[]]
        for token in self.tokens:
            if self.is_free(token.start, token.end):
                runs[-1].append(token)
            elif runs[-1]:
                runs.append([])
        return [run for run in runs if run]

    @staticmethod
    def _placed(match: Match[T], run: Sequence[Token]) -> tuple[T, int, int]:
        return match.value, run[match.first].start, run[match.last - 1].end

    def of(self, slot: str) -> list[Finding]:
        """The findings of one slot, in the order of the text."""
        return sorted((f for f in self.findings if f.slot == slot), key=lambda f: f.start)

    def index_at(self, offset: int) -> int:
        """The number of tokens that end at or before ``offset``."""
        low, high = 0, len(self.tokens)
        while low < high:
            middle = (low + high) // 2
            if self.tokens[middle].end <= offset:
                low = middle + 1
            else:
                high = middle
        return low


def start_reading(text: str) -> Reading:
    """A reading of normalised text, with nothing found yet."""
    return Reading(text=text, tokens=tokenise(text), rest=text)
