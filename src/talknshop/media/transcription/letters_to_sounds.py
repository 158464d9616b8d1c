"""How words are probably said that no dictionary has: learned from one that has others.

Letters are aligned with sounds by hard expectation maximisation (each letter says none, one or two
sounds), and then each letter is said as it most often is between the same letters, from the widest
context that was seen to the narrowest.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log

Sounds = tuple[str, ...]
_CONTEXTS = ((3, 4), (3, 3), (2, 3), (2, 2), (1, 2), (1, 1), (0, 1), (0, 0))
"""Letters before and after, widest first."""
_ROUNDS = 4
_ENOUGH = 2
"""How often a context must have been seen, but the narrowest."""
_PAD = "####"
_UNSEEN = -12.0
_FIRST = {0: -2.5, 1: -0.5, 2: -4.0}
"""Before anything is known: a letter mostly says one sound."""
_VOWEL_LETTERS = frozenset("aeiouy")
_VOWEL_SOUNDS = frozenset("AEIOU")


class LettersToSounds:
    """Says words by their letters."""

    def __init__(self, dictionary: Mapping[str, Sequence[Sounds]], sample: int = 4) -> None:
        """Learns from the words of ``dictionary``; every ``sample``-th teaches the alignment."""
        pairs = [(word, said[0]) for word, said in dictionary.items() if _is_plain(word, said[0])]
        table = _learn_alignment(pairs[::sample])
        self._said: dict[str, Counter[Sounds]] = defaultdict(Counter)
        for word, sounds in pairs:
            aligned = _align(word, sounds, table)
            for at, part in enumerate(aligned or ()):
                for context in _contexts(word, at):
                    self._said[context][part] += 1

    def say(self, word: str) -> Sounds:
        """The sounds of a word of Latin letters."""
        said: list[str] = []
        for at in range(len(word)):
            for context in _contexts(word, at):
                counts = self._said.get(context)
                if counts and (counts.total() >= _ENOUGH or context.startswith("0,0")):
                    part = counts.most_common(1)[0][0]
                    # Doubled letters are said once.
                    said += part if not (said and part and part[0] == said[-1]) else part[1:]
                    break
        return tuple(said)


def _is_plain(word: str, sounds: Sounds) -> bool:
    return word.isascii() and word.isalpha() and 0 < len(sounds) <= 2 * len(word)


def _contexts(word: str, at: int) -> Iterable[str]:
    padded = _PAD + word + _PAD
    middle = at + len(_PAD)
    for before, after in _CONTEXTS:
        yield f"{before},{after}:{padded[middle - before : middle + after + 1]}"


def _learn_alignment(pairs: Sequence[tuple[str, Sounds]]) -> dict[tuple[str, Sounds], float]:
    table: dict[tuple[str, Sounds], float] = {}
    for _ in range(_ROUNDS):
        counts: Counter[tuple[str, Sounds]] = Counter()
        for word, sounds in pairs:
            counts.update(zip(word, _align(word, sounds, table) or (), strict=False))
        totals: Counter[str] = Counter()
        for (letter, _), count in counts.items():
            totals[letter] += count
        table = {key: log(count / totals[key[0]]) for key, count in counts.items()}
    return table


def _first_guess(letter: str, part: Sounds) -> float:
    guess = _FIRST[len(part)]
    if part and (letter in _VOWEL_LETTERS) != (part[0][0] in _VOWEL_SOUNDS):
        guess -= 3.0
    return guess


def _align(
    word: str, sounds: Sounds, table: Mapping[tuple[str, Sounds], float]
) -> list[Sounds] | None:
    """The likeliest sounds of each letter; None where they do not fit."""
    best: dict[int, tuple[float, tuple[Sounds, ...]]] = {0: (0.0, ())}
    for at, letter in enumerate(word):
        left = len(word) - at - 1
        after: dict[int, tuple[float, tuple[Sounds, ...]]] = {}
        for done, (score, path) in best.items():
            for length in (0, 1, 2):
                end = done + length
                if end > len(sounds) or len(sounds) - end > 2 * left:
                    continue
                part = sounds[done:end]
                gain = table.get((letter, part), _UNSEEN) if table else _first_guess(letter, part)
                if end not in after or score + gain > after[end][0]:
                    after[end] = (score + gain, (*path, part))
        best = after
    return list(best[len(sounds)][1]) if len(sounds) in best else None
