from typing import Any

import pytest

from talknshop.language.base import Dialogue, Flow, Turn
from talknshop.language.rules.engine import RulesEngine
from talknshop.schemas.listing import ListingDraft
from talknshop.schemas.requirement import Requirement

CASES: list[tuple[str, dict[str, Any]]] = [
    (
        "selling my pixel 7 128gb, mint, $210 obo, ebay and fb",
        {
            "product": "smartphone",
            "brand": "Google",
            "model": "pixel 7",
            "price": 210,
            "condition": "like_new",
            "accepts_offers": True,
            "target_marketplaces": ["ebay", "facebook"],
            "attributes": {"storage": "128 gb"},
        },
    ),
    (
        "bosch dishwasher, paid 700, asking 300 firm",
        {"brand": "Bosch", "price": 300, "accepts_offers": False},
    ),
    ("blender 60 but i'd take 45", {"price": 60, "accepts_offers": True}),
    ("blender, best offer above 40", {"price": 40, "accepts_offers": True}),
    ("blender for £25", {"price": 25, "currency": "GBP"}),
    ("free blender, must go", {"price": 0}),
    ("blender, giving it away", {"price": 0}),
    (
        "6 bar stools $40 each",
        {"product": "bar stool", "price": 40, "attributes": {"quantity": "6"}},
    ),
    ("blender, no scratches, works great", {"condition": "good"}),
    (
        "blender, some scratches",
        {"condition": "fair", "attributes": {"defects": ["some scratches"]}},
    ),
    ("blender won't turn on", {"condition": "for_parts"}),
    ("blender, needs a new lid", {"condition": "poor"}),
    ("blender used to make soup", {"condition": None}),
    ("used blender", {"condition": "used"}),
    ("refurbished blender", {"condition": "refurbished"}),
    ("BNIB blender", {"condition": "new"}),
    ("old blender", {"condition": None}),
    (
        "blender, post it everywhere except ebay",
        {"target_marketplaces": ["craigslist", "facebook", "poshmark"]},
    ),
    (
        "blender, all platforms",
        {"target_marketplaces": ["ebay", "craigslist", "facebook", "poshmark"]},
    ),
    ("blender, pickup in tacoma", {"location": "tacoma"}),
    ("blender, 30 bucks, boise idaho", {"location": "boise idaho", "price": 30}),
    ("blender in good shape", {"location": None, "condition": "good"}),
    (
        "blender comes with lid, cup and manual",
        {"attributes": {"included": ["lid", "cup", "manual"]}},
    ),
    ("2014 toyota corolla 90k miles", {"product": "car", "brand": "Toyota", "model": "corolla"}),
    ("yamaha keyboard psr-e373", {"brand": "Yamaha", "model": "psr-e373"}),
    ("trek marlin 7 mountain bike", {"brand": "Trek", "model": "marlin 7"}),
    ("something to sell", {"product": None}),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
async def test_a_draft_is_read(engine: RulesEngine, text: str, expected: dict[str, Any]) -> None:
    update = await engine.update_listing(Turn(text), Dialogue())
    draft = update.draft.model_dump(mode="json")
    assert {slot: draft[slot] for slot in expected} == expected
    required = ("product", "price", "condition")
    assert update.missing == tuple(slot for slot in required if draft[slot] is None)


LAMP = ListingDraft(product="lamp", price=30, currency="USD")


@pytest.mark.parametrize(
    ("text", "dialogue", "expected"),
    [
        ("great", Dialogue(listing=LAMP, asked_slot="condition"), {"condition": "good"}),
        ("no idea", Dialogue(listing=LAMP, asked_slot="condition"), {"condition": None}),
        ("15", Dialogue(listing=LAMP, asked_slot="price"), {"price": 15}),
        ("actually make it 25", Dialogue(listing=LAMP, preview_shown=True), {"price": 25}),
        (
            "it came with a shade",
            Dialogue(listing=LAMP, asked_slot="condition"),
            {"product": "lamp"},
        ),
        (
            "a floor lamp",
            Dialogue(listing=ListingDraft(), asked_slot="product"),
            {"product": "floor lamp"},
        ),
        ("on poshmark", Dialogue(listing=LAMP), {"target_marketplaces": ["poshmark"], "price": 30}),
    ],
)
async def test_later_turns_change_only_what_they_name(
    engine: RulesEngine, text: str, dialogue: Dialogue, expected: dict[str, Any]
) -> None:
    update = await engine.update_listing(Turn(text), dialogue)
    draft = update.draft.model_dump(mode="json")
    assert {slot: draft[slot] for slot in expected} == expected


async def test_it_means_the_product_just_looked_for(engine: RulesEngine) -> None:
    dialogue = Dialogue(flow=Flow.BUY, requirement=Requirement(product_type="canoe"))
    update = await engine.update_listing(Turn("i want to sell mine first"), dialogue)
    assert update.draft.product == "canoe"


async def test_a_picture_names_the_product(engine: RulesEngine) -> None:
    turn = Turn("sell this for 40 bucks", image_attributes={"product_type": "Lamp"})
    assert (await engine.update_listing(turn, Dialogue())).draft.product == "lamp"
