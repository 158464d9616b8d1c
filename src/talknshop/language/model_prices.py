"""What a call of a model costs, by a dated list of prices."""

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class ModelPrice:
    """US dollars a million tokens."""

    input: Decimal
    cached: Decimal
    output: Decimal

    def cost(self, *, input_tokens: int, cached_tokens: int, output_tokens: int) -> Decimal:
        """What a call costs; ``cached_tokens`` are among ``input_tokens``."""
        fresh = max(0, input_tokens - cached_tokens)
        total = fresh * self.input + cached_tokens * self.cached + output_tokens * self.output
        return total / _MILLION


def prices_read_on() -> date:
    """The day of which the prices are."""
    return _data()["read_on"]


@cache
def price_of(model: str) -> ModelPrice | None:
    """The price of ``provider:model``; None where it is not known.

    An inference profile of Bedrock (``us.…``) costs what its region takes of the model's price.
    """
    provider, _, name = model.partition(":")
    known: dict[str, list[str]] = _data()["models"].get(provider, {})
    factor = Decimal(1)
    if name not in known:
        region, _, rest = name.partition(".")
        share = _data()["regions"].get(region)
        if share is None:
            return None
        factor, name = Decimal(str(share)), rest
    row = known.get(name)
    if row is None:
        return None
    fresh, cached, output = (Decimal(figure) * factor for figure in row)
    return ModelPrice(fresh, cached, output)


@cache
def _data() -> dict[str, Any]:
    source = files("talknshop.language") / "model_prices.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))
