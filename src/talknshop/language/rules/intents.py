"""Which of the nine intents a turn has."""

import re
from typing import Any, cast

from talknshop.language.base import Dialogue, Flow, IntentDecision
from talknshop.schemas.enums import Intent

_LONGEST = 600
"""An intent shows within this many characters, or not at all."""
_SURE, _LIKELY, _GUESS = 0.95, 0.8, 0.5
_ABOUT_IT = re.compile(
    r"^(?:and |so |ok |but |also |hey |wait )*,? ?(?:is|are|does|do|did|will|would|has|have|was) "
    r"(?:it|they|this one|that one|these ones|those ones|the \w+ one)\b"
)
_BARE_FIGURE = re.compile(r"[\d\s.,]+")
_QUESTION = re.compile(
    r"^(?:and |so |ok |but |also |hey |wait )*,? ?(?:does|do|did|is|are|was|were|"
    r"will|would|can|could|how|what|what's|whats|which|who|when|why|where|should)\b"
)


class Patterns:
    """The compiled expressions of the intent lexicon."""

    def __init__(self, data: dict[str, Any]) -> None:
        """Compiles ``data``, the content of ``intents.toml``."""
        self._groups: dict[tuple[str, str], tuple[re.Pattern[str], ...]] = {}
        for name, kinds in data.items():
            for kind, expressions in kinds.items():
                if isinstance(expressions, list):
                    found = cast("list[str]", expressions)
                    self._groups[(name, kind)] = tuple(re.compile(each) for each in found)
        self._slots: dict[str, str] = data["drop"]["slots"]

    def anywhere(self, name: str, text: str, kind: str = "anywhere") -> bool:
        """Whether an expression of the group matches some part of the text."""
        part = text[:_LONGEST]
        return any(p.search(part) for p in self._groups.get((name, kind), ()))

    def whole(self, name: str, text: str) -> bool:
        """Whether an expression of the group matches the whole text."""
        if len(text) > _LONGEST:
            return False
        return any(p.fullmatch(text) for p in self._groups.get((name, "whole"), ()))

    def tells(self, name: str, text: str) -> bool:
        """Whether the text shows the group in either way."""
        return self.whole(name, text) or self.anywhere(name, text)

    def starts_search(self, text: str) -> bool:
        """Whether the text states a wish to see products."""
        return self.anywhere("find", text, "asked") or self.anywhere("find", text, "refined")

    def dropped_slots(self, text: str) -> list[str]:
        """The slots the text wants emptied."""
        return [
            self._slots[match[1]]
            for pattern in self._groups[("drop", "anywhere")]
            for match in pattern.finditer(text[:_LONGEST])
        ]

    def without_drops(self, text: str) -> str:
        """The text without the words that empty a slot, so that "clear the size" names no color."""
        rest = text[:_LONGEST]
        for pattern in self._groups["drop", "anywhere"]:
            rest = pattern.sub(" ", rest)
        return rest + text[_LONGEST:]


def decide(
    text: str, dialogue: Dialogue, patterns: Patterns, *, names_wish: bool
) -> IntentDecision:
    """Decides the intent of a normalised text.

    Args:
        text: What was said.
        dialogue: The conversation so far.
        patterns: The intent lexicon.
        names_wish: Whether the text names a product, a price or another slot.
    """
    if not text or (dialogue.flow is Flow.NONE and _BARE_FIGURE.fullmatch(text)):
        return IntentDecision(Intent.OTHER, _GUESS)
    if patterns.tells("cancel", text):
        return IntentDecision(Intent.CANCEL, _SURE)
    if dialogue.asked_slot and dialogue.flow is not Flow.NONE:
        answer = _answering(text, dialogue, patterns, names_wish=names_wish)
        if answer is not None:
            return answer
    if dialogue.flow is Flow.SELL and (dialogue.preview_shown or dialogue.asked_slot):
        decision = _while_selling(text, patterns, names_wish=names_wish)
        if decision is not None:
            return decision
    if patterns.tells("smalltalk", text):
        return IntentDecision(Intent.SMALLTALK, _SURE)
    return _plain(text, dialogue, patterns, names_wish=names_wish)


