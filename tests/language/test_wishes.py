import pytest

from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.wish import Wish, read_wish


def brands(wish: Wish) -> tuple[list[str], list[str]]:
    return list(wish.brands), list(wish.brands_excluded)


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("bosch or miele dishwasher", ["Bosch", "Miele"], []),
        ("dishwasher, preferably a bosch", ["Bosch"], []),
        ("dishwasher but not bosch", [], ["Bosch"]),
        ("no bosch, miele or whirlpool, dishwasher", [], ["Bosch", "Miele", "Whirlpool"]),
        ("anything but nike, running shoes", [], ["Nike"]),
        ("running shoes other than nike", [], ["Nike"]),
        ("had bad luck with hp, need a printer", [], ["HP"]),
        ("a fan like the dyson but cheaper", [], []),
        ("dyson dupe fan", [], []),
        ("dyson fan or something similar", ["Dyson"], []),
        ("i would like a dyson fan", ["Dyson"], []),
        ("coffee machine, no keurig", [], ["Keurig"]),
        ("vitamix", ["Vitamix"], []),
        ("an apple a day keeps me going, need a juicer", [], []),
        ("columbia jacket", ["Columbia"], []),
        ("air fryer by ninja", ["Ninja"], []),
        ("sofa that isn't sharp edged", [], []),
    ],
)
def test_brands_wanted_and_refused(
    lexicon: Lexicon, text: str, wanted: list[str], unwanted: list[str]
) -> None:
    assert brands(read_wish(text, lexicon)) == (wanted, unwanted)


@pytest.mark.parametrize(
    ("text", "excluded"),
    [
        ("sofa, no velvet", ("velvet",)),
        ("keyboard without rgb please", ("rgb",)),
        ("laptop, not a chromebook, under 600", ("chromebook",)),
        ("boots that aren't squeaky", ("squeaky",)),
        ("table, anything but glass", ("glass",)),
        ("rug, not too shaggy, in blue", ("shaggy",)),
        ("sofa, no preference on the fabric", ()),
        ("desk, no more than 200", ()),
        ("camera, not used", ()),
    ],
)
def test_refused_properties(lexicon: Lexicon, text: str, excluded: tuple[str, ...]) -> None:
    assert read_wish(text, lexicon).exclude == excluded


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("brand new camera", "new"),
        ("camera, must be new", "new"),
        ("a new camera", None),
        ("refurbished camera", "refurbished"),
        ("pre-owned camera", "used"),
        ("gently used camera", "used"),
        ("open box camera", "like_new"),
        ("camera, used is fine", None),
        ("camera, i don't mind used", None),
        ("camera new or used", None),
        ("camera, any condition", None),
        ("camera, not used", "new"),
        ("vintage camera", None),
    ],
)
def test_conditions(lexicon: Lexicon, text: str, condition: str | None) -> None:
    assert read_wish(text, lexicon).condition == condition


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("blender 4+ stars", 4.0),
        ("blender rated 4.5 or better", 4.5),
        ("blender, 5 stars only", 5.0),
        ("highly rated blender", 4.0),
        ("blender with great reviews", 4.0),
        ("the best blender", None),
    ],
)
def test_ratings(lexicon: Lexicon, text: str, rating: float | None) -> None:
    assert read_wish(text, lexicon).rating_min == rating


@pytest.mark.parametrize(
    ("text", "markets"),
    [
        ("blender on ebay or walmart", ("ebay", "walmart")),
        ("blender from best buy", ("bestbuy",)),
        ("blender, anywhere but amazon", ("bestbuy", "ebay", "walmart")),
        ("blender, not from ebay or amazon", ("bestbuy", "walmart")),
        ("blender from costco", ()),
    ],
)
def test_marketplaces(lexicon: Lexicon, text: str, markets: tuple[str, ...]) -> None:
    assert read_wish(text, lexicon).marketplaces == markets


@pytest.mark.parametrize(
    ("text", "attributes"),
    [
        ("teal velvet armchair", {"color": ["teal"], "material": ["velvet"]}),
        ("jacket for my husband", {"recipient": ["husband"], "gender": ["men"]}),
        (
            "jacket for my 9 year old son",
            {"age": ["9 year old"], "gender": ["boys"], "recipient": ["son"]},
        ),
        ("gift for my sister who loves pottery", {"recipient": ["sister"], "theme": ["pottery"]}),
        ("gift for a chess lover", {"theme": ["chess"]}),
        ("laptop for video editing", {"use_case": ["video editing"]}),
        ("shampoo for curly hair", {"suitable_for": ["curly hair"]}),
        ("shelf for bonsai trees", {"suitable_for": ["bonsai trees"]}),
        ("backpack with a laptop sleeve", {"features": ["laptop sleeve"]}),
        ("bottle, leak-proof, fragrance free", {"features": ["leak-proof", "fragrance free"]}),
        ("coat, hood, quilted lining", {"features": ["hood", "quilted lining"]}),
        ("dress for a gala, prom", {"occasion": ["prom"], "suitable_for": ["gala"]}),
        ("grey or navy socks", {"color": ["grey", "navy"]}),
    ],
)
def test_attributes(lexicon: Lexicon, text: str, attributes: dict[str, list[str]]) -> None:
    assert read_wish(text, lexicon).attributes == attributes


def test_an_empty_text_says_nothing(lexicon: Lexicon) -> None:
    assert read_wish(" \n", lexicon).is_empty
