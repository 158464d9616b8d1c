"""How likely a transcript is right, from the posteriors of its words.

Right means: every word is. The coefficients are those that ``evaluation/speech_confidence.py``
learned from 200 spoken sentences, 66 of them heard right: half drawn from our grammars, half in
other words, in three synthetic voices, at several speeds, with and without noise. They belong to
the model of ``recipe.py`` and are learned anew with it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_LEAST = 1e-4
_LEAST_WHOLE = 1e-30
_DOUBTFUL = math.log(0.5)
_SLOWEST = 0.8
"""Words a second of voice: nobody speaks more slowly; it is a tone or a noise."""
COEFFICIENTS = (-3.029, 0.419, 0.482, -0.054, -0.009, -0.408, -0.077, 2.216, -0.340, -0.249)
"""Of a constant, and of ``Signs.values`` in order."""


@dataclass(frozen=True, slots=True)
class Said:
    """One word.

    Attributes:
        posterior: Of the word.
        seconds: How long it was said.
        known: Words of the model that it was read from: three where the two before it are known to
            go with it, one where it is new behind them.
    """

    posterior: float
    seconds: float
    known: int = 3


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells whether all of a transcript is right.

    Attributes:
        whole_log: Logarithm of the posterior of the whole, a word.
        mean_log: Mean of the logarithms of the words' posteriors.
        least_log: Their smallest.
        by_time: Their mean, long words counting more.
        doubtful: How many words are rather wrong than right.
        new: How many words nothing is known to go before.
        mean_known: Mean of ``Said.known``.
        words: How many there are.
        words_a_second: How fast they were said, silence left out.
    """

    whole_log: float
    mean_log: float
    least_log: float
    by_time: float
    doubtful: int
    new: int
    mean_known: float
    words: int
    words_a_second: float

    @classmethod
    def of(cls, said: Sequence[Said], voiced_seconds: float, posterior: float) -> "Signs":
        """Reads them from the words in order and from the posterior of the whole."""
        logs = [math.log(min(1.0, max(_LEAST, one.posterior))) for one in said]
        logs = logs or [math.log(_LEAST)]
        times = [one.seconds for one in said] or [1.0]
        weighed = sum(log * time for log, time in zip(logs, times, strict=True))
        whole = math.log(min(1.0, max(_LEAST_WHOLE, posterior)))
        return cls(
            whole_log=whole / len(logs),
            mean_log=sum(logs) / len(logs),
            least_log=min(logs),
            by_time=weighed / max(sum(times), _LEAST),
            doubtful=sum(log < _DOUBTFUL for log in logs),
            new=sum(one.known <= 1 for one in said),
            mean_known=sum(one.known for one in said) / len(logs),
            words=len(said),
            words_a_second=len(said) / max(voiced_seconds, 0.1),
        )

    @property
    def values(self) -> tuple[float, ...]:
        """What is weighed."""
        return (
            self.whole_log, self.mean_log, self.least_log, self.by_time, float(self.doubtful),
            float(self.new), self.mean_known, self.words / 10, self.words_a_second,
        )  # fmt: skip


def calibrated(signs: Signs) -> float:
    """The share of such transcripts that are wholly right."""
    if signs.words_a_second < _SLOWEST:
        return 0.0
    constant, *others = COEFFICIENTS
    score = constant + sum(a * b for a, b in zip(others, signs.values, strict=True))
    return round(1 / (1 + math.exp(-score)), 3)
