"""How the model of shopping language is made, and what its files are called."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

MODEL, DICTIONARY = "speech.lm.bin", "speech.dict"
_VERSION = 4
"""Counted up when the grammars or the way of mixing change."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is mixed.

    Attributes:
        sentences: How many are drawn.
        weight: Of what we drew, against the general model.
        task_weight: Of the sentences of a task, where its grammar is given, against all else.
        general_words: How many of its words are taken besides ours, commonest first.
        least_gain: See ``ngrams.mix``.
        seed: Of the drawing.
    """

    sentences: int = 200_000
    weight: float = 0.6
    task_weight: float = 0.95
    general_words: int = 20_000
    least_gain: float = 1e-7
    seed: int = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a model is made from, besides the lexicon.

    Attributes:
        brands: Makers that the catalogue names.
        products: Kinds of products that it names.
        grammar: Further sentences that are likely, in the JSpeech Grammar Format.
        recipe: How it is mixed.
    """

    brands: Sequence[str] = ()
    products: Sequence[str] = ()
    grammar: str = ""
    recipe: Recipe = Recipe()

    @property
    def key(self) -> str:
        """The same for the same model."""
        said = json.dumps([_VERSION, sorted(self.brands), sorted(self.products), self.grammar,
                           asdict(self.recipe)])  # fmt: skip
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def to_json(self) -> str:
        """As the builder reads it."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Wanted":
        """Reads what ``to_json`` wrote."""
        fields = json.loads(text)
        return cls(**(fields | {"recipe": Recipe(**fields["recipe"])}))
