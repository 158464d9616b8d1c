from decimal import Decimal
from pathlib import Path

import pytest

from talknshop.demo.departments import ModelLine, Variant, read_departments
from talknshop.schemas.enums import Availability, Condition

ONE_TYPE = """
[[types]]
name = "kettle"
picture = "kettle"
path = "Kitchen > Kettles"
title = "{brand} {model} Kettle"
about = "Boils."
[[types.lines]]
brand = "Hale"
model = "Spout"
note = "Pours well."
"""


def kettle(**fields: object) -> ModelLine:
    return ModelLine.model_validate(
        {"brand": "Hale", "model": "Spout", "note": "Pours well."} | fields
    )


def test_reads_files_in_order_and_keeps_prices_exact(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text(ONE_TYPE + "price = 19.90\n", encoding="utf-8")
    (tmp_path / "a.toml").write_text(ONE_TYPE.replace("kettle", "pot"), encoding="utf-8")
    departments = read_departments(tmp_path)
    assert [department.types[0].name for department in departments] == ["pot", "kettle"]
    assert departments[1].types[0].lines[0].price == Decimal("19.90")


@pytest.mark.parametrize(
    "addition",
    [
        "prise = 19\n",
        "price = 0\n",
        "price = 1.999\n",
        "list_price = 20\n",
        "price = 20\nlist_price = 20\n",
        "rating = [5.1, 3]\n",
        "rating = [4.5, 0]\n",
        'currency = "XYZ"\n',
        'condition = "shiny"\n',
        'details = { Color = "Red" }\n',
        'details = { color = "Red; blue" }\n',
        "price = \n",
    ],
)
def test_a_wrong_table_is_refused_by_file_name(tmp_path: Path, addition: str) -> None:
    (tmp_path / "kitchen.toml").write_text(ONE_TYPE + addition, encoding="utf-8")
    with pytest.raises(ValueError, match=r"^kitchen\.toml cannot be read as demo tables"):
        read_departments(tmp_path)


def test_a_type_without_products_is_refused(tmp_path: Path) -> None:
    empty = ONE_TYPE.partition("[[types.lines]]")[0]
    (tmp_path / "kitchen.toml").write_text(empty, encoding="utf-8")
    with pytest.raises(ValueError, match="a type needs lines or a range"):
        read_departments(tmp_path)


def test_a_line_without_variants_is_its_only_offer() -> None:
    line = kettle(price=20)
    assert line.offers() == (line,)


def test_a_variant_takes_over_what_it_does_not_say() -> None:
    line = kettle(
        price=20,
        list_price=25,
        rating=[4.5, 10],
        availability="out_of_stock",
        details={"color": "Red", "capacity": "1 L"},
        variants=[{"details": {"color": "Blue"}}],
    )
    assert line.offers()[1] == Variant(
        price=Decimal(20),
        list_price=Decimal(25),
        rating=(Decimal("4.5"), 10),
        availability=Availability.IN_STOCK,
        details={"color": "Blue", "capacity": "1 L"},
    )


def test_a_variant_with_a_price_drops_the_list_price_of_the_line() -> None:
    offer = kettle(price=20, list_price=25, variants=[{"price": 30}]).offers()[1]
    assert (offer.price, offer.list_price) == (Decimal(30), None)


@pytest.mark.parametrize(
    ("variant", "rating"),
    [
        ({"condition": "used", "price": 9}, None),
        ({"condition": "used", "price": 9, "rating": [4, 2]}, (Decimal(4), 2)),
        ({"price": 22}, (Decimal("4.5"), 10)),
    ],
)
def test_ratings_stay_with_their_condition(
    variant: dict[str, object], rating: tuple[Decimal, int] | None
) -> None:
    offer = kettle(price=20, rating=[4.5, 10], variants=[variant]).offers()[1]
    assert offer.rating == rating
    assert offer.condition is Condition(str(variant.get("condition", "new")))
