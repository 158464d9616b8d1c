"""Makers and lines that are named only to compare with: "like a Dyson but cheaper"."""

import re

from talknshop.language.rules.knowledge import Lexicon, Need, ProductType
from talknshop.language.rules.reading import Finding, Reading

_WISH = re.compile(r"\b(?:i|we|would|i'd|id|really|also|you|they|he|she|don't|does|do|who) like$")
_ARTICLES = (" a", " an", " the", " my", " those", " these")
_LONGEST = 4
_CHEAPER = re.compile(r"\b(?:cheaper|less expensive|for less|more affordable|dupes?)\b")


def is_reference(finding: Finding, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether the brand or line is a comparison, not a wish."""
    table = lexicon.phrases["reference"]
    after = [t.text for t in reading.tokens[reading.index_at(finding.end) :][:_LONGEST]]
    if after and after[0] == "'s":
        after = after[1:]
    if any(table.get(" ".join(after[:n])) == "excuse" for n in range(1, len(after) + 1)):
        return False
    if any(table.get(" ".join(after[:n])) == "after" for n in range(1, len(after) + 1)):
        return True
    return _after_comparison(finding, reading, lexicon)


def _after_comparison(finding: Finding, reading: Reading, lexicon: Lexicon) -> bool:
    index = reading.index_at(finding.start)
    words = [token.text for token in reading.tokens[max(0, index - _LONGEST - 1) : index]]
    before = " ".join(words)
    for article in _ARTICLES:
        before = before.removesuffix(article)
    if _WISH.search(before):
        return False
    table = lexicon.phrases["reference"]
    parts = before.split()
    return any(table.get(" ".join(parts[-n:])) == "before" for n in range(1, len(parts) + 1))


def likeness(
    reading: Reading, kind: ProductType | None, compared: set[int]
) -> dict[str, list[str]]:
    """The style that a maker tells who is named to compare with, where the choice is wide.

    "A vacuum like Dyson but cheaper" says enough to search, though not by Dyson. ``compared`` are
    the offsets of what is only compared with.
    """
    if kind is None or kind.need is not Need.CONSIDERED or not _CHEAPER.search(reading.text):
        return {}
    likened = [str(f.value) for f in reading.of("brand") if f.start in compared]
    return {"style": [f"like {likened[0]}"]} if likened else {}
