"""Which language a message is in, by its words: ours, one we can read, or another."""

import re
from collections.abc import Mapping, Sequence

from talknshop.language.rules.glossary import Glossary, folded

OTHER = "other"
"""A language that is recognised but not read."""
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


def detect(
    text: str,
    glossaries: Mapping[str, Glossary],
    strangers: Mapping[str, frozenset[str]],
    home: frozenset[str],
    before: str,
) -> str:
    """The language of a text: ``en``, a language with a glossary, or ``other``.

    Args:
        text: What was said.
        glossaries: The languages that can be read.
        strangers: Function words of languages that can only be recognised.
        home: Words of the home language; names of things that are the same anywhere are not among
            them.
        before: The language of the conversation, for words that tell none.
    """
    if len(_FOREIGN.findall(text[:400])) >= _LEAST_FOREIGN:
        return OTHER
    words = _WORD.findall(text.lower())[:_MOST_WORDS]
    scores = {_HOME: float(sum(word in home for word in words))}
    plain = [folded(word) for word in words]
    for name, glossary in glossaries.items():
        scores[name] = _evidence(plain, glossary)
        if _MARKS[name].search(text):
            scores[name] += _MARK_WEIGHT
    best = max(scores, key=lambda name: (scores[name], name == before, name == _HOME))
    stranger = max(
        (sum(w in words_of for w in words) for words_of in strangers.values()), default=0
    )
    if stranger >= _LEAST_FOREIGN and stranger > scores[best]:
        return OTHER
    if scores[best] <= 0:
        return before
    return best


def _evidence(words: Sequence[str], glossary: Glossary) -> float:
    """Function words count fully, other known words a little less."""
    return sum(
        1.1 if word in glossary.evidence else 1.0 if glossary.knows(word) else 0.0 for word in words
    )
