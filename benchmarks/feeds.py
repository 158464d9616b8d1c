"""How fast feeds are read, format by format, without storing anything.

Usage: python -m benchmarks.feeds [FEED]

The same products are written in every format; FEED is a feed of your own besides. The floor is
what Python needs to take the file apart into strings and to do nothing with them, in the same run:
csv.DictReader for tables, json.loads for JSON. Processor time of one core, best of three; peak
is what reading allocates at most.
"""

import csv
import gzip
import json
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from talknshop.catalog.feeds.formats import choose_format
from talknshop.catalog.feeds.product import Reading
from talknshop.catalog.feeds.source import open_source

_PRODUCTS = 20_000
_ROUNDS = 3
_READING = Reading(datetime.now(UTC), currency="USD")
# What says no address itself is given one.
_READING_WITH_LINK = replace(_READING, mapping={"link": "https://shop.example/{id}"})
_COLUMNS = ("id", "title", "description", "link", "image_link", "availability", "price", "brand",
            "gtin", "condition", "product_type", "product_detail")  # fmt: skip

_Product = dict[str, str]


def main() -> None:
    products = [_product(number) for number in range(_PRODUCTS)]
    print(f"{'format':<14}{'rows/s':>10}{'us a row':>10}{'floor us':>10}{'ratio':>7}{'peak':>9}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed"
        for write in (_tsv, _csv, _plain_csv, _xml, _json_lines, _json, _acp, _shopify):
            write(path, products)
            measure(path, _READING_WITH_LINK if write in {_acp, _shopify} else _READING)
    for own in sys.argv[1:2]:
        measure(Path(own), _READING)


def measure(path: Path, reading: Reading) -> None:
    """Prints one line for a feed."""
    name, rows = _read(path, reading)
    seconds = _best(lambda: _read(path, reading))
    floor = _best(lambda: _floor(path, name))
    tracemalloc.start()
    _read(path, reading)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(
        f"{name:<14}{rows / seconds:>10,.0f}{seconds / rows * 1e6:>10.1f}"
        f"{floor / rows * 1e6:>10.1f}{seconds / floor:>7.1f}{peak / 2**20:>6.1f} MB",
        flush=True,
    )


def _read(path: Path, reading: Reading) -> tuple[str, int]:
    with open_source(path) as source:
        chosen = choose_format(source, None)
        return chosen.name, sum(1 for _ in chosen.read(source, reading))


def _floor(path: Path, name: str) -> None:
    packed = path.read_bytes()[:2] == b"\x1f\x8b"
    with (gzip.open if packed else open)(path, "rt", encoding="utf-8", newline="") as file:
        if name in {"json-lines", "acp"}:
            for line in file:
                json.loads(line)
        elif name in {"json", "shopify"}:
            json.load(file)
        elif name == "google-xml":
            # There is no plainer reader of XML at hand than looking at every line.
            for line in file:
                line.partition(">")
        else:
            for _ in csv.DictReader(file, delimiter="\t" if name == "google-tsv" else ","):
                pass


def _best(work: Callable[[], object]) -> float:
    times: list[float] = []
    for _ in range(_ROUNDS):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def _product(number: int) -> _Product:
    details = "; ".join(f"property {n}: value {number % 97} of {n}" for n in range(15))
    return {
        "id": str(number),
        "title": f"Lumo {number} desk lamp with a long arm, anthracite",
        "description": "A lamp that stands where it is put and lights what lies below it. " * 5,
        "link": f"https://shop.example/products/lamp-{number}",
        "image_link": f"https://images.shop.example/lamps/{number}/large.jpg",
        "availability": "in_stock",
        "price": f"{number % 500 + 1}.95 USD",
        "brand": "Lumo",
        "gtin": "4006381333931",
        "condition": "new",
        "product_type": "Home > Lamps > Desk lamps",
        "product_detail": details,
    }


def _table(path: Path, products: list[_Product], header: tuple[str, ...], delimiter: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(product.values() for product in products)


def _tsv(path: Path, products: list[_Product]) -> None:
    _table(path, products, _COLUMNS, "\t")


def _csv(path: Path, products: list[_Product]) -> None:
    _table(path, products, _COLUMNS, ",")


def _plain_csv(path: Path, products: list[_Product]) -> None:
    _table(path, products, ("SKU", "Name", *_COLUMNS[2:]), ",")


def _xml(path: Path, products: list[_Product]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write('<rss xmlns:g="http://base.google.com/ns/1.0"><channel>\n')
        for product in products:
            cells = "".join(
                f"<g:{name}>{escape(cell)}</g:{name}>" for name, cell in product.items()
            )
            file.write(f"<item>{cells}</item>\n")
        file.write("</channel></rss>\n")


def _lines(path: Path, values: list[Any]) -> None:
    path.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")


def _json_lines(path: Path, products: list[_Product]) -> None:
    _lines(path, products)


def _json(path: Path, products: list[_Product]) -> None:
    path.write_text(json.dumps(products), encoding="utf-8")


def _acp(path: Path, products: list[_Product]) -> None:
    _lines(
        path,
        [
            {
                "id": product["id"],
                "description": {"plain": product["description"]},
                "media": [{"type": "image", "url": product["image_link"]}],
                "variants": [
                    {
                        "id": product["id"],
                        "title": product["title"],
                        "price": {"amount": 1995, "currency": "USD"},
                        "availability": {"available": True, "status": "in_stock"},
                        "barcodes": [{"type": "GTIN", "value": product["gtin"]}],
                        "variant_options": [{"name": "Colour", "value": "red"}],
                    }
                ],
            }
            for product in products
        ],
    )


def _shopify(path: Path, products: list[_Product]) -> None:
    shop = [
        {
            "id": product["id"],
            "title": product["title"],
            "handle": product["id"],
            "body_html": f"<p>{product['description']}</p>",
            "vendor": product["brand"],
            "product_type": "Lamps",
            "options": [{"name": "Colour"}],
            "images": [{"src": product["image_link"]}],
            "variants": [{"id": product["id"], "title": "Red", "option1": "Red", "price": "9.95"}],
        }
        for product in products
    ]
    path.write_text(json.dumps({"products": shop}), encoding="utf-8")


if __name__ == "__main__":
    main()
