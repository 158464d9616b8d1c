"""Which column, key or text of a feed holds which field: said by a person, or guessed by name."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from talknshop.catalog.feeds.fields import clean
from talknshop.catalog.feeds.product import FIELDS
from talknshop.core.errors import ValidationError
from talknshop.core.money import is_currency

ATTRIBUTE_PREFIX = "attributes."
"""A field of this prefix becomes an attribute under the rest of its name."""

_COLUMN = re.compile(r"\{([^{}]+)\}")
_NO_LETTERS = re.compile(r"[^\w]+|_+")
_INNER_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ATTRIBUTE = re.compile(r"attributes\.\S.{0,99}")

# Names that shops and shop systems give their columns, the most telling first.
_NAMES: Mapping[str, Sequence[str]] = {
    "id": (
        "id", "product_id", "offer_id", "item_id", "sku", "variant_sku", "product_sku",
        "article_number", "product_code", "item_number", "product_number", "code", "asin",
        "artikelnummer", "referencia",
    ),
    "title": (
        "title", "name", "product_name", "product_title", "item_name", "product", "bezeichnung",
        "produktname", "nombre", "titel", "titulo",
    ),
    "link": (
        "link", "url", "product_url", "product_link", "permalink", "deeplink", "deep_link",
        "page_url", "web_address", "external_url",
    ),
    "description": (
        "description", "long_description", "body_html", "body", "product_description", "text",
        "short_description", "beschreibung", "descripcion",
    ),
    "image_link": (
        "image_link", "image_url", "image", "image_src", "images", "main_image", "picture",
        "picture_url", "photo", "thumbnail", "bild", "imagen",
    ),
    "availability": (
        "availability", "stock_status", "available", "in_stock", "stock", "stock_quantity",
        "quantity", "qty", "inventory",
    ),
    "price": (
        "price", "regular_price", "variant_price", "selling_price", "retail_price", "unit_price",
        "product_price", "current_price", "amount", "preis", "precio",
    ),
    "sale_price": ("sale_price", "special_price", "offer_price", "discounted_price"),
    "currency": ("currency", "currency_code", "price_currency"),
    "brand": (
        "brand", "brand_name", "manufacturer", "vendor", "make", "marke", "hersteller", "marca",
    ),
    "gtin": (
        "gtin", "ean", "upc", "barcode", "ean13", "gtin13", "gtin14", "isbn", "variant_barcode",
    ),
    "condition": ("condition", "item_condition", "zustand"),
    "product_type": (
        "product_type", "product_types", "category", "categories", "product_category",
        "category_path", "type", "kategorie", "categoria",
    ),
    "product_rating": ("product_rating", "average_rating", "rating", "stars", "review_rating"),
    "product_review_count": (
        "product_review_count", "rating_count", "review_count", "reviews_count", "reviews",
        "number_of_reviews", "ratings_count",
    ),
    "color": ("color", "colour", "farbe"),
}  # fmt: skip


@lru_cache(maxsize=4_096)
def column_name(name: str) -> str:
    """A column's name as columns are compared: ``Image Link`` and ``imageLink`` are the same."""
    parted = _INNER_CAPITAL.sub("_", clean(name))
    return _NO_LETTERS.sub("_", parted).strip("_").casefold()


def parse_mapping(pairs: Iterable[str]) -> dict[str, str]:
    """Reads ``field=column`` and ``field=text with {column}``.

    Raises:
        ValidationError: A pair has no equals sign, its field is none of ours, or comes twice.
    """
    mapping: dict[str, str] = {}
    for pair in pairs:
        name, equals, column = (part.strip() for part in pair.partition("="))
        if not equals or not column:
            raise ValidationError(
                f"--map {pair} says nothing. Write field=column, such as --map title=Name."
            )
        if name not in FIELDS and not _ATTRIBUTE.fullmatch(name):
            raise ValidationError(
                f"--map {pair}: there is no field {name!r}. The fields are {', '.join(FIELDS)}, "
                f"and {ATTRIBUTE_PREFIX}NAME for anything else."
            )
        if name in mapping:
            raise ValidationError(f"--map names the field {name} twice. Keep one of them.")
        mapping[name] = column
    return mapping


