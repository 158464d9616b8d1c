"""Which of the nine intents a turn has."""

import re
from typing import Any, cast

from talknshop.language.base import Dialogue, Flow, IntentDecision
from talknshop.language.rules.intent_model import Likelihood
from talknshop.schemas.enums import Intent

_LONGEST = 600
"""An intent shows within this many characters, or not at all."""
_SURE, _LIKELY, _GUESS = 0.95, 0.8, 0.5
_UNLIKELY = 0.2
_PLAINLY = 0.9
_ANSWERED = frozenset(
    {
        Intent.POLICY_QUESTION,
        Intent.ORDER_OR_LISTING_STATUS,
        Intent.PRODUCT_QUESTION,
        Intent.COMPARE,
    }
)
_OTHER_FLOW = {Intent.BUY: Intent.SELL, Intent.SELL: Intent.BUY}
ASKED_FOR = 8.0
"""How much likelier a wish is where a product is asked for in so many words."""
_NAMED = re.compile(r"^(?:it's |its |it is )?(?:a|an|my|some|the|two|one)\b")
_IN_FLOW, _AGREED = 6.0, 20.0
"""How much likelier a turn goes on with its flow than it begins it; more so by its expressions."""
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

    def consent(self, text: str) -> bool | None:
        """Whether the text is a plain yes or a plain no; None where it says anything else."""
        if self.whole("decline", text):
            return False
        return True if self.whole("affirm", text) else None

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


def decide_alone(text: str, patterns: Patterns, *, names_wish: bool) -> IntentDecision:
    """What the expressions make of a normalised text, whatever was said before.

    Args:
        text: What was said.
        patterns: The intent lexicon.
        names_wish: Whether the text names a product, a price or another slot.
    """
    if not text or _BARE_FIGURE.fullmatch(text):
        return IntentDecision(Intent.OTHER, _GUESS)
    for intent in (Intent.CANCEL, Intent.SMALLTALK):
        if patterns.tells(intent, text):
            return IntentDecision(intent, _SURE)
    if patterns.tells("other", text):
        return IntentDecision(Intent.OTHER, _LIKELY)
    named = _question(text, patterns) or (Intent.SELL if patterns.tells("sell", text) else None)
    if named is not None:
        return IntentDecision(named, _LIKELY)
    if patterns.starts_search(text) or names_wish or _refines(text, patterns):
        return IntentDecision(Intent.BUY, _LIKELY)
    return IntentDecision(Intent.OTHER, _GUESS)


def asks_for_products(text: str, alone: IntentDecision, patterns: Patterns) -> bool:
    """Whether the text asks in so many words to be shown something."""
    return alone.intent is Intent.BUY and patterns.anywhere("find", text, "asked")


def decide(
    text: str,
    dialogue: Dialogue,
    patterns: Patterns,
    likelihood: Likelihood,
    *,
    names_wish: bool,
) -> IntentDecision:
    """Decides the intent of a normalised text in its conversation.

    What the conversation waits for is decided by the expressions; everything else by how likely
    each intent is.

    Args:
        text: What was said.
        dialogue: The conversation so far.
        patterns: The intent lexicon.
        likelihood: How likely each intent is, by the text alone.
        names_wish: Whether the text names a product, a price or another slot.
    """
    if not text:
        return IntentDecision(Intent.OTHER, _GUESS)
    if dialogue.flow is Flow.NONE:
        bare = _BARE_FIGURE.fullmatch(text)
        return IntentDecision(Intent.OTHER, _GUESS) if bare else _likeliest(likelihood)
    if dialogue.preview_shown and patterns.consent(text) is not None:
        return IntentDecision(Intent.SELL, _SURE)
    cancels = _cancelling(text, patterns, likelihood.of[Intent.CANCEL], names_wish=names_wish)
    if cancels is not None:
        return cancels
    expected = _expected(text, dialogue, patterns, likelihood, names_wish=names_wish)
    if expected is not None:
        return expected
    flow = Intent.SELL if dialogue.flow is Flow.SELL else Intent.BUY
    agreed = decide_alone(text, patterns, names_wish=names_wish).intent is flow
    return _likeliest(likelihood.favouring(flow, _AGREED if agreed else _IN_FLOW))