def _answering(
    text: str, dialogue: Dialogue, patterns: Patterns, *, names_wish: bool
) -> IntentDecision | None:
    """An answer stays in its flow unless it is plainly a question of another kind."""
    flow = Intent.SELL if dialogue.flow is Flow.SELL else Intent.BUY
    if patterns.whole("no_preference", text):
        return IntentDecision(flow, _SURE)
    other = _question(text, patterns)
    if other is not None and (text.endswith("?") or _QUESTION.match(text)):
        return IntentDecision(other, _LIKELY)
    if flow is Intent.BUY and patterns.tells("sell", text):
        return IntentDecision(Intent.SELL, _LIKELY)
    if flow is Intent.SELL and _shops(text, patterns):
        return IntentDecision(Intent.BUY, _LIKELY)
    if patterns.tells("smalltalk", text) and not names_wish:
        return IntentDecision(Intent.SMALLTALK, _LIKELY)
    return IntentDecision(flow, _LIKELY)


def _while_selling(text: str, patterns: Patterns, *, names_wish: bool) -> IntentDecision | None:
    if patterns.whole("affirm", text):
        return IntentDecision(Intent.SELL, _SURE)
    other = _question(text, patterns)
    if other is not None:
        return IntentDecision(other, _LIKELY)
    if _shops(text, patterns):
        return IntentDecision(Intent.BUY, _LIKELY)
    if names_wish or _edits(text, patterns):
        return IntentDecision(Intent.SELL, _LIKELY)
    return None


def _shops(text: str, patterns: Patterns) -> bool:
    """Whether a seller turns to shopping: "show me some tents"."""
    return patterns.anywhere("find", text, "asked") and not patterns.tells("sell", text)


def _edits(text: str, patterns: Patterns) -> bool:
    """Whether a seller changes the draft: "no, make it 15"."""
    return patterns.tells("sell", text) or patterns.anywhere("replace", text, "swap")


def _question(text: str, patterns: Patterns) -> Intent | None:
    for intent in (Intent.ORDER_OR_LISTING_STATUS, Intent.POLICY_QUESTION, Intent.COMPARE):
        if patterns.tells(intent, text):
            return intent
    if _ABOUT_IT.match(text) and not patterns.tells("sell", text):
        return Intent.PRODUCT_QUESTION
    if patterns.starts_search(text) or patterns.tells("sell", text):
        return None
    if patterns.tells(Intent.PRODUCT_QUESTION, text):
        return Intent.PRODUCT_QUESTION
    return None


def _plain(
    text: str, dialogue: Dialogue, patterns: Patterns, *, names_wish: bool
) -> IntentDecision:
    if patterns.tells("other", text):
        return IntentDecision(Intent.OTHER, _LIKELY)
    question = _question(text, patterns)
    if question is not None:
        return IntentDecision(question, _LIKELY)
    affirms = dialogue.flow is Flow.SELL and patterns.whole("affirm", text)
    if patterns.tells("sell", text) or affirms:
        return IntentDecision(Intent.SELL, _LIKELY)
    open_minded = dialogue.flow is Flow.BUY and patterns.whole("no_preference", text)
    if patterns.starts_search(text) or names_wish or open_minded or _refines(text, patterns):
        return IntentDecision(Intent.BUY, _LIKELY)
    return IntentDecision(Intent.OTHER, _GUESS)


def _refines(text: str, patterns: Patterns) -> bool:
    kinds = ("anywhere", "lowest", "highest", "better_rated")
    return (
        bool(patterns.dropped_slots(text))
        or patterns.anywhere("relative", text)
        or any(patterns.anywhere("cheaper", text, k) for k in kinds)
    )
