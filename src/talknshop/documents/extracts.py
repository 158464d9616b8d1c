"""The sentences of passages that answer a question, each at its place: pure, and never a word more.

A sentence counts by the words of the question that it has, rare words more than common ones. What
answers is often the sentence after the one that repeats the question, so neighbours are taken along
while they are short.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from talknshop.schemas.document import Passage
from talknshop.search.languages import language_of, stems, telling_words

_SENTENCE = re.compile(r"[^\n]+?(?:[.!?]+[\"')\]]*(?=\s)|(?=\n)|\Z)")
_LONGEST = 420
_MOST_OF_A_DOCUMENT = 2
_NEXT_TO_BEST = 0.6
"""What a further quote must reach of the best one."""


@dataclass(frozen=True, slots=True)
class Extract:
    """A quote.

    Attributes:
        passage: What it was taken out of.
        char_start: Where it begins in the document's text.
        char_end: Behind its last character.
        text: What stands there.
        coverage: The share of the question's words that it has, rare ones counting more; 0 to 1.
    """

    passage: Passage
    char_start: int
    char_end: int
    text: str
    coverage: float


def extracts(question: str, passages: Sequence[Passage], *, most: int = 3) -> list[Extract]:
    """The quotes that answer a question best, best first; none where no passage has a word of it.

    Args:
        question: What was asked.
        passages: What was found, best first.
        most: How many quotes at most; of one document no more than two.
    """
    language = language_of(question)
    asked = frozenset(_content(question, language))
    sentences = [
        (passage, start, end) for passage in passages for start, end in _sentences(passage.text)
    ]
    if not asked or not sentences:
        return []
    words = [frozenset(stems(p.text[start:end], language)) for p, start, end in sentences]
    about = {id(passage): _about(passage, language) for passage in passages}
    rarity = _rarity(asked, words)
    total = sum(rarity.values())
    scored = [
        # What the headings say counts for every sentence below them, but less.
        (sum(rarity[word] for word in asked & own)
         + 0.5 * sum(rarity[word] for word in (asked & about[id(passage)]) - own)) / total
        for own, (passage, _, _) in zip(words, sentences, strict=True)
    ]  # fmt: skip
    order = sorted(range(len(sentences)), key=lambda number: (-scored[number], number))
    return _chosen(sentences, scored, order, most)


def _chosen(
    sentences: Sequence[tuple[Passage, int, int]],
    scored: Sequence[float],
    order: Sequence[int],
    most: int,
) -> list[Extract]:
    chosen: list[Extract] = []
    taken: Counter[str] = Counter()
    best = scored[order[0]]
    for number in order:
        passage, start, end = sentences[number]
        if len(chosen) == most or scored[number] <= 0 or scored[number] < best * _NEXT_TO_BEST:
            break
        extract = _extract(passage, start, end, scored[number])
        if taken[passage.document_id] < _MOST_OF_A_DOCUMENT and not _overlaps(extract, chosen):
            chosen.append(extract)
            taken[passage.document_id] += 1
    return chosen


def _extract(passage: Passage, start: int, end: int, coverage: float) -> Extract:
    """The sentence, with the next one of its paragraph while both together are short."""
    spans = list(_sentences(passage.text))
    for following_start, following_end in spans[spans.index((start, end)) + 1 :]:
        if following_end - start > _LONGEST or "\n\n" in passage.text[end:following_start]:
            break
        end = following_end
    return Extract(
        passage,
        passage.char_start + start,
        passage.char_start + end,
        passage.text[start:end],
        coverage,
    )


def _overlaps(extract: Extract, chosen: Sequence[Extract]) -> bool:
    return any(
        one.passage.document_id == extract.passage.document_id
        and one.char_start < extract.char_end
        and extract.char_start < one.char_end
        for one in chosen
    )


def _sentences(text: str) -> list[tuple[int, int]]:
    found = ((match.start(), match.end()) for match in _SENTENCE.finditer(text))
    trimmed = (
        (start + len(part) - len(part.lstrip()), end)
        for start, end in found
        if (part := text[start:end]).strip()
    )
    return [(start, end) for start, end in trimmed if start < end]


def _content(question: str, language: str | None) -> list[str]:
    """The words of a question that say what it is about; all where there are no others."""
    every = stems(question, language)
    common = {stem for word in telling_words(language) for stem in stems(word, language)}
    return [word for word in every if word not in common] or every


def _about(passage: Passage, language: str | None) -> frozenset[str]:
    return frozenset(stems(" ".join((passage.title, *passage.heading_path)), language))


def _rarity(asked: frozenset[str], words: Sequence[frozenset[str]]) -> dict[str, float]:
    """How much each word of the question counts among these sentences."""
    counts = Counter(word for own in words for word in own & asked)
    return {word: math.log(1 + (len(words) + 1) / (counts[word] + 0.5)) for word in asked}
