"""What is for sale among the things a seller names, and who made it."""

import pytest

from talknshop.language.base import Dialogue, Turn
from talknshop.language.rules.engine import RulesEngine


@pytest.mark.parametrize(
    ("text", "product", "brand"),
    [
        ("oboe with case, stand and reeds", "oboe", None),
        ("bought a truck so selling my bike trailer", "bike trailer", None),
        ("selling the couch, bring a truck", "couch", None),
        ("2008 Saab 9-3, new timing belt, runs well", "car", "Saab"),
        ("headlights for a 2010 mazda3", "headlight", None),
        ("rolex submariner, box and papers", "watch", "Rolex"),
        ("box of 40 comic books", "comic book", None),
        ("Zorbex 24ft aluminum ladder", "ladder", "Zorbex"),
        ("vintage oak ladder", "ladder", None),
        ("nemo hornet 2p tent", "tent", "Nemo"),
        ("breast pump, spectra s1, 60", "breast pump", "Spectra"),
        ("10 cup food processor, cuisinart", "food processor", "Cuisinart"),
        ("couch, gray", "couch", None),
        ("relocating, my oboe must go", "oboe", None),
    ],
)
async def test_the_thing_for_sale_is_found(
    engine: RulesEngine, text: str, product: str, brand: str | None
) -> None:
    draft = (await engine.update_listing(Turn(text), Dialogue())).draft
    assert (draft.product, draft.brand) == (product, brand)


@pytest.mark.parametrize(
    ("text", "location"),
    [
        ("oboe, 300 cash Akron", "akron"),
        ("oboe, 300, you pick up Jersey City", "jersey city"),
        ("oboe, small dent in bell, 300", None),
        ("oboe, meet in Queens, 300", "queens"),
        ("oboe, 300, Plano", "plano"),
        ("Oboe, Abholung in Köln, 90 Euro", "köln"),
        ("oboe, 300, 97214", "97214"),
    ],
)
async def test_the_place_is_found(engine: RulesEngine, text: str, location: str | None) -> None:
    draft = (await engine.update_listing(Turn(text), Dialogue())).draft
    assert draft.location == location
