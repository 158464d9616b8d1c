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

from talknshop.documents.question_words import (
    AskedWord,
    asked_words,
    asks_for_the_whole,
    question_language,
)
from talknshop.schemas.document import Passage
from talknshop.search.languages import DEFAULT_LANGUAGE, language_of, stems

_SENTENCE = re.compile(r"[^\n]+?(?:[.!?]+[\"')\]]*(?=\s)|(?=\n)|\Z)")
_LONGEST = 420
_MOST_OF_A_DOCUMENT = 2
_HEADINGS = 0.7
_LOWER = 0.08
"""What a sentence loses with each passage that was found to fit better than its own."""
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


@dataclass(frozen=True, slots=True)
class _Said:
    words: frozenset[str]
    language: str


@dataclass(frozen=True, slots=True)
class _Sentence:
    rank: int
    passage: Passage
    start: int
    end: int
    said: _Said


def extracts(question: str, passages: Sequence[Passage], *, most: int = 3) -> list[Extract]:
    """The quotes that answer a question best, best first; none where no passage has a word of it.

    Args:
        question: What was asked.
        passages: What was found, best first.
        most: How many quotes at most; of one document no more than two, unless somebody asks for
            all that it says: then they are what its first sections begin with.
    """
    asked = asked_words(question)
    of_question = question_language(question)
    languages = [language_of(one.text) or of_question for one in passages]
    sentences = [
        _Sentence(rank, passage, start, end, _said(passage.text[start:end], languages[rank]))
        for rank, passage in enumerate(passages)
        for start, end in _sentences(passage.text)
        # A heading says where something stands, not what.
        if passage.text[start:end] not in (passage.title, *passage.heading_path)
    ]
    if not asked or not sentences:
        return []
    if asks_for_the_whole(question) and _is_called(asked, passages[0], languages[0]):
        return _from_the_beginning(passages[0].document_id, sentences, most)
    has = [_had(asked, sentence.said) for sentence in sentences]
    rarity = _rarity(asked, has)
    about = [
        _had(asked, _about(one, language))
        for one, language in zip(passages, languages, strict=True)
    ]
    scored = [
        (_coverage(own, about[sentence.rank], rarity), sentence)
        for own, sentence in zip(has, sentences, strict=True)
    ]
    # Of sentences that say as much, the one in the better passage; sorting keeps their order.
    scored.sort(key=lambda one: -one[0] / (1 + _LOWER * one[1].rank))
    return _chosen(scored, most)


def _said(text: str, language: str | None) -> _Said:
    return _Said(frozenset(stems(text, language)), language or DEFAULT_LANGUAGE)


def _had(asked: Sequence[AskedWord], said: _Said) -> frozenset[str]:
    """The words of the question that are said, in whichever words."""
    return frozenset(word.own for word in asked if word.is_in(said.words, said.language))


def _coverage(own: frozenset[str], about: frozenset[str], rarity: dict[str, float]) -> float:
    # What the headings say counts for every sentence below them, but less.
    said = sum(rarity[word] for word in own)
    above = sum(rarity[word] for word in about - own)
    return (said + _HEADINGS * above) / sum(rarity.values())


def _chosen(scored: Sequence[tuple[float, _Sentence]], most: int) -> list[Extract]:
    chosen: list[Extract] = []
    taken: Counter[str] = Counter()
    best = scored[0][0]
    for coverage, sentence in scored:
        if len(chosen) == most or coverage <= 0:
            break
        if coverage < best * _NEXT_TO_BEST:
            continue
        extract = _extract(sentence, coverage)
        document_id = sentence.passage.document_id
        if taken[document_id] < _MOST_OF_A_DOCUMENT and not _overlaps(extract, chosen):
            chosen.append(extract)
            taken[document_id] += 1
    return chosen


def _is_called(asked: Sequence[AskedWord], passage: Passage, language: str | None) -> bool:
    """Whether a document is called what was asked about."""
    title = _said(passage.title, language)
    return all(word.is_in(title.words, title.language) for word in asked)


def _from_the_beginning(
    document_id: str, sentences: Sequence[_Sentence], most: int
) -> list[Extract]:
    """What each of the first sections of a document begins with, in its order."""
    own = [one for one in sentences if one.passage.document_id == document_id]
    chosen: list[Extract] = []
    begun: set[tuple[str, ...]] = set()
    for sentence in sorted(own, key=lambda one: one.passage.char_start + one.start):
        section = tuple(sentence.passage.heading_path)
        if len(chosen) < most and section not in begun:
            begun.add(section)
            chosen.append(_extract(sentence, 1.0))
    return chosen


def _extract(sentence: _Sentence, coverage: float) -> Extract:
    """The sentence, with the next ones of its paragraph while they are short together."""
    passage, start, end = sentence.passage, sentence.start, sentence.end
    for following_start, following_end in _sentences(passage.text):
        if following_start <= start:
            continue
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


def _about(passage: Passage, language: str | None) -> _Said:
    return _said(" ".join((passage.title, *passage.heading_path)), language)


def _rarity(asked: Sequence[AskedWord], has: Sequence[frozenset[str]]) -> dict[str, float]:
    """How much each word of the question counts among these sentences."""
    counts = Counter(word for own in has for word in own)
    return {
        word.own: word.counts * math.log(1 + (len(has) + 1) / (counts[word.own] + 0.5))
        for word in asked
    }
