"""Sentences around slots: what was understood, found and left out, and what to do next."""

import re
from collections.abc import Iterator
from typing import Any

from talknshop.language.base import ReplyKind, ReplyPlan
from talknshop.schemas.emphasis import Priority

_SLOT = re.compile(r"\{([a-z0-9_.]+)\}")
_PIECE = re.compile(r"(?:[^\s{]*\{[^}]*\}[^\s{]*|\S+)\s*")
_WORDS_PER_PIECE = 4
_NEVER_FITS = frozenset({"excluded.product_type", "excluded.several"})
_REASONS = 2
"""More reasons than this make a reply tedious."""

_GREETING = re.compile(
    r"^(?:hi|hello|hey|hiya|howdy|yo|good (?:morning|afternoon|evening)|greetings|hola|sup)\b"
)
_THANKS = re.compile(r"\b(?:thanks|thank|cheers|appreciate)")
_GOODBYE = re.compile(r"\b(?:bye|goodbye|see you|see ya|take care|good night|later)\b")
_WHO = re.compile(
    r"\b(?:who are you|robot|bot|human|real|your name|what can you do|what are you|are you)\b"
)


# One sentence a step: of the first part whose slots are all offered.
_STEPS: dict[ReplyKind, tuple[tuple[str, ...], ...]] = {
    ReplyKind.CANCELLED: (("sentence",),),
    ReplyKind.PROHIBITED: (("sentence",), ("can",)),
    ReplyKind.COMPARED: (("named",), ("cheapest",), ("rated",)),
    ReplyKind.DETAILS: (
        ("price", "no_price"),
        ("rating",),
        ("facts",),
        ("doubts",),
        ("description",),
    ),
    ReplyKind.OPENED: (("link",),),
    ReplyKind.MORE: (("range", "only_near", "none"), ("near",)),
    ReplyKind.SIMILAR: (("found", "none"), ("first",)),
    ReplyKind.WATCHING: (("refused", "begun"), ("fits",)),
    ReplyKind.WHY_NOT: (("sentence",),),
    ReplyKind.NOTHING_SHOWN: (("sentence",),),
}


