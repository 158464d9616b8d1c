"""The ``products.json`` of a Shopify shop: each variant becomes a product."""

from collections.abc import Iterator, Mapping

from talknshop.catalog.feeds.json_documents import keys_of, read_document
from talknshop.catalog.feeds.json_values import is_list, is_object, objects, text
from talknshop.catalog.feeds.mapping import FieldMapping, Given, column_name
from talknshop.catalog.feeds.prices import DECIMAL_POINT
from talknshop.catalog.feeds.product import Reading, to_row
from talknshop.catalog.feeds.rows import FeedRow, RefusedRow
from talknshop.catalog.feeds.source import FeedSource
from talknshop.core.errors import ValidationError

_NO_VARIANT = "Default Title"
_LINK_KEYS = ("products.[].url", "products.[].variants.[].url")
_OPTIONS = ("option1", "option2", "option3")


def read_shopify(source: FeedSource, reading: Reading) -> Iterator[FeedRow | RefusedRow]:
    """Reads the products of a shop, variant by variant.

    The file says neither its currency nor the address of its shop: both come from ``reading``,
    the address as the mapping of ``link``.

    Raises:
        ValidationError: The document is no JSON, has no list of products, or nothing says where
            the shop is.
    """
    mapping = FieldMapping(reading.mapping)
    if "link" not in reading.mapping and keys_of(source.head).isdisjoint(_LINK_KEYS):
        raise ValidationError(
            f"The file {source.name} does not say where its shop is. Name the address, such as "
            "--map 'link=https://shop.example/products/{handle}?variant={variant_id}'."
        )
    for found in read_document(source):
        if isinstance(found, RefusedRow):
            yield found
        elif is_object(found.value):
            yield from _variants(found.number, found.value, mapping, reading)


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
        given = Given(_cells(product, variant), _options(product, variant))
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
    name = text(variant.get("title"))
    title = text(product.get("title"))
    # What a thing cost before is its regular price, and what it costs now a sale.
    price, before = text(variant.get("price")), text(variant.get("compare_at_price"))
    return {
        "id": text(variant.get("id")) or text(product.get("id")),
        "title": f"{title} - {name}" if title and name and name != _NO_VARIANT else title,
        "link": text(variant.get("url")) or text(product.get("url")),
        "description": text(product.get("body_html")),
        "image_link": _image(product, variant),
        "availability": text(variant.get("available")),
        "price": before or price,
        "sale_price": price if before else "",
        "brand": text(product.get("vendor")),
        "gtin": text(variant.get("barcode")),
        "product_type": text(product.get("product_type")),
    }


def _image(product: Mapping[str, object], variant: Mapping[str, object]) -> str:
    own = variant.get("featured_image")
    if is_object(own) and (link := text(own.get("src"))):
        return link
    return next(
        (link for one in objects(product.get("images")) if (link := text(one.get("src")))), ""
    )


def _options(product: Mapping[str, object], variant: Mapping[str, object]) -> dict[str, str]:
    names = [text(option.get("name")) for option in objects(product.get("options"))]
    values = [text(variant.get(key)) for key in _OPTIONS]
    return {
        name: value
        for name, value in zip(names, values, strict=False)
        if name and value and value != _NO_VARIANT
    }


def _stated(product: Mapping[str, object], variant: Mapping[str, object]) -> dict[str, str]:
    """Every scalar, those of the variant as they are and before those of the product."""
    stated = {column_name(name): text(value) for name, value in product.items()}
    stated |= {column_name(name): text(value) for name, value in variant.items()}
    stated["product_id"] = text(product.get("id"))
    stated["product_title"] = text(product.get("title"))
    stated["variant_id"] = text(variant.get("id"))
    return stated
