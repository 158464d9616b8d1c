"""Ranges: many models of one type in a compact table, a row a model.

The first row names the columns; ``brand``, ``model`` and ``price`` must be among them, ``note``
may be, and the others are details. An empty cell is a fact that is not known. Two notations keep a
table short:

- ``Black / Blue`` in a cell makes a second offer that differs in this detail alone, and
  ``1 TB / 2 TB +80`` one that costs 80 more.
- A price may say more: ``1249 EUR``, ``999 was 1149``, ``1799 sold out``.

A row that repeats brand and model of the row above adds offers to it. What a table leaves open
(ratings, reductions, second-hand offers, second listings) comes from ``plausible``.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from talknshop.demo import plausible
from talknshop.demo.departments import ModelLine, ProductType, Variant
from talknshop.schemas.enums import Availability

_PRICE = re.compile(
    r"(?P<amount>\d+(?:\.\d\d)?)?(?: (?P<currency>EUR|GBP))?"
    r"(?: ?was (?P<regular>\d+(?:\.\d\d)?))?(?: ?(?P<stock>sold out|preorder|backorder))?"
)
_STOCK = {
    "sold out": Availability.OUT_OF_STOCK,
    "preorder": Availability.PREORDER,
    "backorder": Availability.BACKORDER,
}
_STEP = re.compile(r"(?P<value>.*\S) (?P<step>[+-]\d+)")
_REPEATED = re.compile(r"\b([\w-]+) \1\b", re.IGNORECASE)
_NO_DETAILS = ("brand", "model", "price", "note")


@dataclass(frozen=True, slots=True)
class _Price:
    amount: Decimal | None
    currency: str
    regular: Decimal | None
    availability: Availability | None


@dataclass(frozen=True, slots=True)
class _Row:
    brand: str
    model: str
    price: _Price
    note: str | None
    details: dict[str, str]
    others: tuple[Variant, ...]
    """Offers that differ in one detail; a price only where it is another."""

    @property
    def name(self) -> tuple[str, str]:
        return self.brand, self.model


def range_lines(product_type: ProductType) -> tuple[ModelLine, ...]:
    """Expands the range of a type into model lines, in the order of its rows.

    Raises:
        ValueError: The table cannot be read; the message names the type and the row.
    """
    rows = list(_rows(product_type))
    prices = sorted(row.price.amount for row in rows if row.price.amount is not None)
    lines: list[ModelLine] = []
    for _, group in groupby(rows, key=lambda row: row.name):
        first, *others = group
        line = _line(product_type, first, others, prices)
        lines += [line, *_second_listing(product_type, line)]
    return tuple(lines)


def _rows(product_type: ProductType) -> Iterator[_Row]:
    header, *rows = product_type.range.strip().splitlines() or [""]
    columns = _cells(header)
    for row in rows:
        try:
            yield _row(dict(zip(columns, _cells(row), strict=True)))
        except (KeyError, ValueError) as error:
            raise ValueError(
                f"The range of {product_type.name!r} has a row that cannot be read: {row!r} "
                f"({error}). Give it a cell for each of: {', '.join(columns)}."
            ) from error


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.split("|")]


def _row(cells: Mapping[str, str]) -> _Row:
    price = _price(cells["price"])
    details: dict[str, str] = {}
    others: list[Variant] = []
    for column, cell in cells.items():
        if column in _NO_DETAILS or not cell:
            continue
        details[column], *alternatives = cell.split(" / ")
        others += [_other(column, alternative, price.amount) for alternative in alternatives]
    return _Row(
        cells["brand"], cells["model"], price, cells.get("note") or None, details, tuple(others)
    )


def _price(cell: str) -> _Price:
    found = _PRICE.fullmatch(cell)
    if found is None:
        raise ValueError(f"{cell!r} is not a price")
    return _Price(
        amount=Decimal(found["amount"]) if found["amount"] else None,
        currency=found["currency"] or "USD",
        regular=Decimal(found["regular"]) if found["regular"] else None,
        availability=_STOCK.get(found["stock"] or ""),
    )


def _other(column: str, alternative: str, base: Decimal | None) -> Variant:
    stepped = _STEP.fullmatch(alternative)
    if stepped is None or base is None:
        return Variant(details={column: stepped["value"] if stepped else alternative})
    return Variant(price=base + Decimal(stepped["step"]), details={column: stepped["value"]})


def _line(
    product_type: ProductType, row: _Row, others: list[_Row], prices: list[Decimal]
) -> ModelLine:
    item = _item(product_type, row.brand, row.model)
    price = row.price
    regular = price.regular
    if regular is None and price.amount is not None:
        regular = plausible.list_price(item, price.amount)
    offers = (*row.others, *(variant for other in others for variant in _variants(row, other)))
    line = ModelLine.model_validate(
        {
            "brand": row.brand,
            "model": row.model,
            "note": row.note,
            "price": price.amount,
            "list_price": regular,
            "currency": price.currency,
            "availability": price.availability or plausible.availability(item),
            "rating": plausible.rating(item, _tier(price.amount, prices)),
            "gtin": plausible.has_barcode(item),
            "details": row.details,
            "variants": (
                *(_stocked(item, offer) for offer in offers),
                *plausible.resold(item, price.amount, product_type.resale),
            ),
        }
    )
    title = plausible.choose(_wordings(product_type, line), item, "title")
    return line.model_copy(update={"title": title})


def _wordings(product_type: ProductType, line: ModelLine) -> list[str]:
    """The titles that suit a model: they tell its offers apart and repeat no word at once."""
    # A detail that a title lacks is told when the title is written.
    facts = defaultdict(str, line.details, brand=line.brand, model=line.model)
    varied = {name for variant in line.variants for name in variant.details}
    telling = [
        title for title in product_type.titles if all(f"{{{name}}}" in title for name in varied)
    ]
    smooth = [title for title in telling if not _REPEATED.search(title.format_map(facts))]
    return smooth or telling or [product_type.title]


def _variants(first: _Row, other: _Row) -> Iterator[Variant]:
    """The offers of a further row, as what differs from the first row of the model."""
    price = None if other.price.amount == first.price.amount else other.price.amount
    own = {name: value for name, value in other.details.items() if first.details[name] != value}
    yield Variant(price=price, details=own)
    for variant in other.others:
        yield Variant(price=variant.price or price, details=own | variant.details)


def _stocked(item: str, offer: Variant) -> Variant:
    name = f"{item} {' '.join(offer.details.values())}"
    return offer.model_copy(update={"availability": plausible.availability(name)})


def _second_listing(product_type: ProductType, line: ModelLine) -> Iterator[ModelLine]:
    """The same new item from another seller: worded otherwise, often without a barcode."""
    item = _item(product_type, line.brand, line.model)
    price = plausible.second_listing_price(item, line.price)
    only = line.model_copy(update={"variants": ()})
    wordings = [title for title in _wordings(product_type, only) if title != line.title]
    if price is None or not wordings:
        return
    yield only.model_copy(
        update={
            "listing": "second",
            "title": wordings[0],
            "price": price,
            "list_price": None,
            "rating": None,
            "availability": Availability.IN_STOCK,
            "gtin": line.gtin and plausible.draw(item, "listed barcode") < 1 / 2,
        }
    )


def _item(product_type: ProductType, brand: str, model: str) -> str:
    return f"{product_type.name} {brand} {model}"


def _tier(price: Decimal | None, prices: list[Decimal]) -> float:
    if price is None or len(prices) == 1:
        return 0.5
    return prices.index(price) / (len(prices) - 1)
