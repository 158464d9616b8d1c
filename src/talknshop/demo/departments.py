"""The tables the demo catalogue is written in: one TOML file a department.

A department holds product types, a type its model lines, a line its variants. Unknown keys are
refused, so that a misspelt one cannot silently lose a fact.
"""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic import model_validator as validator

from talknshop.schemas.enums import Availability, Condition

# The feed writes details as "name: value; name: value" in a tab-separated line.
_Line = Annotated[str, StringConstraints(min_length=1, pattern=r"^[^\t\r\n]+$")]
_DetailName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
_DetailValue = Annotated[str, StringConstraints(min_length=1, pattern=r"^[^;\t\r\n]+$")]
_Price = Annotated[Decimal, Field(gt=0, max_digits=8, decimal_places=2)]
_Average = Annotated[Decimal, Field(ge=1, le=5, decimal_places=1)]
_Count = Annotated[int, Field(ge=1)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Variant(_Table):
    """What can differ between two offers of one model: colour, storage, state, price."""

    price: _Price | None = None
    """What is asked now; absent when the shop does not say."""
    list_price: _Price | None = None
    """The regular price, when what is asked is less."""
    rating: tuple[_Average, _Count] | None = None
    """Average of 1 to 5 stars and the number of ratings; absent when nobody has rated it."""
    condition: Condition = Condition.NEW
    availability: Availability = Availability.IN_STOCK
    details: dict[_DetailName, _DetailValue] = Field(default_factory=dict)
    """Facts by name; underscores stand for blanks (``screen_size``)."""

    @validator(mode="after")
    def _reduced(self) -> Self:
        if self.list_price is not None and (self.price is None or self.list_price <= self.price):
            raise ValueError("a list price needs a lower price beside it")
        return self


class ModelLine(Variant):
    """One model of a brand; itself the first offer, its variants the others."""

    brand: _Line
    model: _Line
    note: _Line | None = None
    """What sets this model apart, in a sentence or two."""
    title: _Line | None = None
    """A title template of its own; absent for that of the type."""
    listing: Annotated[str, StringConstraints(pattern=r"^[a-z]+$")] | None = None
    """Tells a further listing of an item from its first; absent for the first."""
    currency: Literal["USD", "EUR", "GBP"] = "USD"
    gtin: bool = True
    """False for what is sold without a barcode."""
    variants: tuple[Variant, ...] = ()

    def offers(self) -> tuple[Variant, ...]:
        """All offers of the model, each complete: what a variant does not say, the line says.

        Price and list price travel together. A rating stays with the condition it was given for,
        and availability is each offer's own.
        """
        return (self, *(self._completed(variant) for variant in self.variants))

    def _completed(self, variant: Variant) -> Variant:
        priced = self if variant.price is None else variant
        inherited_rating = self.rating if variant.condition == self.condition else None
        return Variant(
            price=priced.price,
            list_price=priced.list_price,
            rating=variant.rating or inherited_rating,
            condition=variant.condition,
            availability=variant.availability,
            details=self.details | variant.details,
        )


class ProductType(_Table):
    """A kind of product and how its offers are worded.

    ``title`` and ``about`` are format templates over ``brand``, ``model`` and the details.
    """

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9 -]*$")]
    """Canonical singular noun phrase in lower case, such as ``running shoe``."""
    picture: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]*$")]
    """The drawing in ``pictures/`` that stands for the type."""
    path: _Line
    """The taxonomy path, such as ``Electronics > Computers > Laptops``."""
    title: _Line
    other_titles: tuple[_Line, ...] = ()
    """Wordings that other shops use; they hold for the range."""
    about: _Line
    """The sentence on the facts that closes each description."""
    resale: tuple[Condition, ...] = ()
    """The conditions in which items of the range are resold."""
    range: str = ""
    """Further models in the notation of ``ranges``."""
    lines: tuple[ModelLine, ...] = ()

    @property
    def titles(self) -> tuple[str, ...]:
        """Every wording of a title."""
        return (self.title, *self.other_titles)

    @validator(mode="after")
    def _filled(self) -> Self:
        if not (self.lines or self.range):
            raise ValueError("a type needs lines or a range")
        return self


class Department(_Table):
    """One file of tables."""

    types: tuple[ProductType, ...] = Field(min_length=1)


def read_departments(folder: Path) -> list[Department]:
    """Reads every department in the order of file names.

    Raises:
        ValueError: A file is not TOML or does not fit the tables; the message names it.
    """
    return [_read_department(path) for path in sorted(folder.glob("*.toml"))]


def _read_department(path: Path) -> Department:
    try:
        # Decimal keeps 49.90 exact on its way to the feed.
        tables = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        return Department.model_validate(tables)
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise ValueError(
            f"{path.name} cannot be read as demo tables. Correct it: {error}"
        ) from error
