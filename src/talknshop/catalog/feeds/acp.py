"""Product feeds of the Agentic Commerce Protocol, version 2026-04-17: products with variants.

The file form is a folder with ``metadata.json`` and ``products.jsonl``, one product a line;
``{"products": […]}`` in one document is what the protocol's own requests carry.
"""

from collections.abc import Iterator, Mapping

from talknshop.catalog.feeds.json_documents import Numbered, read_document
from talknshop.catalog.feeds.json_products import read_values
from talknshop.catalog.feeds.json_values import is_list, is_object, objects, text
from talknshop.catalog.feeds.mapping import FieldMapping, Given, column_name
from talknshop.catalog.feeds.prices import DECIMAL_POINT
from talknshop.catalog.feeds.product import Reading, to_row
from talknshop.catalog.feeds.rows import FeedRow, FieldError, RefusedRow
from talknshop.catalog.feeds.source import FeedSource
from talknshop.core.money import from_minor, is_currency

_MOST_DIGITS = 12


def read_acp(source: FeedSource, reading: Reading) -> Iterator[FeedRow | RefusedRow]:
    """Reads the lines of ``products.jsonl``, variant by variant.

    Raises:
        ValidationError: The file cannot be read on; see ``open_source``.
    """
    return _rows(read_values(source), reading)


def read_acp_document(source: FeedSource, reading: Reading) -> Iterator[FeedRow | RefusedRow]:
    """Reads one document with a list of products.

    Raises:
        ValidationError: The document is no JSON or has no list of products.
    """
    return _rows(read_document(source), reading)


def _rows(
    values: Iterator[Numbered | RefusedRow], reading: Reading
) -> Iterator[FeedRow | RefusedRow]:
    mapping = FieldMapping(reading.mapping)
    for found in values:
        if isinstance(found, RefusedRow):
            yield found
        elif is_object(found.value):
            yield from _variants(found.number, found.value, mapping, reading)
        else:
            yield RefusedRow(found.number, "row", "not an object")


def _variants(
    number: int, product: Mapping[str, object], mapping: FieldMapping, reading: Reading
) -> Iterator[FeedRow | RefusedRow]:
    variants = product.get("variants")
    if not is_list(variants) or not variants:
        yield RefusedRow(number, "variants", "missing")
        return
    for variant in variants:
        if not is_object(variant):
            yield RefusedRow(number, "variants", "not an object")
            continue
        try:
            given = Given(_cells(product, variant), _options(variant))
        except FieldError as error:
            yield RefusedRow(number, *error.refusal)
            continue
        if reading.mapping:
            mapping.apply(_stated(product, variant), given)
        yield to_row(
            number,
            given.cells,
            reading,
            decimal_mark=DECIMAL_POINT,
            attributes=given.attributes,
        )


def _cells(product: Mapping[str, object], variant: Mapping[str, object]) -> dict[str, str]:
    price = _amount("price", variant.get("price"))
    before = _amount("list_price", variant.get("list_price"))
    conditions = variant.get("condition")
    return {
        "id": text(variant.get("id")),
        "title": text(variant.get("title")) or text(product.get("title")),
        "link": text(variant.get("url")) or text(product.get("url")),
        "description": _description(variant) or _description(product),
        "image_link": _image(variant) or _image(product),
        "availability": _availability(variant.get("availability")),
        "price": before or price,
        "sale_price": price if before else "",
        "gtin": ",".join(text(code.get("value")) for code in objects(variant.get("barcodes"))),
        "condition": text(conditions[0]) if is_list(conditions) and conditions else "",
        "product_type": _category(variant),
    }


def _amount(name: str, price: object) -> str:
    """A price in minor units as an amount with its currency."""
    if price is None:
        return ""
    amount = price.get("amount") if is_object(price) else None
    if not is_object(price) or not isinstance(amount, int) or isinstance(amount, bool):
        raise FieldError(name, "not a whole number of minor units")
    currency = text(price.get("currency"))
    if not is_currency(currency):
        raise FieldError(name, "no currency")
    if amount < 0:
        raise FieldError(name, "negative")
    if amount >= 10**_MOST_DIGITS:
        raise FieldError(name, "more than 12 digits")
    return f"{from_minor(amount, currency)} {currency}"


def _description(holder: Mapping[str, object]) -> str:
    forms = holder.get("description")
    if not is_object(forms):
        return ""
    return next(
        (found for key in ("plain", "html", "markdown") if (found := text(forms.get(key)))), ""
    )


def _image(holder: Mapping[str, object]) -> str:
    images = (one for one in objects(holder.get("media")) if one.get("type") == "image")
    return next((link for one in images if (link := text(one.get("url")))), "")


def _availability(value: object) -> str:
    if not is_object(value):
        return ""
    status, available = text(value.get("status")), value.get("available")
    # What cannot be bought now is not in stock, whatever the status says of the warehouse.
    if available is False and status in {"", "in_stock", "limited_stock"}:
        return "out of stock"
    return status or text(available)


def _category(variant: Mapping[str, object]) -> str:
    categories = objects(variant.get("categories"))
    own = [one for one in categories if one.get("taxonomy") in {None, "merchant"}]
    named = (text(one.get("value")) for one in (*own, *categories))
    return next((value for value in named if value and not value.isdigit()), "")


def _options(variant: Mapping[str, object]) -> dict[str, str]:
    return {
        text(option.get("name")): text(option.get("value"))
        for option in objects(variant.get("variant_options"))
    }


def _stated(product: Mapping[str, object], variant: Mapping[str, object]) -> dict[str, str]:
    """Every scalar, those of the variant before those of the product."""
    stated = {column_name(name): text(value) for name, value in product.items()}
    stated |= {column_name(name): text(value) for name, value in variant.items()}
    stated["product_id"] = text(product.get("id"))
    stated["variant_id"] = text(variant.get("id"))
    return stated
