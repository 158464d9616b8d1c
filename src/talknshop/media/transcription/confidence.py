"""How likely a transcript is right, from the posteriors of its words.

The coefficients are a logistic regression's that ``evaluation/speech_confidence.py`` learned from
sentences of our grammars and from others, spoken by three synthetic voices, as they are, slower and
faster, and with noise. Right means: every word is.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_LEAST = 1e-4
_DOUBTFUL = math.log(0.5)
_SLOWEST = 0.8
"""Words a second of voice: nobody speaks more slowly; it is a tone or a noise."""
COEFFICIENTS = (2.0, 2.5, 0.6, 0.0, 0.0, -0.05)
"""Of a constant, and of ``Signs.values`` in order."""


@dataclass(frozen=True, slots=True)
class Said:
    """One word: its posterior and how long it was said."""

    posterior: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells whether all of a transcript is right.

    Attributes:
        mean_log: Mean of the logarithms of the words' posteriors.
        least_log: Their smallest.
        by_time: Their mean, long words counting more.
        doubtful: How many words are rather wrong than right.
        words: How many there are.
        words_a_second: How fast they were said, silence left out.
    """

    mean_log: float
    least_log: float
    by_time: float
    doubtful: int
    words: int
    words_a_second: float

    @classmethod
    def of(cls, said: Sequence[Said], voiced_seconds: float) -> "Signs":
        """Reads them from the words in order."""
        logs = [math.log(min(1.0, max(_LEAST, one.posterior))) for one in said]
        logs = logs or [math.log(_LEAST)]
        times = [one.seconds for one in said] or [1.0]
        weighed = sum(log * time for log, time in zip(logs, times, strict=True))
        return cls(
            mean_log=sum(logs) / len(logs),
            least_log=min(logs),
            by_time=weighed / max(sum(times), _LEAST),
            doubtful=sum(log < _DOUBTFUL for log in logs),
            words=len(said),
            words_a_second=len(said) / max(voiced_seconds, 0.1),
        )

    @property
    def values(self) -> tuple[float, ...]:
        """What is weighed."""
        return (self.mean_log, self.least_log, self.by_time, float(self.doubtful), self.words / 10)


def calibrated(signs: Signs) -> float:
    """The share of such transcripts that are wholly right."""
    if signs.words_a_second < _SLOWEST:
        return 0.0
    constant, *others = COEFFICIENTS
    score = constant + sum(a * b for a, b in zip(others, signs.values, strict=True))
    return round(1 / (1 + math.exp(-score)), 3)
