"""How likely each intent is, by weights that were learned from written examples."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from talknshop.schemas.enums import Intent

INTENTS = tuple(Intent)
"""The order of the weights in the file."""
BIAS = "(bias)"
"""The feature every message has."""
SCALE = 20
"""Weights are written as whole twentieths."""


@dataclass(frozen=True, slots=True)
class Likelihood:
    """How likely each intent is; the values add up to 1."""

    of: Mapping[Intent, float]

    @property
    def best(self) -> Intent:
        """The likeliest intent."""
        return max(self.of, key=self.of.__getitem__)

    def favouring(self, intent: Intent, factor: float) -> "Likelihood":
        """The likelihood where one intent is expected more than elsewhere."""
        raised = {each: p * (factor if each is intent else 1) for each, p in self.of.items()}
        whole = sum(raised.values())
        return Likelihood({each: p / whole for each, p in raised.items()})


class IntentModel:
    """Logistic regression over the features of a message; the weights are read where needed."""

    def __init__(self, weights: Mapping[str, str]) -> None:
        """Takes the weights of each feature, written as whole numbers in the order of INTENTS."""
        self._weights = weights

    def likelihood(self, features: Iterable[str]) -> Likelihood:
        """How likely each intent is for a message with these features."""
        sums = [0] * len(INTENTS)
        for feature in (BIAS, *features):
            written = self._weights.get(feature)
            if written is not None:
                for place, weight in enumerate(written.split(" ")):
                    sums[place] += int(weight)
        highest = max(sums)
        raised = [math.exp((value - highest) / SCALE) for value in sums]
        whole = sum(raised)
        return Likelihood({i: p / whole for i, p in zip(INTENTS, raised, strict=True)})


def parse_weights(text: str) -> dict[str, str]:
    """The weights of each feature of a file: a line each, a tab between feature and weights."""
    lines = (line.partition("\t") for line in text.splitlines() if not line.startswith("# "))
    return {feature: weights for feature, _, weights in lines}
