import pytest

from talknshop.language.base import Dialogue, Flow, Turn
from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.intents import Patterns
from talknshop.language.rules.knowledge import Lexicon
from talknshop.schemas.enums import Intent, MediaType
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.requirement import Requirement

FRESH = Dialogue()
ASKED = Dialogue(flow=Flow.BUY, asked_slot="price")
SELLING = Dialogue(flow=Flow.SELL, asked_slot="condition")
RESULTS = Dialogue(flow=Flow.BUY, has_results=True)
PREVIEW = Dialogue(flow=Flow.SELL, preview_shown=True)

CASES = [
    ("show me wool blankets", FRESH, Intent.BUY),
    ("green tent", FRESH, Intent.BUY),
    ("got anything less expensive?", FRESH, Intent.BUY),
    ("any brand is fine", FRESH, Intent.BUY),
    ("a canoe on ebay under $200", FRESH, Intent.BUY),
    ("used snowboards on craigslist below 150", FRESH, Intent.BUY),
    ("Gitarren bei eBay unter 90 Euro", FRESH, Intent.BUY),
    ("una guitarra en ebay por menos de 90 euros", FRESH, Intent.BUY),
    ("put a canoe on ebay for 200", FRESH, Intent.SELL),
    ("snowboard, good condition, 150 on craigslist", FRESH, Intent.SELL),
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
    ("yeah that's all correct, go ahead and post", PREVIEW, Intent.SELL),
    ("no", PREVIEW, Intent.SELL),
    ("nope, not yet", PREVIEW, Intent.SELL),
    ("no, make it 25", PREVIEW, Intent.SELL),
    ("find me a tent", PREVIEW, Intent.BUY),
    ("what are your fees?", PREVIEW, Intent.POLICY_QUESTION),
    ("zxqv", PREVIEW, Intent.OTHER),
    ("yes please", Dialogue(flow=Flow.SELL), Intent.SELL),
    ("looks right, go ahead", PREVIEW, Intent.SELL),
    ("i'd like 350 for it", Dialogue(flow=Flow.SELL, asked_slot="price"), Intent.SELL),
    ("a trek bike", Dialogue(flow=Flow.SELL, asked_slot="product"), Intent.SELL),
    ("never mind ikea", RESULTS, Intent.BUY),
    ("never mind", RESULTS, Intent.CANCEL),
    ("no shag", RESULTS, Intent.BUY),
    ("not leather", RESULTS, Intent.BUY),
]


@pytest.mark.parametrize(("text", "dialogue", "intent"), CASES)
async def test_turns_go_the_right_way(
    engine: RulesEngine, text: str, dialogue: Dialogue, intent: Intent
) -> None:
    assert (await engine.classify(Turn(text), dialogue)).intent is intent


async def test_a_picture_without_words_is_a_wish(engine: RulesEngine) -> None:
    decision = await engine.classify(Turn("", media=(MediaType.IMAGE,)), FRESH)
    assert decision.intent is Intent.BUY


def test_very_long_texts_match_no_whole_pattern(lexicon: Lexicon) -> None:
    patterns = Patterns(lexicon.patterns)
    assert patterns.whole("smalltalk", "thanks")
    assert not patterns.whole("smalltalk", "thanks " * 300)


async def test_what_is_said_at_the_end_of_a_long_message_counts(engine: RulesEngine) -> None:
    story = "we moved house in spring and it rained all day and nobody slept. " * 150
    turn = Turn(f"{story} so please show me a red tent under 90")
    assert (await engine.classify(turn, FRESH)).intent is Intent.BUY
    update = await engine.update_requirement(turn, FRESH)
    assert apply_operations(Requirement(), update.operations).product_type == "tent"
