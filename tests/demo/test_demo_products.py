"""The shipped feed: complete, consistent, and as awkward as a real one."""

import csv
import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest

from talknshop.catalog.pictures import PICTURES_LINK
from talknshop.core.money import is_currency
from talknshop.demo.builder import TABLES, FeedRow, feed_rows, main, render_feed
from talknshop.demo.departments import read_departments
from talknshop.demo.feed import bundled_feed, bundled_pictures
from talknshop.demo.gtin import check_digit

LEAST_OF_A_TYPE = {
    "laptop": 12,
    "smartphone": 10,
    "headphones": 8,
    "tv": 6,
    "running shoe": 5,
    "office chair": 5,
    "sofa": 5,
    "mattress": 5,
    "tablet": 5,
    "monitor": 5,
    "camera": 5,
    "bicycle": 5,
    "tent": 4,
    "stroller": 4,
    "perfume": 4,
    "drill": 4,
    "lawn mower": 4,
    "backpack": 4,
    "umbrella": 4,
    "air fryer": 4,
    "blender": 4,
    "coffee maker": 4,
    "printer": 3,
}


@pytest.fixture(scope="module")
def products() -> list[FeedRow]:
    with bundled_feed().open(encoding="utf-8", newline="") as feed:
        return list(csv.DictReader(feed, delimiter="\t"))


def kind(product: FeedRow) -> str:
    return product["product_detail"].split("; ")[0].removeprefix("product type: ")


def asked(product: FeedRow) -> str:
    return product["sale_price"] or product["price"]


def amount(product: FeedRow) -> Decimal:
    """What is asked; 0 when the shop does not say."""
    return Decimal(asked(product).split()[0]) if asked(product) else Decimal(0)


def is_accessory(product: FeedRow) -> bool:
    parents = product["product_type"].split(" > ")[1:-1]
    return any("Accessories" in parent for parent in parents)


TRAPS: dict[str, tuple[int, Callable[[FeedRow], bool]]] = {
    "accessory": (120, is_accessory),
    "sold out": (60, lambda p: p["availability"] == "out_of_stock"),
    "not yet there": (2, lambda p: p["availability"] in {"preorder", "backorder"}),
    "no price": (8, lambda p: not p["price"]),
    "new without rating": (100, lambda p: not p["product_rating"] and p["condition"] == "new"),
    "euro": (10, lambda p: asked(p).endswith("EUR")),
    "pound": (10, lambda p: asked(p).endswith("GBP")),
    "no barcode": (50, lambda p: not p["gtin"]),
    "refurbished": (25, lambda p: p["condition"] == "refurbished"),
    "used": (8, lambda p: p["condition"] == "used"),
    "like new": (20, lambda p: p["condition"] == "like_new"),
    "good": (25, lambda p: p["condition"] == "good"),
    "fair": (8, lambda p: p["condition"] == "fair"),
}
"""How often each thing that trips a shopper or a search must occur."""


