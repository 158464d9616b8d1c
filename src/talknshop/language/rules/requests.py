"""What a turn wants done with the products on show."""

import re
from collections.abc import Sequence

from talknshop.language.base import Dialogue, Flow, RequirementUpdate, Turn
from talknshop.language.requests import Request, RequestKind, Shown
from talknshop.language.rules.buyer import BuyerReader
from talknshop.language.rules.intents import Patterns
from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.normalise import normalise
from talknshop.language.rules.phrases import split_words, tokenise
from talknshop.language.rules.priorities import PriorityReader, ranked_again
from talknshop.language.rules.result_references import References, find_references
from talknshop.language.rules.wish import read_wish
from talknshop.schemas.enums import Intent
from talknshop.schemas.requirement import Operation, Requirement

_SEVERAL = 2
_COUNT = re.compile(
    r"\b(\d{1,3})\b(?= (?:more|others?|further|additional)| ?$)|"
    r"(?<=more )(\d{1,3})|(?<=other )(\d{1,3})"
)
_SUM = re.compile(r"\d{2}|[$€£] ?\d")
_SEPARATOR = re.compile(
    r"\b(?:and|or|vs\.?|versus|with|to|than|between|against|over|instead of)\b|[,/&?]"
)
_OTHER_QUESTIONS = (Intent.POLICY_QUESTION, Intent.ORDER_OR_LISTING_STATUS)
_LONGEST_NAME = 5
_SHORT = 10
"""A turn of at most this many words that only names something on show asks about it."""


