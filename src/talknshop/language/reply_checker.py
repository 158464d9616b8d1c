"""Holds what a model writes against what it may say, while it is written.

A reply is words around slots. Figures, names, links, addresses, markup and claims of stock, price
or delivery come from records, through slots, or not at all; whatever a model says of them itself is
refused, and somebody else composes the reply. What is let through was checked: the last words are
held back until they can no longer become part of something that is refused.

Known limits: an invented name in lower case, an invented German noun, and what is false in plain
words ("it is very light") cannot be told from honest text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from talknshop.language.reply_shapes import (
    MASK,
    ReplyViolationError,
    Violation,
    check_characters,
    check_shapes,
)
from talknshop.language.reply_words import MOST_WORDS, PhraseIndex, ReplyWords, folded

LONGEST_REPLY = 900
"""Characters of a reply, its slots as they are written."""

_CHUNK = re.compile(r"\S+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SLOT = re.compile(r"\{([a-z0-9_.]*)\}")
_OPEN_SLOT = re.compile(r"\{[a-z0-9_.]*$")
_GERMAN_NUMBER = re.compile(
    r"(?:ein|eins|zwei|zwo|drei|vier|funf|sechs|sechzehn|sieben|siebzehn|acht|neun|zehn|elf|zwolf|"
    r"zwanzig|dreissig|vierzig|funfzig|sechzig|siebzig|achtzig|neunzig|hundert|tausend|und)+"
)
_SENTENCE_ENDS = frozenset(".!?…:\n")
_OPENING, _CLOSING = " '\"“„«(¿¡", " '\"”’»)"
_QUOTES = " \n(“„\"'"
_LONGEST_WORD = 40
_FIGURE_SLOTS = ("price", "rating", "count", "matches", "range", "relaxation")
_ALLOWED_NAMES = frozenset({"i", "talknshop", "ok"})
_NO_NUMBERS = frozenset({"ein", "eins", "und"})
"""Words before they are parts of numbers."""


@dataclass(frozen=True, slots=True)
class ReplyRules:
    """What one reply may say and must say.

    Attributes:
        words: The words of its language.
        slots: The slots that can be filled.
        names: Names of makers and their lines, which the text may not have outside of a slot.
        products: Names of the products that the slots tell of, likewise.
        secrets: Runs of words that would give a prompt away.
        required: Of each group one slot must be used.
        denies: Whether the text must say that there is nothing.
    """

    words: ReplyWords
    slots: frozenset[str]
    names: PhraseIndex = field(default_factory=lambda: PhraseIndex(()))
    products: PhraseIndex = field(default_factory=lambda: PhraseIndex(()))
    secrets: PhraseIndex = field(default_factory=lambda: PhraseIndex(()))
    required: tuple[frozenset[str], ...] = ()
    denies: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    plain: str
    start: int
    end: int


class ReplyChecker:
    """Takes a reply piece by piece and lets through what can no longer turn out to be wrong.

    However a text is cut into pieces, the verdict is the same, and nothing that is refused, nor a
    part of it, has been let through.
    """

    def __init__(self, rules: ReplyRules) -> None:
        """Begins a reply under ``rules``."""
        self._rules = rules
        self._text = ""
        self._released = 0

    def feed(self, piece: str) -> str:
        """Takes the next piece and returns what may be said now; no slot is cut.

        Raises:
            ReplyViolationError: The text may not be said; what was returned before is honest.
        """
        self._text += piece
        if len(self._text) > LONGEST_REPLY:
            raise ReplyViolationError(Violation.LENGTH)
        if not any(character.isspace() for character in piece):
            # No word has come to its end: nothing more is decided than before.
            return ""
        self._check(final=False)
        starts = [match.start() for match in _CHUNK.finditer(self._text, self._released)]
        # One more than the longest phrase, because the last word may be unfinished.
        if len(starts) <= MOST_WORDS:
            return ""
        return self._release(starts[-MOST_WORDS - 1])

    def finish(self) -> str:
        """Returns the rest.

        Raises:
            ReplyViolationError: The text may not be said, or lacks what it must say.
        """
        if not self._text.strip():
            raise ReplyViolationError(Violation.EMPTY)
        self._check(final=True)
        used = set(_SLOT.findall(self._text))
        if any(not group & used for group in self._rules.required):
            raise ReplyViolationError(Violation.INCOMPLETE)
        if self._rules.denies and not self._denies():
            raise ReplyViolationError(Violation.INCOMPLETE)
        return self._release(len(self._text))

    def _release(self, end: int) -> str:
        said = self._text[self._released : end]
        self._released = end
        return said

    def _denies(self) -> bool:
        return any(
            folded(m.group()) in self._rules.words.denials for m in _WORD.finditer(self._text)
        )

    def _check(self, *, final: bool) -> None:
        start = self._released
        window = self._text[start:]
        masked = self._without_slots(window, final=final)
        check_characters(masked)
        # An unfinished word may yet become another; everything before it is decided.
        decided = len(window) if final else _decided(window)
        # A mark may begin right before what is held back: the character before is looked at too.
        before = self._text[max(0, start - 1) : start]
        check_shapes(before + window[:decided], before + masked[:decided], self._text[:start])
        words = [
            _Word(folded(m.group()), m.start(), m.end())
            for m in _WORD.finditer(masked)
            if m.end() <= decided
        ]
        self._check_words(words, masked, window)

    def _without_slots(self, window: str, *, final: bool) -> str:
        for match in _SLOT.finditer(window):
            if match.group(1) not in self._rules.slots:
                raise ReplyViolationError(Violation.SLOT)
        masked = _SLOT.sub(lambda match: MASK * len(match.group()), window)
        if not final:
            masked = _OPEN_SLOT.sub(lambda match: MASK * len(match.group()), masked)
        if "{" in masked or "}" in masked:
            raise ReplyViolationError(Violation.SLOT)
        return masked

    def _check_words(self, words: list[_Word], masked: str, window: str) -> None:
        rules, plain = self._rules, [word.plain for word in words]
        for at, word in enumerate(words):
            if rules.words.figures.length_at(plain, at) or self._is_german_number(word.plain):
                raise ReplyViolationError(Violation.FIGURE)
            if rules.words.claims.length_at(plain, at):
                raise ReplyViolationError(Violation.CLAIM)
            if rules.words.leaks.length_at(plain, at) or rules.secrets.length_at(plain, at):
                raise ReplyViolationError(Violation.LEAK)
            if len(word.plain) > _LONGEST_WORD:
                raise ReplyViolationError(Violation.LENGTH)
            self._check_name(words, plain, at, masked)
        self._check_bent(words, plain, window)

    def _is_german_number(self, word: str) -> bool:
        ordinary = word in _NO_NUMBERS or word in self._rules.words.ordinary
        return not ordinary and _GERMAN_NUMBER.fullmatch(word) is not None

    def _check_name(self, words: list[_Word], plain: list[str], at: int, masked: str) -> None:
        word, known = words[at], self._rules.words
        written = masked[word.start : word.end]
        opens = self._opens_sentence(word.start)
        names, products = self._rules.names, self._rules.products
        length = max(names.length_at(plain, at), products.length_at(plain, at))
        if length > 1 or (length == 1 and (word.plain not in known.ordinary)):
            raise ReplyViolationError(Violation.NAME)
        stem = word.plain.removesuffix("'s")
        if stem in _ALLOWED_NAMES or _is_ordinary(word.plain, known.ordinary):
            # An ordinary word that is also a name ("Apple") is one with a capital of its own.
            if length == 1 and written[0].isupper() and not opens and not known.nouns_have_capitals:
                raise ReplyViolationError(Violation.NAME)
            return
        if any(letter.isupper() for letter in written[1:]):
            raise ReplyViolationError(Violation.NAME)
        if not written[0].isupper():
            return
        if not opens and not known.nouns_have_capitals:
            raise ReplyViolationError(Violation.NAME)
        if self._is_subject(words, at, masked, stem):
            raise ReplyViolationError(Violation.NAME)

    def _is_subject(self, words: list[_Word], at: int, masked: str, stem: str) -> bool:
        """Whether an unknown word with a capital is spoken of like a name."""
        if stem != words[at].plain:
            return True
        if at + 1 >= len(words) or masked[words[at].end : words[at + 1].start].strip():
            return False
        following = words[at + 1]
        capital = masked[following.start].isupper()
        unknown = not _is_ordinary(following.plain, self._rules.words.ordinary)
        if self._rules.words.nouns_have_capitals:
            return capital and unknown
        return capital or following.plain in self._rules.words.verbs

    def _opens_sentence(self, start: int) -> bool:
        before = self._text[: self._released + start].rstrip(_OPENING)
        return not before or before.rstrip(_CLOSING)[-1:] in _SENTENCE_ENDS

    def _check_bent(self, words: list[_Word], plain: list[str], window: str) -> None:
        """Refuses words that make another figure of the one in a slot: "under", "off", "per"."""
        for slot in _SLOT.finditer(window):
            if not slot.group(1).endswith(_FIGURE_SLOTS):
                continue
            before = [at for at, word in enumerate(words) if word.end <= slot.start()]
            after = next((at for at, word in enumerate(words) if word.start >= slot.end()), None)
            if before and not window[words[before[-1]].end : slot.start()].strip(_QUOTES):
                last = before[-1]
                index = self._rules.words.before_figure
                if any(index.length_at(plain, at) == last - at + 1 for at in before[-2:]):
                    raise ReplyViolationError(Violation.CLAIM)
            if after is None or window[slot.end() : words[after].start].strip():
                continue
            if self._rules.words.after_figure.length_at(plain, after):
                raise ReplyViolationError(Violation.CLAIM)


def check_reply(text: str, rules: ReplyRules) -> None:
    """Checks a whole text.

    Raises:
        ReplyViolationError: It may not be said.
    """
    checker = ReplyChecker(rules)
    checker.feed(text)
    checker.finish()


def _is_ordinary(word: str, ordinary: frozenset[str]) -> bool:
    """Whether a word, or what a compound ("you'll", "hard-wearing") begins with, is known."""
    return word in ordinary or re.split(r"['-]", word)[0] in ordinary


def _decided(window: str) -> int:
    """Where the last word begins, which may be unfinished."""
    end = len(window)
    while end and not window[end - 1].isspace():
        end -= 1
    return end


def required_groups(
    groups: Iterable[Iterable[str]], slots: frozenset[str]
) -> tuple[frozenset[str], ...]:
    """The groups of slots that a reply can be held to: those of which one is offered at all."""
    offered = (frozenset(group) & slots for group in groups)
    return tuple(group for group in offered if group)