class Composer:
    """Chooses wordings by the number of the turn, so that replies vary but can be repeated."""

    def __init__(self, messages: dict[str, dict[str, Any]], language: str = "en") -> None:
        """Keeps the wordings of one language; what it lacks is said in English."""
        english = messages["en"]
        own = messages.get(language, english)
        self._replies = {name: english[name] | own.get(name, {}) for name in english}

    def sentences(self, plan: ReplyPlan) -> list[str]:
        """The sentences of a reply, each using only slots the plan names."""
        match plan.kind:
            case ReplyKind.RESULTS:
                return self._results(plan)
            case ReplyKind.NOTHING_FITS:
                return self._nothing(plan)
            case ReplyKind.SMALLTALK:
                return [self._pick(plan, "smalltalk", _mood(plan.turn.words.lower()))]
            case ReplyKind.UNSUPPORTED:
                return self._unsupported(plan)
            case ReplyKind.RANKED:
                return self._ranked(plan)
            case kind:
                chosen = [self._first_usable(plan, kind, parts) for parts in _STEPS[kind]]
                return [sentence for sentence in chosen if sentence]

    def pieces(self, plan: ReplyPlan, *, stranger: bool = False) -> Iterator[str]:
        """The reply in pieces of a few words; no slot is cut.

        A ``stranger`` wrote in a language that is not read, and is told so first.
        """
        before = [self._pick(plan, "other_language", "sentence")] if stranger else []
        words = _PIECE.findall(" ".join([*before, *self.sentences(plan)]))
        for first in range(0, len(words), _WORDS_PER_PIECE):
            yield "".join(words[first : first + _WORDS_PER_PIECE])

    def _priorities(self, plan: ReplyPlan) -> list[str]:
        """What counts more or less from now on."""
        return [
            self._pick(plan, "ranked", f"{said.part}_{said.emphasis}" if said.part else "usual")
            for said in plan.priorities
        ]

    def _ranked(self, plan: ReplyPlan) -> list[str]:
        if "product_1.name" not in plan.slots:
            empty = "requirement" in plan.slots
            wording = ("nothing_fits", "found") if empty else ("ranked", "later")
            return [*self._priorities(plan), self._pick(plan, *wording)]
        steps = (("first_price", "first_name"), ("second",))
        chosen = [self._first_usable(plan, "results", parts) for parts in steps]
        back = (
            []
            if plan.priorities[-1:] == (Priority(None),)
            else [self._pick(plan, "ranked", "undo")]
        )
        return [*self._priorities(plan), *(sentence for sentence in chosen if sentence), *back]

    def _results(self, plan: ReplyPlan) -> list[str]:
        # What was left out stands beside the products; a reply that repeats it is tedious.
        steps = (
            ("kept",),
            ("found", "found_plain"),
            ("first_full", "first_price", "first_name"),
            ("second",),
            ("near",),
            _next_step(plan),
        )
        chosen = [self._first_usable(plan, "results", parts) for parts in steps]
        return [*self._priorities(plan), *(sentence for sentence in chosen if sentence)]

    def _nothing(self, plan: ReplyPlan) -> list[str]:
        chosen = [self._first_usable(plan, "results", ("kept",))]
        chosen.append(self._first_usable(plan, "nothing_fits", ("found", "found_plain")))
        if "contradiction" in plan.slots:
            chosen += [
                self._pick(plan, "contradiction", part) for part in ("sentence", "next_step")
            ]
            return [sentence for sentence in chosen if sentence]
        chosen += self._left_out(plan)
        chosen.append(self._first_usable(plan, "nothing_fits", ("near", "near_unpriced")))
        chosen.append(self._first_usable(plan, "nothing_fits", ("relax", _way_out(plan))))
        return [sentence for sentence in chosen if sentence]

    def _unsupported(self, plan: ReplyPlan) -> list[str]:
        part = plan.intent if plan.intent in self._replies["unsupported"] else "other"
        return [self._pick(plan, "unsupported", part), self._pick(plan, "unsupported", "can")]

    def _left_out(self, plan: ReplyPlan) -> list[str]:
        labels: dict[str, Any] = self._replies["excluded"]
        told = {slot for slot in plan.slots if slot.startswith("excluded.")}
        known = [slot for name in labels if (slot := f"excluded.{name}") in told]
        reasons = [*known, *sorted(told - {*known})]
        # Another kind is not what was asked for: no loosening brings it.
        reasons = [slot for slot in reasons if slot not in _NEVER_FITS] or reasons
        sentences: list[str] = []
        for slot in reasons[:_REASONS]:
            reason = slot.removeprefix("excluded.")
            label = labels.get(reason, reason.replace("_", " "))
            wording = _turned(labels["sentence"], plan)
            sentences.append(wording.replace("{label}", label).replace("{slot}", f"{{{slot}}}"))
        return sentences

    def _first_usable(self, plan: ReplyPlan, kind: str, parts: tuple[str, ...]) -> str:
        for part in parts:
            usable = [s for s in self._replies[kind][part] if set(_SLOT.findall(s)) <= plan.slots]
            if usable:
                return _turned(usable, plan)
        return ""

    def _pick(self, plan: ReplyPlan, kind: str, part: str) -> str:
        return _turned(self._replies[kind][part], plan)


def _next_step(plan: ReplyPlan) -> tuple[str, ...]:
    """The step that brings most back: what the price or the brand kept out comes first."""
    for slot, part in (("excluded.price", "next_price"), ("excluded.brand", "next_brand")):
        # Every other turn, because a hint that is always there is not read.
        if slot in plan.slots and plan.dialogue.turn_number % 2:
            return (part, "next_step")
    return ("next_step",)


def _way_out(plan: ReplyPlan) -> str:
    """Whoever was refused nothing but the thing itself has no wish to loosen."""
    refused = any(slot.startswith("excluded.") for slot in plan.slots)
    return "next_step" if refused or "requirement" not in plan.slots else "other_words"


def _turned(wordings: list[str], plan: ReplyPlan) -> str:
    return wordings[plan.dialogue.turn_number % len(wordings)]


def _mood(text: str) -> str:
    if _THANKS.search(text):
        return "thanks"
    if _GOODBYE.search(text):
        return "goodbye"
    if _WHO.search(text):
        return "who"
    return "greeting" if _GREETING.search(text) else "other"
