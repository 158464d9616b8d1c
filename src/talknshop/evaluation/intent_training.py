"""Learns the weights of the router: ``python -m talknshop.evaluation.intent_training CASES...``.

Examples are frames (``intent_frames/``) and the intent, buyer and seller cases given as files;
held-out cases must not be among them. The weights go to the standard output, as
``lexicon/intent_weights.tsv`` has them. The same frames, cases and lexicon give the same weights.
Needs numpy (the extra ``semantic``).
"""

import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from talknshop.evaluation.frames import Example, load_fillings, load_frames, write_examples
from talknshop.evaluation.language import Case, kind_of, load_cases
from talknshop.language.base import Turn
from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.intent_model import BIAS, INTENTS, SCALE
from talknshop.language.rules.lexicon import load_lexicon
from talknshop.schemas.enums import Intent

MOST_OF_A_FRAME = 20
SEED = 1
_ROUNDS = 14
_RATE = 0.15
_BIAS_RATE = 0.01
_DECAY = 1e-3
_RULES_UNSEEN = 0.3
"""How often an example hides what the rules say, so that words learn to speak for themselves."""
_CASE_COPIES = 2
_LEAST_WEIGHT = 0.2
"""A feature that moves no intent further than this is left out."""
_OF_KIND = {"buyer": Intent.BUY, "seller": Intent.SELL}
_HEADER = "# Learned from written examples (docs/guides/intents.md); do not edit by hand.\n"

Floats = NDArray[np.float64]
Seen = tuple[frozenset[str], Intent]


@dataclass(frozen=True, slots=True)
class Weights:
    """A row of weights for each feature, one column an intent."""

    features: list[str]
    rows: Floats
    bias: Floats

    def lines(self) -> Iterator[str]:
        """The file's lines, as ``intent_model.parse_weights`` reads them."""
        yield _line(BIAS, self.bias)
        for feature, row in zip(self.features, self.rows, strict=True):
            level = row - row.mean()
            if np.abs(level).max() >= _LEAST_WEIGHT:
                yield _line(feature, level)


def _line(feature: str, row: Floats) -> str:
    return feature + "\t" + " ".join(str(round(float(weight) * SCALE)) for weight in row)


def read_cases(paths: Iterable[Path], first: int) -> list[Example]:
    """The labelled cases of files; what is labelled as a wish or an offer has that intent."""
    cases = [case for path in paths for case in load_cases(path)]
    return [Example(first + n, _intent_of(case), case["text"]) for n, case in enumerate(cases)]


def _intent_of(case: Case) -> Intent:
    kind = kind_of(case)
    return _OF_KIND[kind] if kind in _OF_KIND else Intent(case["gold"])


def look_at(examples: Sequence[Example], engine: RulesEngine, *, seed: int) -> list[Seen]:
    """The features of each example; of some without what the rules say."""
    chance = random.Random(seed)  # noqa: S311 - examples, no secret
    seen: list[Seen] = []
    for example in examples:
        features = engine.intent_features(Turn(example.text))
        if chance.random() < _RULES_UNSEEN:
            features = frozenset(f for f in features if not f.startswith("rules "))
        seen.append((features, example.intent))
    return seen


def learn(seen: Sequence[Seen], *, seed: int) -> Weights:
    """Fits a logistic regression by stochastic gradient with a rate for each weight (AdaGrad).

    Rare intents count more than common ones. The weights of the last half of the rounds are
    averaged.
    """
    features = sorted({feature for each, _ in seen for feature in each})
    place = {feature: number for number, feature in enumerate(features)}
    rows = [np.array([place[f] for f in sorted(each)], dtype=np.intp) for each, _ in seen]
    counts = Counter(intent for _, intent in seen)
    wanted = [INTENTS.index(intent) for _, intent in seen]
    importance = [(len(seen) / len(counts) / counts[intent]) ** 0.5 for _, intent in seen]
    weights = np.zeros((len(features), len(INTENTS)))
    squares = np.full_like(weights, 1e-2)
    bias = np.zeros(len(INTENTS))
    total, total_bias, kept = np.zeros_like(weights), np.zeros_like(bias), 0
    order = np.random.default_rng(seed)
    for number in range(_ROUNDS):
        for case in map(int, order.permutation(len(seen))):
            row = rows[case]
            error = _chances(weights[row].sum(0) + bias)
            error[wanted[case]] -= 1
            error *= importance[case]
            gradient = error + _DECAY * weights[row]
            squares[row] += gradient * gradient
            weights[row] -= _RATE * gradient / np.sqrt(squares[row])
            bias -= _BIAS_RATE * error
        if number >= _ROUNDS // 2:
            total += weights
            total_bias += bias
            kept += 1
    return Weights(features, total / kept, total_bias / kept)


def _chances(sums: Floats) -> Floats:
    raised: Floats = np.exp(sums - sums.max())
    return raised / raised.sum()


def main(paths: Sequence[str]) -> None:
    """Learns from the frames and the given cases, and prints the weights."""
    lexicon = load_lexicon()
    frames = load_frames()
    examples = write_examples(frames, load_fillings(lexicon), most=MOST_OF_A_FRAME, seed=SEED)
    cases = read_cases(map(Path, paths), len(frames))
    seen = look_at([*examples, *cases * _CASE_COPIES], RulesEngine(lexicon), seed=SEED)
    sys.stdout.write(_HEADER)
    sys.stdout.writelines(f"{line}\n" for line in learn(seen, seed=SEED).lines())


if __name__ == "__main__":
    main(sys.argv[1:])
