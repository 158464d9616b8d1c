"""What the best passage says besides the question, to look for that, too: pure.

The first passage that a question finds is mostly about the right thing, and has words for it that
the question has not. Its most telling ones are looked for a second time, with little weight (pseudo
relevance feedback, Lavrenko and Croft 2001, "Relevance-Based Language Models"). One passage gave
more than three or five, and a small collection cannot tell which words are telling.
"""

import math
from collections.abc import Mapping
from heapq import nlargest

FEWEST_PASSAGES = 200
_MOST_WORDS = 20
_WEIGHT = 0.03
_OFTEN = 0.1
_FEWEST_PASSAGES_OF_A_WORD = 2


def telling_words(
    words: Mapping[str, int], asked: frozenset[str], in_passages: Mapping[str, int], passages: int
) -> dict[str, float]:
    """The words of a passage to look for, with what each counts beside one of the question.

    Args:
        words: How often the passage has each word, what stands in its title counted more.
        asked: The words of the question.
        in_passages: In how many passages a word is; none where that is one.
        passages: How many there are.
    """
    length = sum(words.values())
    if passages < FEWEST_PASSAGES or not length:
        return {}
    scores = {
        word: count / length * math.log(passages / found)
        for word, count in words.items()
        if not word.isdigit()
        and _FEWEST_PASSAGES_OF_A_WORD <= (found := in_passages.get(word, 1)) <= _OFTEN * passages
    }
    best = nlargest(_MOST_WORDS, scores.items(), key=lambda one: one[1])
    most = best[0][1] if best else 0.0
    weight = _WEIGHT * len(asked)
    return {word: weight * score / most for word, score in best} if most else {}
