"""Which language a message is in, by its words: ours, one we can read, or another."""

import re
from collections.abc import Sequence

from talknshop.language.base import UNREAD_LANGUAGE
from talknshop.language.rules.glossary import Glossary, folded
from talknshop.language.rules.knowledge import Lexicon

OTHER = UNREAD_LANGUAGE
_HOME = "en"
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_MOST_WORDS = 60
"""A language shows within this many words."""
_MARKS = {"es": re.compile("[ñ¿¡]"), "de": re.compile("ß")}
_MARK_WEIGHT = 2.0
_FOREIGN = re.compile(
    r"[\u0400-\u04ff\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]"
)
_LEAST_FOREIGN = 2
_LEAST_TELLING = 3
"""Shorter words are units and codes in any language."""


def detect(text: str, lexicon: Lexicon, before: str) -> str:
    """The language of a text: ``en``, a language with a glossary, or ``other``.

    Args:
        text: What was said.
        lexicon: Knows the words of every language.
        before: The language of the conversation, for words that tell none.
    """
    if len(_FOREIGN.findall(text[:400])) >= _LEAST_FOREIGN:
        return OTHER
    words = _WORD.findall(text.lower())[:_MOST_WORDS]
    scores = {_HOME: sum(_home_weight(word, lexicon) for word in words)}
    plain = [folded(word) for word in words]
    for name, glossary in lexicon.glossaries.items():
        scores[name] = _evidence(plain, glossary)
        if _MARKS[name].search(text):
            scores[name] += _MARK_WEIGHT
    best = max(scores, key=lambda name: (scores[name], name == before, name == _HOME))
    stranger = max(
        (sum(w in words_of for w in words) for words_of in lexicon.strangers.values()), default=0
    )
    if stranger >= _LEAST_FOREIGN and stranger > scores[best]:
        return OTHER
    if scores[best] <= 0:
        return before
    return best


def _home_weight(word: str, lexicon: Lexicon) -> float:
    """Words that are the same elsewhere ("monitor") weigh there as much as here."""
    if word in lexicon.spelling.common:
        return 1.1
    if word not in lexicon.home_words or len(word) < _LEAST_TELLING:
        return 0.0
    shared = any(word in glossary.stems for glossary in lexicon.glossaries.values())
    return 1.0 if shared else 0.9


def _evidence(words: Sequence[str], glossary: Glossary) -> float:
    """Function words count fully, other known words less, their other forms least."""
    return sum(_weight(word, glossary) for word in words)


def _weight(word: str, glossary: Glossary) -> float:
    if word in glossary.evidence:
        return 1.1
    if word in glossary.stems:
        return 1.0
    return 0.8 if glossary.knows(word) else 0.0
