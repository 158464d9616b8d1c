"""How likely a transcript is right, from the posteriors of its words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_LEAST = 1e-4
_SLOWEST = 0.8
"""Words a second of voice: nobody speaks more slowly; it is a tone or a noise."""
_CONSTANT, _OF_MEAN, _OF_LEAST, _OF_LENGTH = 2.0, 2.5, 0.6, -0.05


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells whether all of a transcript is right.

    Attributes:
        mean_log: Mean of the logarithms of the words' posteriors.
        least_log: Their smallest.
        words: How many there are.
        words_a_second: How fast they were said, silence left out.
    """

    mean_log: float
    least_log: float
    words: int
    words_a_second: float

    @classmethod
    def of(cls, posteriors: Sequence[float], voiced_seconds: float) -> "Signs":
        """Reads them from the posteriors of the words in order."""
        logs = [math.log(max(_LEAST, one)) for one in posteriors] or [math.log(_LEAST)]
        return cls(
            mean_log=sum(logs) / len(logs),
            least_log=min(logs),
            words=len(posteriors),
            words_a_second=len(posteriors) / max(voiced_seconds, 0.1),
        )


def calibrated(signs: Signs) -> float:
    """The share of such transcripts that are wholly right (logistic regression)."""
    if signs.words_a_second < _SLOWEST:
        return 0.0
    score = (
        _CONSTANT
        + _OF_MEAN * signs.mean_log
        + _OF_LEAST * signs.least_log
        + _OF_LENGTH * signs.words
    )
    return round(1 / (1 + math.exp(-score)), 3)
