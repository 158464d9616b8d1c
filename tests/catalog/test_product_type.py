import pytest

from talknshop.catalog.product_type import ProductType, derive_product_type


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        ("Home > Kitchen > Air Fryers", "air fryer"),
        ("Shoes", "shoe"),
        ("A / B / Men's Running Shoes", "men running shoe"),
        ("Media > Books >", "book"),
        ("Clothing > Jackets, Coats & Vests", "jacket"),
    ],
)
def test_the_feeds_own_category_states_the_type(category: str, expected: str) -> None:
    found = derive_product_type("Thing", brand=None, category=category, attributes={})
    assert found == ProductType(expected, stated=True)


def test_an_attribute_is_believed_before_the_title() -> None:
    found = derive_product_type(
        "Quick thing", brand=None, category="2020", attributes={"product type": "Desk Lamp"}
    )
    assert found == ProductType("desk lamp", stated=False)


@pytest.mark.parametrize(
    ("title", "brand", "expected"),
    [
        ("Targon ZX-4 mobile phone case Cover Blue", None, "mobile phone case"),
        ("Lumo 4500 Desk Lamp, Black", "Lumo", "desk lamp"),
        ("Lumo Desk Lamp for Laptop Bags", "Lumo", "desk lamp"),
        ("Voltar V7 Notebook Silver 35.6 cm (14 inch)", "Voltar", "notebook"),
        ("Voltar Wireless Car Charger with Cable", "Voltar", "car charger"),
        ("Wall mount (black)", None, "mount"),
        ("Toner cartridge 2 pc(s)", None, "cartridge"),
        ("soft warm winter scarf for long cold evenings outside", None, "warm winter scarf"),
        ("ACME", "ACME", None),
        ("ABCDEF 12345", None, None),
        ("12345", None, None),
        ("", None, None),
    ],
)
def test_the_title_names_the_thing(title: str, brand: str | None, expected: str | None) -> None:
    found = derive_product_type(title, brand=brand, category=None, attributes={})
    assert found == ProductType(expected, stated=False)


@pytest.mark.parametrize(
    ("title", "description", "expected"),
    [
        ("Inkra 55 Original Black", "55 black ink cartridge, high yield", "ink cartridge"),
        ("Inkra 55 Original Black", "Cartridges (4 pcs)", "cartridge"),
        ("Inkra 55 Original Black", "A cartridge that lasts. " * 7, None),
        ("Inkra 55 Original Black", None, None),
        ("Inkra 55 laser printer", "Toner for it", "laser printer"),
    ],
    ids=["named by it", "cut before a bracket", "too long", "none", "the title comes first"],
)
def test_a_short_description_names_what_the_title_does_not(
    title: str, description: str | None, expected: str | None
) -> None:
    found = derive_product_type(
        title, brand="Inkra", category=None, attributes={}, description=description
    )
    assert found == (expected, False)
