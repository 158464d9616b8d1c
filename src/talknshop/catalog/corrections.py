"""Correcting a word of what is asked for, when the catalogue has nothing under that spelling."""

from collections.abc import Callable
from itertools import product
from typing import NamedTuple

from talknshop.catalog.conditions import KindConditions
from talknshop.catalog.query import build_query
from talknshop.catalog.snapshot import Snapshot
from talknshop.catalog.thing import Asked
from talknshop.schemas.requirement import Operation, OperationName, RequirementSpec
from talknshop.schemas.search import Correction
from talknshop.search.index import Query, Term
from talknshop.search.spelling import Suggestion, WordList, in_number_of
from talknshop.search.synonyms import Synonyms
from talknshop.search.text import words

_MOST_UNKNOWN = 2
_VOCABULARY_FIELDS = ("title_words", "type_words")


class Spelled(NamedTuple):
    """A requirement that the catalogue can search for, and how it came from what was asked."""

    spec: RequirementSpec
    corrections: list[Correction]


class Speller:
    """Corrects requirements against the words of the catalogue."""

    def __init__(self, synonyms: Synonyms, is_word: Callable[[str], bool]) -> None:
        """Takes what decides.

        Args:
            synonyms: Other wordings of things.
            is_word: Whether the language has a word, which is then never corrected.
        """
        self._synonyms = synonyms
        self._is_word = is_word
        self._words = (-1, WordList({}))

    def spell(self, snapshot: Snapshot, spec: RequirementSpec) -> Spelled:
        """Corrects words that neither the catalogue nor the language has.

        A word is only corrected where something is found then: of the kind, or called by the words.
        """
        asked = words(spec.product_type)
        unknown = [] if spec.literal else self._unknown(snapshot, asked)
        if not 0 < len(unknown) <= _MOST_UNKNOWN:
            return Spelled(spec, [])
        word_list = self._word_list(snapshot)
        choices = [word_list.suggest(word) for word in unknown]
        best: tuple[tuple[int, int, int], str] | None = None
        for chosen in product(*choices):
            meant = _replaced(asked, unknown, chosen)
            of_kind, named = self._found(snapshot, spec, meant)
            slips = sum(one.slips for one in chosen)
            worth = (bool(of_kind), -slips, of_kind or named)
            if named and (best is None or worth > best[0]):
                best = (worth, meant)
        if best is None:
            return Spelled(spec, [])
        corrected = spec.model_copy(update={"product_type": best[1]})
        return Spelled(corrected, [_correction(spec.product_type, best[1])])

    def _unknown(self, snapshot: Snapshot, asked: list[str]) -> list[str]:
        word_list = self._word_list(snapshot)
        return [
            word
            for word in dict.fromkeys(asked)
            if word.isalpha()
            and not word_list.has(word)
            and not self._is_word(word)
            # The word list has names and kinds; a word of a description is a word, too.
            and not snapshot.count(Query((Term((word,), required=True),)))
        ]

    def _found(self, snapshot: Snapshot, spec: RequirementSpec, meant: str) -> tuple[int, int]:
        wanted = spec.model_copy(update={"product_type": meant})
        query = build_query(wanted, self._synonyms)
        asked = Asked(meant, self._synonyms)
        kinds = KindConditions(asked, self._synonyms)
        of_kind = snapshot.count(query.also(kinds.of_kind))
        called = kinds.called(query.terms or (), asked.phrase)
        return of_kind, of_kind or snapshot.count(query.also(called))

    def _word_list(self, snapshot: Snapshot) -> WordList:
        generation, found = self._words
        if generation != snapshot.generation:
            counts: dict[str, int] = {}
            for field in _VOCABULARY_FIELDS:
                for word, count in snapshot.words(field).items():
                    counts[word] = max(count, counts.get(word, 0))
            found = WordList(counts)
            self._words = (snapshot.generation, found)
        return found


def _replaced(asked: list[str], unknown: list[str], chosen: tuple[Suggestion, ...]) -> str:
    meant = {word: in_number_of(one.word, word) for word, one in zip(unknown, chosen, strict=True)}
    return " ".join(meant.get(word, word) for word in asked)


def _correction(original: str, corrected: str) -> Correction:
    return Correction(
        original=original,
        corrected=corrected,
        operations=[
            Operation(op=OperationName.SET, slot="product_type", value=original),
            Operation(op=OperationName.SET, slot="literal", value="true"),
        ],
    )
