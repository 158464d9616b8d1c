import csv
import hashlib
import io
from pathlib import Path

import pytest

from talknshop.catalog.pictures import PICTURES_LINK
from talknshop.demo.builder import (
    COLUMNS,
    PICTURES,
    FeedRow,
    feed_rows,
    main,
    render_feed,
)
from talknshop.demo.departments import Department

KETTLE = {
    "brand": "Hale & Söhne",
    "model": "Spout 2",
    "note": "Pours well.",
    "price": 20,
    "details": {"color": "Red", "max_load": "2 kg"},
}


def rows_of(
    *lines: dict[str, object],
    title: str = "{brand} {model} Kettle, {color}",
    name: str = "electric kettle",
    picture: str = "kettle",
) -> list[FeedRow]:
    department = Department.model_validate(
        {
            "types": [
                {
                    "name": name,
                    "picture": picture,
                    "path": "Kitchen > Kettles",
                    "title": title,
                    "about": "Comes in {color}.",
                    "lines": [KETTLE | line for line in lines],
                }
            ]
        }
    )
    return feed_rows([department])


def test_a_line_becomes_a_row_of_the_feed() -> None:
    [row] = rows_of({"list_price": 25, "rating": [4.5, 1200], "currency": "EUR"})
    assert tuple(row) == COLUMNS
    assert row == {
        "id": "hale-sohne-spout-2-electric-kettle",
        "title": "Hale & Söhne Spout 2 Kettle, Red",
        "description": "Pours well. Comes in Red.",
        "link": "https://demo.talknshop.example/p/hale-sohne-spout-2-electric-kettle",
        "image_link": row["image_link"],
        "availability": "in_stock",
        "price": "25.00 EUR",
        "sale_price": "20.00 EUR",
        "brand": "Hale & Söhne",
        "gtin": row["gtin"],
        "condition": "new",
        "product_type": "Kitchen > Kettles",
        "product_detail": "product type: electric kettle; color: Red; max load: 2 kg",
        "product_rating": "4.5",
        "product_review_count": "1200",
    }


def test_what_is_unknown_stays_empty() -> None:
    [row] = rows_of({"price": None, "gtin": False})
    unknown = ("price", "sale_price", "gtin", "product_rating", "product_review_count")
    assert [row[column] for column in unknown] == [""] * len(unknown)


def test_a_variant_has_an_id_and_a_barcode_of_its_own() -> None:
    red, blue = rows_of({"variants": [{"details": {"color": "Blue"}}]})
    assert blue["id"] == red["id"] + "-blue"
    assert blue["title"] == "Hale & Söhne Spout 2 Kettle, Blue"
    assert blue["gtin"] != red["gtin"]


@pytest.mark.parametrize(
    ("condition", "label"),
    [
        ("refurbished", "Refurbished"),
        ("used", "Used"),
        ("like_new", "Like New"),
        ("good", "Used, Good"),
        ("fair", "Used, Fair"),
        ("poor", "Used, Poor"),
        ("for_parts", "For Parts"),
    ],
)
def test_another_condition_is_the_same_item(condition: str, label: str) -> None:
    new, other = rows_of({"variants": [{"condition": condition, "price": 9}]})
    assert other["gtin"] == new["gtin"]
    assert other["condition"] == condition
    assert other["id"] == f"{new['id']}-{condition.replace('_', '-')}"
    assert other["title"] == f"{new['title']} ({label})"
    assert other["description"].startswith(new["description"] + " ")


@pytest.mark.parametrize(
    ("name", "color", "lead"),
    [
        ("electric kettle", "Red", "an electric kettle in red."),
        ("hdmi cable", "Transparent", "an HDMI cable."),
        ("hiking boot", "Brown", "hiking boots in brown."),
        ("ukulele", "Blue", "a ukulele in blue."),
        ("jeans", "Blue", "jeans in blue."),
        ("dress", "Blue", "a dress in blue."),
        ("dog food", "Red", "dog food in red."),
    ],
)
def test_a_model_without_a_note_is_introduced_by_what_it_is(
    name: str, color: str, lead: str
) -> None:
    [row] = rows_of({"note": None, "details": {"color": color}}, name=name)
    assert row["description"] == f"Hale & Söhne Spout 2, {lead} Comes in {color}."


def test_a_second_listing_is_the_same_item_under_an_id_of_its_own() -> None:
    first, second = rows_of({}, {"listing": "second", "title": "Kettle {model}", "price": 19})
    assert second["id"] == first["id"] + "-second"
    assert second["gtin"] == first["gtin"]
    assert second["title"] == "Kettle Spout 2"


def test_the_link_of_a_picture_changes_with_the_drawing() -> None:
    [row] = rows_of({})
    digest = hashlib.sha256((PICTURES / "kettle.svg").read_bytes()).hexdigest()
    assert row["image_link"] == f"{PICTURES_LINK}kettle.svg?v={digest[:8]}"


def test_a_picture_that_nobody_has_drawn_is_named() -> None:
    with pytest.raises(ValueError, match=r"There is no drawing samovar\.svg"):
        rows_of({}, picture="samovar")


def test_two_offers_with_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="Two offers have the id 'hale-sohne-spout-2-electric"):
        rows_of({}, {})


def test_a_missing_detail_is_named() -> None:
    with pytest.raises(ValueError, match="Spout 2 has no detail 'wattage'"):
        rows_of({}, title="{model}, {wattage}")


def test_the_feed_can_be_read_back() -> None:
    rows = rows_of({"note": 'With a 2" spout.'}, {"model": "Spout 3"})
    text = render_feed(rows)
    assert text.count("\n") == 3
    assert list(csv.DictReader(io.StringIO(text), delimiter="\t")) == rows


class TestMain:
    def test_writes_the_feed_and_finds_it_current(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        products = tmp_path / "products.tsv"
        assert main([], products=products) == 0
        assert main(["--check"], products=products) == 0
        written, checked = capsys.readouterr().out.splitlines()
        count = len(products.read_bytes().splitlines()) - 1
        assert written == f"products.tsv has {count} products."
        assert checked == "products.tsv is current."

    @pytest.mark.parametrize("content", [None, b"id\ttitle\n"])
    def test_says_when_the_feed_is_stale_and_leaves_it(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
    ) -> None:
        products = tmp_path / "products.tsv"
        if content is not None:
            products.write_bytes(content)
        assert main(["--check"], products=products) == 1
        assert "is not what the tables make" in capsys.readouterr().err
        assert (products.read_bytes() if products.is_file() else None) == content
