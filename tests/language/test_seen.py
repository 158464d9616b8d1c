"""What a picture adds to a requirement, and what it does not."""

from typing import Any

import pytest

from talknshop.language.base import Dialogue, RequirementUpdate, Turn
from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.lexicon import load_lexicon
from talknshop.language.seen import certain, with_seen
from talknshop.schemas.enums import Intent, MediaType
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.recognition import ImageAttributes, RecognisedAttribute, Source
from talknshop.schemas.requirement import Requirement

PRODUCT = {
    "gtin": "4006381333931",
    "product_id": "store_1",
    "title": "Lumo desk lamp, brass",
    "brand": "Lumo",
    "product_type": "lamp",
    "price": 80.0,
    "currency": "USD",
    "attributes": {"material": "brass", "weight": "2 kg", "base": "round"},
}


@pytest.fixture(scope="module")
def engine() -> RulesEngine:
    return RulesEngine(load_lexicon())


def seen(product: dict[str, Any] | None = None, **values: str) -> dict[str, Any]:
    attributes = [
        RecognisedAttribute(name=name, value=value, confidence=0.9, source=Source.TEXT)
        for name, value in values.items()
    ]
    known = {name: values.get(name) for name in ("brand", "model", "product_type", "color")}
    found = ImageAttributes.model_validate({**known, "product": product})
    return found.model_copy(update={"attributes": attributes}).model_dump(mode="json")


async def understood(
    engine: RulesEngine,
    words: str,
    shown: dict[str, Any],
    before: Requirement | None = None,
    locale: str = "en",
) -> Requirement:
    before = before or Requirement()
    turn = Turn(words, media=(MediaType.IMAGE,), image_attributes=shown)
    dialogue = Dialogue(requirement=before, locale=locale)
    update = with_seen(await engine.update_requirement(turn, dialogue), turn, before)
    return apply_operations(before, update.operations)


LAMP = seen(PRODUCT, brand="Lumo", product_type="lamp", color="Brass")


@pytest.mark.parametrize(
    ("words", "locale"),
    [("like this but cheaper", "en"), ("so etwas, nur billiger", "de"),
     ("algo como esto pero más barato", "es")],
)  # fmt: skip
async def test_cheaper_means_less_than_the_record_says(
    engine: RulesEngine, words: str, locale: str
) -> None:
    found = await understood(engine, words, LAMP, locale=locale)
    assert (found.product_type, found.brand_preferences) == ("lamp", ["Lumo"])
    assert found.price is not None
    assert (found.price.max, found.price.currency) == (80.0, "USD")
    assert found.attributes["color"] == "brass"
    assert "base" not in found.attributes


async def test_without_a_record_there_is_no_limit(engine: RulesEngine) -> None:
    found = await understood(engine, "like this but cheaper", seen(product_type="lamp"))
    assert (found.product_type, found.price) == ("lamp", None)


async def test_a_stated_limit_counts_and_not_the_record(engine: RulesEngine) -> None:
    found = await understood(engine, "like this but cheaper, under $50", LAMP)
    assert found.price is not None
    assert found.price.max == 50.0


async def test_a_barcode_alone_asks_for_that_very_product(engine: RulesEngine) -> None:
    found = await understood(engine, "", LAMP)
    assert found.attributes == {"material": "brass", "base": "round", "color": "brass"}


async def test_words_rule_over_what_is_seen(engine: RulesEngine) -> None:
    found = await understood(engine, "this one in red", LAMP)
    assert found.attributes["color"] == "red"


async def test_another_thing_begins_anew_and_the_same_goes_on(engine: RulesEngine) -> None:
    before = Requirement.model_validate(
        {"product_type": "sofa", "price": {"max": 900.0, "currency": "USD"}}
    )
    other = await understood(engine, "like this but cheaper", LAMP, before)
    assert other.product_type == "lamp"
    assert other.price is not None
    assert other.price.max == 80.0
    sofa = await understood(engine, "like this", seen(color="green", product_type="sofa"), before)
    assert (sofa.product_type, sofa.attributes) == ("sofa", {"color": "green"})
    assert sofa.price is not None
    assert sofa.price.max == 900.0


def test_what_is_not_certain_is_left_out() -> None:
    attributes = [
        RecognisedAttribute(name="brand", value="Lumo", confidence=0.69, source=Source.TEXT),
        RecognisedAttribute(name="color", value="red", confidence=0.62, source=Source.COLOR),
        RecognisedAttribute(name="model", value="L2", confidence=0.8, source=Source.VISION_MODEL),
    ]
    found = certain(ImageAttributes(brand="Lumo", color="red", model="L2", attributes=attributes))
    assert [one.name for one in found.attributes] == ["color", "model"]
    assert (found.brand, found.color, found.model) == (None, "red", "L2")


def test_without_a_picture_nothing_changes() -> None:
    update = RequirementUpdate(())
    assert with_seen(update, Turn("a lamp"), Requirement()) is update


@pytest.mark.parametrize("words", ["find this", "I want this", "hello"])
async def test_a_picture_is_something_to_buy_unless_words_say_otherwise(
    engine: RulesEngine, words: str
) -> None:
    media = (MediaType.IMAGE,)
    assert (await engine.classify(Turn(words, media=media), Dialogue())).intent is Intent.BUY
    sold = await engine.classify(Turn("sell this", media=media), Dialogue())
    assert sold.intent is Intent.SELL
