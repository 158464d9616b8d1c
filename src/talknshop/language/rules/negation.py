"""Where a text says no: the stretches in which what is named is not wanted."""

import re
from dataclasses import dataclass

from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.reading import Finding, Reading

_HARD_STOP = frozenset(".;!?()\n")
_LIST = frozenset({"or", "and", "nor", ",", "/", "&"})
_LONGEST = 8
"""A negation reaches over at most this many words."""
_FREE = re.compile(r"\b[a-z]+[ -]free\b")


@dataclass(frozen=True, slots=True)
class Scope:
    """A negated stretch: the cue and what follows it, by offsets."""

    start: int
    content: int
    end: int

    def covers(self, finding: Finding) -> bool:
        """Whether the finding stands in the negated stretch."""
        return self.content <= finding.start and finding.end <= self.end


def find_scopes(reading: Reading, lexicon: Lexicon) -> list[Scope]:
    """The negated stretches of a text, in its order."""
    harmless = _phrases(reading, lexicon, "harmless")
    scopes: list[Scope] = []
    for start, end in _phrases(reading, lexicon, "cues"):
        if any(low < end and start < high for low, high in harmless):
            continue
        if scopes and start < scopes[-1].end:
            continue
        scopes.append(Scope(start, end, _reach(reading, end, lexicon)))
    return scopes


def _phrases(reading: Reading, lexicon: Lexicon, meaning: str) -> list[tuple[int, int]]:
    """Where phrases of the negation lexicon with one meaning stand."""
    return [
        (reading.tokens[found.first].start, reading.tokens[found.last - 1].end)
        for found in lexicon.phrases[f"negation.{meaning}"].find(reading.tokens)
    ]


def _reach(reading: Reading, offset: int, lexicon: Lexicon) -> int:
    index = reading.index_at(offset)
    end = offset
    tokens = reading.tokens
    stops = lexicon.phrases["negation.stops"]
    for count in range(_LONGEST):
        if index + count >= len(tokens):
            break
        token = tokens[index + count]
        if token.text in _HARD_STOP:
            break
        if token.text == "," and not _list_goes_on(reading, index + count, lexicon):
            break
        if count and token.text[0].isdigit():
            break
        if count and stops.get(token.text) is not None:
            break
        end = token.end
    return end


def _list_goes_on(reading: Reading, comma: int, lexicon: Lexicon) -> bool:
    """After "no nike, adidas or puma" the comma continues the list."""
    tokens = reading.tokens
    for step in range(1, 5):
        if comma + step >= len(tokens):
            return False
        text = tokens[comma + step].text
        if text in {"or", "nor"}:
            return step > 1 or _is_brand(tokens[comma + step], lexicon)
        if lexicon.phrases["negation"].get(text) is not None:
            return False
        if not text.isalpha():
            return False
    return False


def _is_brand(token: object, lexicon: Lexicon) -> bool:
    return bool(lexicon.brands.get(str(getattr(token, "text", ""))))


def unknown_exclusions(reading: Reading, scope: Scope, lexicon: Lexicon) -> list[Finding]:
    """What a negated stretch names in words no lexicon knows, as typed."""
    found: list[Finding] = []
    run: list[tuple[int, int]] = []
    for token in reading.tokens:
        inside = scope.content <= token.start and token.end <= scope.end
        plain = inside and reading.is_free(token.start, token.end) and token.text[0].isalpha()
        if plain and token.text not in lexicon.grammar.stopwords and token.text not in _LIST:
            run.append((token.start, token.end))
            continue
        if run:
            found.append(_excluded(reading, run))
            run = []
    if run:
        found.append(_excluded(reading, run))
    return found


def _excluded(reading: Reading, run: list[tuple[int, int]]) -> Finding:
    start, end = run[0][0], run[-1][1]
    return Finding("exclude", reading.text[start:end], start, end, negated=True)