def test_the_shipped_feed_is_what_the_tables_make(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0, capsys.readouterr().err


def test_building_twice_gives_the_same_bytes() -> None:
    first, second = (render_feed(feed_rows(read_departments(TABLES))) for _ in range(2))
    assert first == second


def test_the_range_is_wide(products: list[FeedRow]) -> None:
    kinds = Counter(map(kind, products))
    assert len(products) >= 1_500
    assert len(kinds) >= 200
    assert {
        name: kinds[name] for name, least in LEAST_OF_A_TYPE.items() if kinds[name] < least
    } == {}


def test_laptops_span_the_market(products: list[FeedRow]) -> None:
    prices = [Decimal(asked(p).split()[0]) for p in products if kind(p) == "laptop"]
    assert (min(prices), max(prices)) == (Decimal(249), Decimal(2399))


@pytest.mark.parametrize("column", ["id", "title", "link"])
def test_nothing_occurs_twice(products: list[FeedRow], column: str) -> None:
    assert [value for value, n in Counter(p[column] for p in products).items() if n > 1] == []


def test_barcodes_are_valid_and_cannot_be_real(products: list[FeedRow]) -> None:
    numbers = [p["gtin"] for p in products if p["gtin"]]
    assert all(re.fullmatch(r"2\d{12}", number) for number in numbers)
    assert all(check_digit(number[:-1]) == number[-1] for number in numbers)


def is_second(product: FeedRow) -> bool:
    return product["id"].endswith("-second")


def test_a_barcode_is_shared_only_by_conditions_and_sellers_of_one_item(
    products: list[FeedRow],
) -> None:
    pairs = Counter((p["gtin"], p["condition"], is_second(p)) for p in products if p["gtin"])
    assert pairs.most_common(1)[0][1] == 1


def test_a_second_listing_words_and_prices_the_same_item_otherwise(
    products: list[FeedRow],
) -> None:
    by_id = {product["id"]: product for product in products}
    pairs = [(by_id[p["id"].removesuffix("-second")], p) for p in products if is_second(p)]
    assert len(pairs) >= 15
    for first, second in pairs:
        assert second["brand"] == first["brand"]
        assert second["product_detail"] == first["product_detail"]
        assert second["title"] != first["title"]
        assert asked(second) != asked(first)
        assert second["gtin"] in {first["gtin"], ""}
    assert {bool(second["gtin"]) for _, second in pairs} == {True, False}


def test_a_few_listings_are_far_too_cheap(products: list[FeedRow]) -> None:
    new = {p["gtin"]: amount(p) for p in products if p["condition"] == "new" and amount(p)}
    suspicious = [
        p["id"]
        for p in products
        if p["gtin"] in new and amount(p) and amount(p) < new[p["gtin"]] / 5
    ]
    assert len(suspicious) == 2


@pytest.mark.parametrize("word", ["laptop", "guitar", "camera", "air fryer", "bicycle"])
def test_some_titles_name_a_product_in_passing(products: list[FeedRow], word: str) -> None:
    def is_meant(product: FeedRow) -> bool:
        return word in kind(product) or word in product["product_type"].lower()

    assert any(word in p["title"].lower() and not is_meant(p) for p in products)


def test_every_product_has_a_drawing(products: list[FeedRow]) -> None:
    named = {p["image_link"].removeprefix(PICTURES_LINK).partition("?")[0] for p in products}
    drawn = {path.name for path in bundled_pictures().iterdir()}
    assert named == drawn
    assert len(drawn) >= 40


def test_drawings_are_small_and_only_drawings() -> None:
    shapes = {"svg", "rect", "circle", "ellipse", "path"}
    for path in bundled_pictures().iterdir():
        drawing = path.read_text(encoding="utf-8")
        assert len(drawing) < 3_000
        assert 'viewBox="0 0 400 300"' in drawing
        assert set(re.findall(r"<([^\s/>]+)", drawing)) <= shapes


def test_links_lead_to_the_demo_shop(products: list[FeedRow]) -> None:
    assert all(p["link"] == f"https://demo.talknshop.example/p/{p['id']}" for p in products)


def test_every_price_parses(products: list[FeedRow]) -> None:
    for price in (p[column] for p in products for column in ("price", "sale_price") if p[column]):
        amount, currency = price.split(" ")
        assert Decimal(amount) > 0
        assert amount[-3] == "."
        assert is_currency(currency)


def test_a_sale_is_cheaper(products: list[FeedRow]) -> None:
    sales = [p for p in products if p["sale_price"]]
    assert len(sales) >= 50
    for product in sales:
        regular, sale = product["price"].split(), product["sale_price"].split()
        assert Decimal(sale[0]) < Decimal(regular[0])
        assert sale[1] == regular[1]


def test_ratings_are_plausible(products: list[FeedRow]) -> None:
    for product in products:
        assert bool(product["product_rating"]) == bool(product["product_review_count"])
    ratings = [Decimal(p["product_rating"]) for p in products if p["product_rating"]]
    assert Decimal("3.2") <= min(ratings) < Decimal("3.5")
    assert Decimal("4.8") < max(ratings) <= Decimal("4.9")


def test_texts_keep_to_the_limits_of_the_feed(products: list[FeedRow]) -> None:
    assert max(len(p["title"]) for p in products) <= 150
    assert all(40 <= len(p["description"]) <= 5000 for p in products)
    repeated = re.compile(r"\b(\w+) \1\b", re.IGNORECASE)
    assert [p["title"] for p in products if repeated.search(p["title"])] == []
    assert [p["id"] for p in products if re.search(r"[{}]|\.\.|, ,", p["description"])] == []


def test_the_category_ends_with_the_type(products: list[FeedRow]) -> None:
    irregular = {
        "knife": "knives", "mouse": "mice", "bookshelf": "bookshelves", "scarf": "scarves",
    }  # fmt: skip
    for product in products:
        name, leaf = kind(product), product["product_type"].split(" > ")[-1].lower()
        assert leaf in {name, name + "s", name + "es", name[:-1] + "ies", irregular.get(name)}


@pytest.mark.parametrize("trap", TRAPS)
def test_traps_are_set(products: list[FeedRow], trap: str) -> None:
    least, is_set = TRAPS[trap]
    assert sum(map(is_set, products)) >= least


@pytest.mark.parametrize(
    ("product", "accessory"),
    [
        ("laptop", "laptop sleeve"),
        ("laptop", "laptop charger"),
        ("smartphone", "phone case"),
        ("printer", "ink cartridge"),
        ("tv", "tv wall mount"),
        ("sofa", "sofa cover"),
        ("lawn mower", "lawn mower blade"),
        ("stroller", "stroller rain cover"),
        ("drill", "drill bit set"),
    ],
)
def test_accessories_stand_beside_their_product(
    products: list[FeedRow], product: str, accessory: str
) -> None:
    words = product.removeprefix("smart")
    assert any(kind(p) == product for p in products)
    assert any(kind(p) == accessory and words in p["title"].lower() for p in products)


@pytest.mark.parametrize("detail", ["color", "storage", "size"])
def test_near_duplicates_differ_in_one_detail(products: list[FeedRow], detail: str) -> None:
    def without(product: FeedRow) -> tuple[str, ...]:
        parts = product["product_detail"].split("; ")
        rest = (part for part in parts if not part.startswith(f"{detail}: "))
        return (product["brand"], product["condition"], product["description"][:30], *rest)

    varied = [p for p in products if f"; {detail}: " in p["product_detail"]]
    assert max(Counter(map(without, varied)).values()) >= 2


def test_the_bundled_feed_lies_beside_its_builder() -> None:
    assert bundled_feed().is_file()
    assert bundled_feed().parent == TABLES.parent
