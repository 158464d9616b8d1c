"""What of a message the learned part of the router looks at: words, their order, their classes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from talknshop.language.base import IntentDecision
from talknshop.language.rules.reading import Reading

_SIGNS = {
    "product_type": "<product>",
    "product": "<product>",
    "line": "<product>",
    "also": "<product>",
    "brand": "<brand>",
    "brands": "<brand>",
    "price": "<price>",
    "marketplace": "<shop>",
    "color": "<color>",
    "material": "<material>",
    "condition": "<condition>",
    "recipient": "<person>",
}
"""What stands for a finding of a slot; the words of other findings stay."""
_SHOPPING_SIGNS = frozenset(_SIGNS.values()) - {"<person>"}
_PAUSES = frozenset(",.!;:")
_FIRST, _LAST = 100, 40
"""Of a long message its beginning and its end are looked at."""
_LENGTHS = (4, 6, 10, 20)
_TELLING = frozenset(
    {
        *("my", "i", "you", "do", "can", "is", "if", "not", "don't", "dont"),
        *("or", "than", "that", "it", "a", "<product>", "<brand>"),
    }
)
"""Words whose presence counts together with each class, wherever the two stand."""
_UNSPEAKABLE = re.compile(r"[b-df-hj-np-tv-xz]{4}|(.)\1\1|^[^aeiouy]+$")
"""Runs of letters that no word has."""
_WORD = re.compile(r"\w+")
_SHORTEST = {"ing": 6, "ed": 5, "s": 4}


@dataclass(frozen=True, slots=True)
class WordClasses:
    """Which words tell the same, and which classes show that a message is about shopping."""

    of: Mapping[str, str]
    """The class of a word."""
    names: frozenset[str]
    shopping: frozenset[str]

    @classmethod
    def of_table(cls, classes: Mapping[str, str], shopping: str) -> "WordClasses":
        """Builds the classes from words and names that blanks separate."""
        of = {word: name.upper() for name, words in classes.items() for word in words.split()}
        shown = frozenset(shopping.upper().split()) | _SHOPPING_SIGNS
        return cls(of, frozenset(of.values()), shown)


def intent_features(
    reading: Reading,
    rules: IntentDecision,
    classes: WordClasses,
    known: frozenset[str],
    original: str | None = None,
) -> frozenset[str]:
    """The features of a message.

    Args:
        reading: What was read out of the message in the words of the rules.
        rules: What the rules make of the message on its own.
        classes: The classes of words.
        known: English words; others may be gibberish.
        original: The message as it was typed, where it was in another language.
    """
    signs = _signs(reading)
    words = [word for word in signs if word != "?"]
    found = {f"rules {rules.intent}", f"rules {rules.intent} {rules.confidence}"}
    if "?" in signs[-3:]:
        found.add("question")
    found.update(_counts(words))
    plain = ["^", *(word.replace("'", "") for word in words), "$"]
    found.update(_of_words(plain))
    classed = [classes.of.get(word, word) for word in plain]
    found.update(_of_classes(classed, classes))
    found.update(_of_strangers(classed, classes, known))
    if original is not None:
        found.update(_of_original(original))
    return frozenset(found)


def _signs(reading: Reading) -> list[str]:
    """The tokens of a reading, with a sign in place of a product, brand, price or shop."""
    tokens = reading.tokens
    if len(tokens) > _FIRST + _LAST:
        tokens = (*tokens[:_FIRST], *tokens[-_LAST:])
    findings = sorted(reading.findings, key=lambda finding: finding.start)
    signs: list[str] = []
    place = 0
    for token in tokens:
        while place < len(findings) and findings[place].end <= token.start:
            place += 1
        inside = place < len(findings) and findings[place].start <= token.start
        sign = _SIGNS.get(findings[place].slot) if inside else None
        if sign is None:
            signs.append("<number>" if token.text[0].isdigit() else token.text)
        elif not signs or signs[-1] != sign:
            signs.append(sign)
    return [sign for sign in signs if sign not in _PAUSES]


def _counts(words: Sequence[str]) -> Iterator[str]:
    length = max((step for step in _LENGTHS if step <= len(words)), default=len(words))
    products = words.count("<product>")
    yield f"length {length}"
    yield f"products {min(products, 2)}"
    yield f"names {min(products + words.count('<brand>'), 2)}"


def _of_words(words: Sequence[str]) -> Iterator[str]:
    for place, word in enumerate(words):
        if word not in "^$":
            yield word
            yield f"~{_stem(word)}"
        if place + 1 < len(words):
            yield f"{word} {words[place + 1]}"
        if place + 2 < len(words):
            yield f"{word} {words[place + 1]} {words[place + 2]}"
            yield f"{word} _ {words[place + 2]}"


def _of_classes(words: Sequence[str], classes: WordClasses) -> Iterator[str]:
    for place, word in enumerate(words):
        if word in classes.names:
            yield f"@{word}"
        for length in (2, 3):
            run = words[place : place + length]
            if len(run) == length and not classes.names.isdisjoint(run):
                yield "@" + " ".join(run)
        if place + 2 < len(words):
            ends = word, words[place + 2]
            if not classes.names.isdisjoint(ends):
                yield f"@{ends[0]} _ {ends[1]}"
    present = sorted({word for word in words if word in classes.names or word in _TELLING})
    yield from (f"&{first}&{second}" for first, second in combinations(present, 2))


def _of_strangers(
    words: Sequence[str], classes: WordClasses, known: frozenset[str]
) -> Iterator[str]:
    letters = [word for word in words if word.isalpha() and word not in classes.names]
    unknown = sum(word not in known for word in letters)
    yield f"unknown {min(unknown, 2)}"
    if classes.shopping.isdisjoint(words):
        yield "no shopping"
        yield f"no shopping {min(len(words) - 2, 6)}"
        yield f"no shopping {words[1]}"
    if letters and unknown == len(letters):
        yield "all unknown"
    if any(word not in known and _UNSPEAKABLE.search(word) for word in letters):
        yield "unspeakable"


def _of_original(text: str) -> Iterator[str]:
    words = ["^", *_WORD.findall(text.lower())[:_FIRST], "$"]
    yield from (f"={word}" for word in words[1:-1])
    yield from (f"={first} {second}" for first, second in pairwise(words))


def _stem(word: str) -> str:
    for ending, shortest in _SHORTEST.items():
        if len(word) >= shortest and word.endswith(ending) and not word.endswith("ss"):
            return word.removesuffix(ending)
    return word
