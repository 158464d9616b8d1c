"""Product names no list has, told by their place in the sentence."""

from collections.abc import Callable
from dataclasses import replace

from talknshop.language.rules.knowledge import Lexicon, Need
from talknshop.language.rules.phrases import Token
from talknshop.language.rules.products import Candidate, judge
from talknshop.language.rules.reading import Reading

_OPEN_WORDS = 3
"""An unknown product name is taken to have at most this many words."""
_LONGEST_WORD = 40
"""Longer runs of letters are no name that anybody gave a thing."""
_MODIFIERS = 2
_SHORTEST_MODIFIER = 3
_ADJECTIVE = (
    "able",
    "ible",
    "ed",
    "ing",
    "ful",
    "less",
    "ish",
    "ous",
    "y",
    "ic",
    "er",
    "est",
    "ive",
)


def with_modifiers(head: Candidate, reading: Reading, lexicon: Lexicon) -> Candidate:
    """Takes unknown nouns right before a known one into its name: an "inversion table".

    Adjectives, told by their endings, stay outside; so do words before parts, which tell the fit.
    """
    if head.type is None or head.line or head.is_maker or head.type.need is Need.FITTED:
        return head
    start = head.start
    for token in reversed(reading.tokens[: reading.index_at(head.start)][-_MODIFIERS:]):
        gap = reading.text[token.end : start]
        if gap not in {" ", "-"} or not _is_modifier(token, reading, lexicon):
            break
        start = token.start
    if start == head.start:
        return head
    name = f"{reading.text[start : head.start].strip(' -').replace('-', ' ')} {head.name}"
    known = lexicon.product(name)
    need = head.type.need if known is None else known.need
    kind = known or replace(head.type, name=name, need=need)
    return replace(head, name=kind.name, type=kind, start=start)


def _is_modifier(token: Token, reading: Reading, lexicon: Lexicon) -> bool:
    word = token.text
    return (
        word.isalpha()
        and len(word) >= _SHORTEST_MODIFIER
        and _is_content(token, reading, lexicon)
        and not word.endswith(_ADJECTIVE)
        and word not in lexicon.grammar.desire
        and lexicon.attributes.get(word) is None
        and lexicon.brands.get(word) is None
        and lexicon.makes.get(word) is None
        and lexicon.phrases["condition"].get(word) is None
        and lexicon.phrases["marketplace"].get(word) is None
        and lexicon.phrases["negation.cues"].get(word) is None
        and (lexicon.product(word) is not None or word not in lexicon.spelling.common)
        and not any(word in phrase for phrase in ("gift", "present"))
    )


def open_noun(
    reading: Reading, lexicon: Lexicon, judged: Callable[..., Candidate] = judge
) -> Candidate | None:
    """An unknown product by its place: the first run of content words of the sentence."""
    best: Candidate | None = None
    for run in _content_runs(reading, lexicon):
        if _follows_verb_word(reading, run[0], lexicon):
            continue
        words = run[-_OPEN_WORDS:]
        start, end = words[0].start, words[-1].end
        text = " ".join([*(w.text for w in words[:-1]), lexicon.singular(words[-1].text)])
        candidate = judged(Candidate(text, None, start, end), reading, lexicon)
        if best is None or candidate.penalty < best.penalty:
            best = candidate
    return best


def _follows_verb_word(reading: Reading, token: Token, lexicon: Lexicon) -> bool:
    index = reading.index_at(token.start)
    return index > 0 and reading.tokens[index - 1].text in lexicon.grammar.verb_before


def _content_runs(reading: Reading, lexicon: Lexicon) -> list[list[Token]]:
    runs: list[list[Token]] = [[]]
    last_end = 0
    for token in reading.tokens:
        gap = reading.text[last_end : token.start].strip(" -'")
        if gap or not _is_content(token, reading, lexicon):
            runs.append([])
        if _is_content(token, reading, lexicon):
            runs[-1].append(token)
        last_end = token.end
    return [run for run in runs if run]


def _is_content(token: Token, reading: Reading, lexicon: Lexicon) -> bool:
    word = token.text
    return (
        1 < len(word) <= _LONGEST_WORD
        and word[0].isalpha()
        and reading.is_free(token.start, token.end)
        and word not in lexicon.grammar.stopwords
        and lexicon.phrases["vague"].get(word) is None
    )