def _cancelling(
    text: str, patterns: Patterns, likely: float, *, names_wish: bool
) -> IntentDecision | None:
    if patterns.tells("cancel", text) and likely > _UNLIKELY:
        return IntentDecision(Intent.CANCEL, _SURE)
    indifferent = patterns.whole("no_preference", text)
    plainly = likely > _PLAINLY and not names_wish and not indifferent
    return IntentDecision(Intent.CANCEL, likely) if plainly else None


def _likeliest(likelihood: Likelihood) -> IntentDecision:
    return IntentDecision(likelihood.best, likelihood.of[likelihood.best])


def _expected(
    text: str,
    dialogue: Dialogue,
    patterns: Patterns,
    likelihood: Likelihood,
    *,
    names_wish: bool,
) -> IntentDecision | None:
    """What the text is to the question, preview or results the conversation stands at."""
    if dialogue.asked_slot:
        return _answering(text, dialogue, patterns, likelihood, names_wish=names_wish)
    if dialogue.flow is Flow.BUY:
        plainly = _BARE_FIGURE.fullmatch(text) or patterns.whole("no_preference", text)
        return IntentDecision(Intent.BUY, _SURE) if plainly else None
    if patterns.whole("affirm", text):
        return IntentDecision(Intent.SELL, _SURE)
    if dialogue.preview_shown:
        return _while_selling(text, patterns, likelihood, names_wish=names_wish)
    return None


def _answering(
    text: str,
    dialogue: Dialogue,
    patterns: Patterns,
    likelihood: Likelihood,
    *,
    names_wish: bool,
) -> IntentDecision:
    """An answer stays in its flow unless it is plainly something else."""
    flow = Intent.SELL if dialogue.flow is Flow.SELL else Intent.BUY
    if patterns.whole("no_preference", text):
        return IntentDecision(flow, _SURE)
    asked = _asking(text, patterns, likelihood)
    if asked is not None:
        return asked
    if _turns_to(_OTHER_FLOW[flow], text, patterns, likelihood):
        # "A trek bike" says what is sold, though shoppers begin like that, too.
        named = dialogue.asked_slot == "product" and _NAMED.match(text) is not None
        return IntentDecision(flow if named else _OTHER_FLOW[flow], _LIKELY)
    if patterns.tells("smalltalk", text) and not names_wish:
        return IntentDecision(Intent.SMALLTALK, _LIKELY)
    return IntentDecision(flow, _LIKELY)


def _asking(text: str, patterns: Patterns, likelihood: Likelihood) -> IntentDecision | None:
    """The intent of a question that comes instead of an answer."""
    other = _question(text, patterns)
    asks = text.endswith("?") or _QUESTION.match(text) is not None
    if other is not None and asks and likelihood.of[other] > _UNLIKELY:
        return IntentDecision(other, _LIKELY)
    plainly = likelihood.of[likelihood.best] > _PLAINLY
    return _likeliest(likelihood) if plainly and likelihood.best in _ANSWERED else None


def _while_selling(
    text: str, patterns: Patterns, likelihood: Likelihood, *, names_wish: bool
) -> IntentDecision | None:
    other = _question(text, patterns)
    if other is not None and likelihood.of[other] > _UNLIKELY:
        return IntentDecision(other, _LIKELY)
    if _turns_to(Intent.BUY, text, patterns, likelihood):
        return IntentDecision(Intent.BUY, _LIKELY)
    if names_wish or _edits(text, patterns):
        return IntentDecision(Intent.SELL, _LIKELY)
    return None


def _turns_to(intent: Intent, text: str, patterns: Patterns, likelihood: Likelihood) -> bool:
    """Whether a shopper turns to selling, or a seller to shopping: "show me some tents"."""
    sells = patterns.tells("sell", text)
    told = (
        sells if intent is Intent.SELL else not sells and patterns.anywhere("find", text, "asked")
    )
    return told and likelihood.of[intent] > _UNLIKELY


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


def _refines(text: str, patterns: Patterns) -> bool:
    kinds = ("anywhere", "lowest", "highest", "better_rated")
    return (
        bool(patterns.dropped_slots(text))
        or patterns.anywhere("relative", text)
        or any(patterns.anywhere("cheaper", text, k) for k in kinds)
    )
