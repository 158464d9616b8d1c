"""Records of several shops with the item that each is of, read as the product reads them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from talknshop.catalog.aggregate.elsewhere import item_of
from talknshop.catalog.item import Item, ItemRecord, read_item
from talknshop.core.errors import ValidationError
from talknshop.marketplaces.amazon.mapping import to_product as amazon_product
from talknshop.marketplaces.bestbuy.mapping import to_product as bestbuy_product
from talknshop.marketplaces.ebay.mapping import to_product as ebay_product
from talknshop.marketplaces.ucp.mapping import to_product as ucp_product
from talknshop.marketplaces.walmart.mapping import to_product as walmart_product
from talknshop.schemas.product import ProductResult

_FOLDER = "talknshop.evaluation.item_pairs"
_AT = datetime(2026, 11, 1, tzinfo=UTC)
_FIELDS = {
    "amazon": {"brand", "model", "upc", "ean", "color", "size"},
    "bestbuy": {"brand", "model", "upc", "color", "condition"},
    "ebay": {"condition"},
    "store": {"brand", "model", "upc", "color", "size"},
    "ucp": {"upc", "color", "size", "seller"},
    "walmart": {"brand", "model", "upc", "color", "size"},
}
"""What the answer to a search says besides the title, as far as the sample uses it."""


class Part(StrEnum):
    """The parts of the sample that ships with the product."""

    DEV = "dev"
    """May be looked at to improve the rules."""
    HELD_OUT = "held-out"
    """Decides, and is not looked at."""


class Listing(NamedTuple):
    """A record of the sample."""

    family: str
    item: str
    """Which item it is, by its label."""
    shop: str
    title: str
    read: Item
    """What the product reads of it."""


def bundled_listings(part: Part) -> list[Listing]:
    """The records of a part of the sample that ships with the product.

    Raises:
        ValidationError: See ``read_listings``.
    """
    file = files(_FOLDER).joinpath(f"{part.name.lower()}.txt")
    return list(read_listings(file.read_text(encoding="utf-8").splitlines()))


def read_listings(lines: Iterable[str]) -> Iterator[Listing]:
    """Reads records, each out of an answer in the format of its shop.

    Raises:
        ValidationError: A line is none of the notation, or says what its shop does not tell.
    """
    family = item = ""
    for number, line in enumerate(lines, start=1):
        if line.startswith("## "):
            family = line[3:].strip()
        elif line.startswith("= "):
            item = line[2:].strip()
        elif line and not line.startswith("#"):
            yield _listing(line, family, item, number)


def _listing(line: str, family: str, item: str, number: int) -> Listing:
    shop, title, told = ([part.strip() for part in line.split("\t")] + [""] * 2)[:3]
    parts = [field.strip().partition("=") for field in told.split(";") if field.strip()]
    fields = {name: value for name, _, value in parts}
    if not title or shop not in _FIELDS or not fields.keys() <= _FIELDS[shop]:
        raise ValidationError(
            f"Line {number} is no record. A record is a shop, a title and what that shop says "
            f"besides, divided by tabs; shops are {', '.join(_FIELDS)}.",
            details={"line": line},
        )
    return Listing(family, item, shop, title, _read(shop, title, fields, number))


def _read(shop: str, title: str, fields: Mapping[str, str], number: int) -> Item:
    if shop == "store":
        rest = {name: fields[name] for name in ("model", "color", "size") if name in fields}
        return read_item(ItemRecord(shop, title, fields.get("brand"), fields.get("upc"), rest))
    product = _PRODUCTS[shop](title, fields, number)
    if product is None:
        raise ValidationError(f"Line {number} is no product of {shop}.")
    return item_of(product)


def _shown(value: str | None) -> dict[str, object]:
    return {"displayValue": value}


def _amazon(title: str, fields: Mapping[str, str], number: int) -> ProductResult | None:
    ids = {name: {"displayValues": [fields[name[:-1]]]}
           for name in ("upcs", "eans") if name[:-1] in fields}  # fmt: skip
    get = fields.get
    info = {
        "title": _shown(title),
        "byLineInfo": {"brand": _shown(get("brand"))},
        "externalIds": ids,
        "manufactureInfo": {"model": _shown(get("model"))},
        "productInfo": {"color": _shown(get("color")), "size": _shown(get("size"))},
    }
    item = {"asin": f"B{number:09}", "itemInfo": info}
    return amazon_product(item, "www.amazon.com", _AT, wanted=None, simulated=False)


def _bestbuy(title: str, fields: Mapping[str, str], number: int) -> ProductResult | None:
    item = {
        "sku": number, "name": title, "manufacturer": fields.get("brand"),
        "modelNumber": fields.get("model"), "upc": fields.get("upc"), "color": fields.get("color"),
        "condition": fields.get("condition", "New"),
    }  # fmt: skip
    return bestbuy_product(item, _AT, simulated=False)


def _ebay(title: str, fields: Mapping[str, str], number: int) -> ProductResult | None:
    item = {
        "itemId": f"v1|{number}|0", "title": title, "conditionId": fields.get("condition"),
        "itemWebUrl": f"https://www.ebay.com/itm/{number}",
        "seller": {"username": f"seller{number}"},
    }  # fmt: skip
    return ebay_product(item, _AT, simulated=False)


def _walmart(title: str, fields: Mapping[str, str], number: int) -> ProductResult | None:
    item = {
        "itemId": number, "name": title, "brandName": fields.get("brand"),
        "modelNumber": fields.get("model"), "upc": fields.get("upc"), "color": fields.get("color"),
        "size": fields.get("size"),
    }  # fmt: skip
    return walmart_product(item, _AT, simulated=False)


def _ucp(title: str, fields: Mapping[str, str], number: int) -> ProductResult | None:
    options = [{"name": name.title(), "label": fields[name]}
               for name in ("color", "size") if name in fields]  # fmt: skip
    barcodes = [{"type": "UPC", "value": fields["upc"]}] if "upc" in fields else []
    variant = {
        "id": f"v{number}", "options": options, "barcodes": barcodes,
        "seller": {"name": fields.get("seller")},
    }  # fmt: skip
    link = f"https://shop.example/products/{number}"
    item = {"id": f"p{number}", "title": title, "url": link, "variants": [variant]}
    return ucp_product(item, "shop.example", "https://shop.example", _AT, simulated=False)


_PRODUCTS: Mapping[str, Callable[[str, Mapping[str, str], int], ProductResult | None]] = (
    MappingProxyType(
        {
            "amazon": _amazon,
            "bestbuy": _bestbuy,
            "ebay": _ebay,
            "ucp": _ucp,
            "walmart": _walmart,
        }
    )
)