class Given(NamedTuple):
    """What one product's fields are."""

    cells: dict[str, str]
    attributes: dict[str, str]


class FieldMapping:
    """What a person said about where the fields are; for feeds whose own names are known."""

    def __init__(self, mapping: Mapping[str, str]) -> None:
        """Takes columns and texts by field."""
        texts = {name: _as_text(column) for name, column in mapping.items()}
        # Texts come after columns, so that they may name fields that are mapped themselves.
        self._texts = dict(sorted(texts.items(), key=lambda item: not _COLUMN.fullmatch(item[1])))

    def columns(self) -> set[str]:
        """Every column that is named."""
        return {column_name(c) for text in self._texts.values() for c in _COLUMN.findall(text)}

    def apply(self, stated: Mapping[str, str], given: Given) -> None:
        """Puts fields in the place of those that are there already.

        Args:
            stated: What the feed says, by the names that ``column_name`` makes.
            given: Is changed; its fields may be named too.
        """
        for name, text in self._texts.items():
            known = {**given.cells, **stated}
            value = _filled(text, known, in_link=name in {"link", "image_link"})
            if name.startswith(ATTRIBUTE_PREFIX):
                given.attributes[name.removeprefix(ATTRIBUTE_PREFIX)] = value
            else:
                given.cells[name] = value


def _as_text(column: str) -> str:
    return column if _COLUMN.search(column) else f"{{{column}}}"


def _filled(text: str, stated: Mapping[str, str], *, in_link: bool) -> str:
    """The text with values for columns; nothing when one of them is empty."""
    alone = _COLUMN.fullmatch(text)
    if alone:
        return stated.get(column_name(alone[1]), "")
    values = {name: stated.get(column_name(name), "") for name in _COLUMN.findall(text)}
    if not all(values.values()):
        return ""
    return _COLUMN.sub(lambda m: quote(values[m[1]]) if in_link else values[m[1]], text)


class Columns:
    """Which column of a table holds which field."""

    def __init__(
        self, header: Sequence[str], mapping: Mapping[str, str], *, strict: bool = True
    ) -> None:
        """Looks at the header; usual other names of a field count where it has no column.

        Args:
            header: The names of the columns.
            mapping: What a person said; comes before everything else.
            strict: Whether a column that a person named must be there.

        Raises:
            ValidationError: A column that a person named is not there.
        """
        self.names = [column_name(name) for name in header]
        self.currency: str | None = None
        """The currency that the name of the price column states, such as ``Price (EUR)``."""
        self._mapping = FieldMapping(mapping) if mapping else None
        self._fields = list(self.names)
        self._guess(set(mapping))
        if self._mapping and strict:
            self._require(self._mapping.columns().difference(mapping), header)

    def __len__(self) -> int:
        return len(self.names)

    @property
    def fields(self) -> set[str]:
        """Every field that some column holds, before a person's mapping."""
        return {name for name in self._fields if name in FIELDS}

    def given(self, values: Sequence[str]) -> Given:
        """The fields of one row."""
        given = Given(dict(zip(self._fields, values, strict=False)), {})
        if self._mapping:
            self._mapping.apply(dict(zip(self.names, values, strict=False)), given)
        return given

    def _require(self, columns: set[str], header: Sequence[str]) -> None:
        missing = sorted(columns.difference(self.names, self._fields))
        if missing:
            raise ValidationError(
                f"There is no column {', '.join(missing)} to map. "
                f"The columns are {', '.join(clean(name)[:60] for name in header[:50])}."
            )

    def _guess(self, said: set[str]) -> None:
        for field, names in _NAMES.items():
            if field in said:
                continue
            found = next((name for name in names if name in self._fields), None)
            if found is None and field == "price":
                found = self._price_with_currency()
            if found is not None and found != field:
                self._fields[self._fields.index(found)] = field

    def _price_with_currency(self) -> str | None:
        for name in self._fields:
            rest, _, last = name.rpartition("_")
            if rest in _NAMES["price"] and is_currency(last.upper()):
                self.currency = last.upper()
                return name
        return None
