import pytest

from talknshop.language.base import Dialogue, Flow, Turn
from talknshop.language.rules.engine import RulesEngine
from talknshop.schemas.enums import Intent, MediaType

FRESH = Dialogue()
ASKED = Dialogue(flow=Flow.BUY, asked_slot="price")
SELLING = Dialogue(flow=Flow.SELL, asked_slot="condition")
PREVIEW = Dialogue(flow=Flow.SELL, preview_shown=True)

CASES = [
    ("show me wool blankets", FRESH, Intent.BUY),
    ("green tent", FRESH, Intent.BUY),
    ("got anything less expensive?", FRESH, Intent.BUY),
    ("any brand is fine", FRESH, Intent.BUY),
    ("i want to sell my canoe", FRESH, Intent.SELL),
    ("what could i get for my old piano", FRESH, Intent.SELL),
    ("take down my listing for the sofa", FRESH, Intent.SELL),
    ("what is your refund policy", FRESH, Intent.POLICY_QUESTION),
    ("can i sell fireworks", FRESH, Intent.POLICY_QUESTION),
    ("do you charge a fee for posting", FRESH, Intent.POLICY_QUESTION),
    ("has my parcel shipped", FRESH, Intent.ORDER_OR_LISTING_STATUS),
    ("any bids on my canoe?", FRESH, Intent.ORDER_OR_LISTING_STATUS),
    ("is the second one machine washable", FRESH, Intent.PRODUCT_QUESTION),
    ("what does ip68 mean", FRESH, Intent.PRODUCT_QUESTION),
    ("canoe vs kayak", FRESH, Intent.COMPARE),
    ("which of them is lighter", FRESH, Intent.COMPARE),
    ("good evening", FRESH, Intent.SMALLTALK),
    ("thanks a lot", FRESH, Intent.SMALLTALK),
    ("forget it", FRESH, Intent.CANCEL),
    ("please don't post it", PREVIEW, Intent.CANCEL),
    ("zxqv wrtp", FRESH, Intent.OTHER),
    ("who is the president of peru", FRESH, Intent.OTHER),
    ("", FRESH, Intent.OTHER),
    ("no preference", ASKED, Intent.BUY),
    ("hmm, blue-ish maybe", ASKED, Intent.BUY),
    ("what's your return policy?", ASKED, Intent.POLICY_QUESTION),
    ("i'd rather sell my bike", ASKED, Intent.SELL),
    ("thank you", ASKED, Intent.SMALLTALK),
    ("no preference", Dialogue(flow=Flow.BUY), Intent.BUY),
    ("pretty worn", SELLING, Intent.SELL),
    ("show me some tents instead", SELLING, Intent.BUY),
    ("looks good", PREVIEW, Intent.SELL),
    ("no, make it 25", PREVIEW, Intent.SELL),
    ("find me a tent", PREVIEW, Intent.BUY),
    ("what are your fees?", PREVIEW, Intent.POLICY_QUESTION),
    ("zxqv", PREVIEW, Intent.OTHER),
    ("yes please", Dialogue(flow=Flow.SELL), Intent.SELL),
]


@pytest.mark.parametrize(("text", "dialogue", "intent"), CASES)
async def test_turns_go_the_right_way(
    engine: RulesEngine, text: str, dialogue: Dialogue, intent: Intent
) -> None:
    assert (await engine.classify(Turn(text), dialogue)).intent is intent


async def test_a_picture_without_words_is_a_wish(engine: RulesEngine) -> None:
    decision = await engine.classify(Turn("", media=(MediaType.IMAGE,)), FRESH)
    assert decision.intent is Intent.BUY


async def test_very_long_texts_match_no_whole_pattern(engine: RulesEngine) -> None:
    decision = await engine.classify(Turn("thanks " * 300), FRESH)
    assert decision.intent is not Intent.SMALLTALK
