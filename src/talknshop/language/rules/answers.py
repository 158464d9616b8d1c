"""How a question is to be looked up: its words, and which documents can answer it."""

import re
from typing import Any

from talknshop.language.base import Dialogue, Turn
from talknshop.language.requests import AnswerPlan, AnswerSource
from talknshop.language.rules.facts import read_marketplaces
from talknshop.language.rules.intents import Patterns
from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.normalise import normalise
from talknshop.language.rules.phrases import split_words
from talknshop.language.rules.reading import start_reading
from talknshop.schemas.enums import Intent

_LONGEST = 500
_MOST_KEYWORDS = 12
_KEPT = frozenset({"shipping", "delivery", "price", "cost", "rating", "reviews", "sale", "money"})
"""Words that carry no wish but do carry a question."""


def plan_answer(turn: Turn, dialogue: Dialogue, lexicon: Lexicon, patterns: Patterns) -> AnswerPlan:
    """Plans the look-up of a question, without looking anything up."""
    del dialogue  # what was shown reaches the question through ``read_request``
    text = normalise(turn.words, lexicon.spelling)[:_LONGEST]
    question = _without_courtesies(text, lexicon.patterns["courtesy"])
    named = read_marketplaces(start_reading(text), lexicon).of("marketplace")
    marketplaces = tuple(dict.fromkeys(str(f.value) for f in named if f.value))
    return AnswerPlan(
        question=question,
        keywords=_keywords(question, lexicon),
        source=_source(text, marketplaces, patterns),
        marketplaces=marketplaces,
    )


def _without_courtesies(text: str, expressions: dict[str, Any]) -> str:
    shorter = re.sub(str(expressions["after"]), "", text)
    return re.sub("^" + str(expressions["before"]), "", shorter).strip(" ,") or text


def _keywords(question: str, lexicon: Lexicon) -> tuple[str, ...]:
    words = [
        lexicon.singular(word)
        for word in split_words(question)
        if word[0].isalnum() and (word not in lexicon.grammar.stopwords or word in _KEPT)
    ]
    return tuple(dict.fromkeys(words))[:_MOST_KEYWORDS]


def _source(text: str, marketplaces: tuple[str, ...], patterns: Patterns) -> AnswerSource:
    if patterns.tells(Intent.POLICY_QUESTION, text):
        return AnswerSource.MARKETPLACE if marketplaces else AnswerSource.POLICY
    return AnswerSource.PRODUCT