class RequestReader:
    """Reads requests about products on show; holds no state between turns."""

    def __init__(self, lexicon: Lexicon, patterns: Patterns, buyer: BuyerReader) -> None:
        """Keeps the knowledge; ``buyer`` reads the changes a request carries."""
        self._lexicon = lexicon
        self._patterns = patterns
        self._buyer = buyer
        self._priorities = PriorityReader(lexicon.patterns["priority"])
        self._no_names = frozenset(lexicon.patterns["names"]["never"].split())

    def read(self, turn: Turn, dialogue: Dialogue, shown: Sequence[Shown]) -> Request | None:
        """The request of a turn, or None when it asks for nothing on show."""
        text = normalise(turn.words, self._lexicon.spelling)
        if not text or dialogue.flow is Flow.SELL:
            return None
        ranking = self._ranking(text, dialogue)
        if ranking is not None:
            return ranking
        found = find_references(text, shown, self._lexicon, dialogue.focus)
        meant = any(self._patterns.anywhere(kind, text) for kind in ("open", "compared"))
        if self._is_elsewhere(text) and not (found.definite and meant):
            return None
        if self._patterns.anywhere("watch", text):
            operations = self._watched(text, turn, dialogue, found)
            names = () if found.positions or operations else self._names(text)
            return _about(RequestKind.WATCH, found, names, operations=operations)
        return self._of_results(turn, text, dialogue, shown, found)

    def _ranking(self, text: str, dialogue: Dialogue) -> Request | None:
        """What only says what shall count more; together with a wish it belongs to the wish."""
        said = self._priorities.read(text)
        if not said.priorities or dialogue.asked_slot is not None:
            return None
        rest = said.without(text, limits=True)
        wish = read_wish(rest, self._lexicon, open_vocabulary=False)
        wants = self._patterns.starts_search(rest) or self._patterns.tells("sell", rest)
        if wish.reading.findings or wants or self._lifts_limit(text, dialogue):
            return None
        operations = ranked_again(dialogue, RequirementUpdate(()))
        return Request(RequestKind.RANK, operations=operations, priorities=said.priorities)

    def _lifts_limit(self, text: str, dialogue: Dialogue) -> bool:
        """Whether "the price does not matter" is said of a limit that was stated before."""
        present = dialogue.requirement or Requirement()
        limits: dict[str, object] = {
            "price": present.price,
            "rating_min": present.rating_min,
            "condition": present.condition,
        }
        return any(limits.get(slot) is not None for slot in self._patterns.dropped_slots(text))

    def _of_results(
        self,
        turn: Turn,
        text: str,
        dialogue: Dialogue,
        shown: Sequence[Shown],
        found: References,
    ) -> Request | None:
        weighed = self._weighed(text, found, shown)
        if weighed is not None:
            return _about(weighed, found, self._names(text, found, shown))
        if found.positions and self._patterns.anywhere("similar", text):
            return _about(RequestKind.SIMILAR, found, operations=self._changes(turn, dialogue))
        if self._patterns.whole("more", text.strip(" .!?,")) and not found.definite:
            return Request(RequestKind.MORE, count=_count(text)) if shown else None
        return self._about_some(text, found)

    def _weighed(self, text: str, found: References, shown: Sequence[Shown]) -> RequestKind | None:
        if self._patterns.anywhere("why_not", text) and not found.everything:
            return RequestKind.WHY_NOT
        return RequestKind.COMPARE if self._compares(text, found, shown) else None

    def _is_elsewhere(self, text: str) -> bool:
        """Whether another flow answers: a policy, an order, a cancellation, a sale."""
        return (
            self._patterns.tells("cancel", text)
            or any(self._patterns.tells(intent, text) for intent in _OTHER_QUESTIONS)
            or self._patterns.tells("sell", text)
        )

    def _compares(self, text: str, found: References, shown: Sequence[Shown]) -> bool:
        if len(found.positions) == 1 and self._patterns.anywhere("superlative", text):
            return False
        if self._patterns.anywhere("compared", text):
            return bool(shown)
        two = len(found.positions) == _SEVERAL and found.definite
        if two and len(text.split()) <= _SHORT and self._patterns.anywhere("against", text):
            return True
        if not self._patterns.tells(Intent.COMPARE, text):
            return False
        return len(found.positions) >= _SEVERAL or not _is_wish(text, self._patterns)

    def _about_some(self, text: str, found: References) -> Request | None:
        if not found.positions or found.everything:
            return None
        if not (found.definite or found.by_pronoun):
            return None
        if self._patterns.anywhere("open", text):
            return _about(RequestKind.OPEN, found)
        asks = self._patterns.anywhere("details", text) or self._patterns.anywhere("question", text)
        points = found.definite and len(text.split()) <= _SHORT
        if (asks or points) and not self._refines(text):
            return _about(RequestKind.DETAILS, found)
        return None

    def _refines(self, text: str) -> bool:
        """Whether the text changes the requirement: "drop the brand", "cheaper than that"."""
        negation = self._lexicon.phrases["negation.cues"].find(tokenise(text))
        asks = self._patterns.anywhere("question", text)
        return (
            bool(self._patterns.dropped_slots(text))
            or (bool(negation) and not asks)
            or self._patterns.anywhere("replace", text, "swap")
            or (_is_wish(text, self._patterns) and not self._patterns.anywhere("details", text))
        )

    def _changes(self, turn: Turn, dialogue: Dialogue) -> tuple[Operation, ...]:
        if dialogue.requirement is None:
            return ()
        update = self._buyer.read(turn, dialogue)
        changed = ("price_min", "price_max", "currency", "condition", "marketplaces", "rating_min")
        return (
            () if update.starts_over else tuple(o for o in update.operations if o.slot in changed)
        )

    def _watched(
        self, text: str, turn: Turn, dialogue: Dialogue, found: References
    ) -> tuple[Operation, ...]:
        """The changes of a watch; of one product only a price that is named is one."""
        operations = self._changes(turn, dialogue)
        named = bool(found.positions) and not found.everything
        return () if named and not _SUM.search(text) else operations

    def _names(
        self, text: str, found: References | None = None, shown: Sequence[Shown] = ()
    ) -> tuple[str, ...]:
        """Brand and product words of a text that match nothing on show."""
        known = {
            word
            for place in (found.positions if found else ())
            for word in split_words(f"{shown[place - 1].brand} {shown[place - 1].title}".lower())
        }
        names: list[str] = []
        for part in _SEPARATOR.split(text):
            words = [word for word in split_words(part) if self._is_name(word)]
            if words and len(words) <= _LONGEST_NAME and not known & set(words):
                names.append(" ".join(words))
        return tuple(dict.fromkeys(names))

    def _is_name(self, word: str) -> bool:
        stop = self._lexicon.grammar.stopwords
        vague = self._lexicon.phrases["vague"].get(word) is not None
        return word[0].isalnum() and word not in stop and word not in self._no_names and not vague


def _is_wish(text: str, patterns: Patterns) -> bool:
    return patterns.starts_search(text)


def _about(
    kind: RequestKind,
    found: References,
    names: tuple[str, ...] = (),
    operations: tuple[Operation, ...] = (),
) -> Request:
    return Request(kind, found.positions, names, found.everything, operations=operations)


def _count(text: str) -> int | None:
    match = _COUNT.search(text)
    return int(match[1] or match[2] or match[3]) if match else None
