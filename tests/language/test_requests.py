"""Requests about products on show; all sentences and products were written for this test."""

import pytest

from talknshop.language.base import Dialogue, Flow, Turn
from talknshop.language.requests import AnswerPlan, AnswerSource, Request, RequestKind, Shown
from talknshop.language.rules.engine import RulesEngine
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.requirement import PriceFilter, Requirement

SHOWN = (
    Shown("Sony WH-CH720N wireless headphones, black", "Sony", 98.0, 4.4),
    Shown("JBL Tune 510BT on-ear headphones, blue", "JBL", 39.5, 4.1),
    Shown("Sennheiser HD 350BT headphones, white", "Sennheiser", 79.0, 4.6),
    Shown("Anker Soundcore Q30 headphones, black", "Anker", None, None),
)
BUYING = Dialogue(
    flow=Flow.BUY,
    requirement=Requirement(product_type="headphones", price=PriceFilter(max=150)),
    has_results=True,
)
K = RequestKind

CASES: list[tuple[str, RequestKind, tuple[int, ...]]] = [
    ("compare the first two", K.COMPARE, (1, 2)),
    ("can you compare number 1 and number 3?", K.COMPARE, (1, 3)),
    ("the jbl vs the sennheiser", K.COMPARE, (2, 3)),
    ("compare 2 and 4", K.COMPARE, (2, 4)),
    ("what's the difference between the second and the last one", K.COMPARE, (2, 4)),
    ("put the first three side by side", K.COMPARE, (1, 2, 3)),
    ("which of the two is lighter?", K.COMPARE, (1, 2)),
    ("compare them all", K.COMPARE, (1, 2, 3, 4)),
    ("is the sony better than the jbl?", K.COMPARE, (1, 2)),
    ("the second one", K.DETAILS, (2,)),
    ("that Sony", K.DETAILS, (1,)),
    ("tell me more about the third", K.DETAILS, (3,)),
    ("does the anker have a jack?", K.DETAILS, (4,)),
    ("#2?", K.DETAILS, (2,)),
    ("how heavy is number 3", K.DETAILS, (3,)),
    ("the cheaper of the two", K.DETAILS, (2,)),
    ("show me details of the cheapest one", K.DETAILS, (2,)),
    ("the best rated one", K.DETAILS, (3,)),
    ("the most expensive one please", K.DETAILS, (1,)),
    ("the blue one", K.DETAILS, (2,)),
    ("which one is the best rated?", K.DETAILS, (3,)),
    ("which of these is the cheapest", K.DETAILS, (2,)),
    ("the first two", K.DETAILS, (1, 2)),
    ("last one", K.DETAILS, (4,)),
    ("open the first one", K.OPEN, (1,)),
    ("i'll take the sennheiser", K.OPEN, (3,)),
    ("how do i order number 2?", K.OPEN, (2,)),
    ("buy the third one", K.OPEN, (3,)),
    ("where can i buy the second one", K.OPEN, (2,)),
    ("add the jbl to my cart", K.OPEN, (2,)),
    ("show me something similar to the third one", K.SIMILAR, (3,)),
    ("more like the first", K.SIMILAR, (1,)),
    ("anything like that jbl but in green?", K.SIMILAR, (2,)),
    ("why not the Sony?", K.WHY_NOT, (1,)),
    ("why isn't the anker first?", K.WHY_NOT, (4, 1)),
]


@pytest.mark.parametrize(("text", "kind", "positions"), CASES)
async def test_a_request_names_what_is_on_show(
    engine: RulesEngine, text: str, kind: RequestKind, positions: tuple[int, ...]
) -> None:
    found = await engine.read_request(Turn(text), BUYING, SHOWN)
    assert found is not None
    assert (found.kind, found.positions) == (kind, positions)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("show more", None),
        ("more please", None),
        ("show me 10 more", 10),
        ("what else do you have?", None),
        ("next page", None),
        ("any other options?", None),
        ("can you show me a few more results", None),
        ("show me the rest", None),
    ],
)
async def test_more_results(engine: RulesEngine, text: str, count: int | None) -> None:
    found = await engine.read_request(Turn(text), BUYING, SHOWN)
    assert found == Request(K.MORE, count=count)
    assert await engine.read_request(Turn(text), BUYING, ()) is None


@pytest.mark.parametrize(
    "text",
    [
        "only sony",
        "not the sony brand",
        "in black instead",
        "cheaper",
        "something cheaper",
        "show me more colorful ones",
        "more storage",
        "under 60",
        "drop the brand",
        "i want a second monitor",
        "looking for a used drone",
        "show me tents",
        "forget it",
        "thanks!",
        "what is your return policy",
        "has my order shipped",
        "sell my old jbl headphones",
        "with noise cancelling",
        "any brand is fine",
        "",
    ],
)
async def test_other_turns_are_no_requests(engine: RulesEngine, text: str) -> None:
    assert await engine.read_request(Turn(text), BUYING, SHOWN) is None


async def test_what_is_not_on_show_is_named(engine: RulesEngine) -> None:
    why = await engine.read_request(Turn("why not the Dell?"), BUYING, SHOWN)
    assert why == Request(K.WHY_NOT, names=("dell",))
    two = await engine.read_request(Turn("compare the bose qc45 with the sony"), BUYING, SHOWN)
    assert two == Request(K.COMPARE, (1,), ("bose qc45",))
    fresh = await engine.read_request(Turn("bosch gsr 12 vs makita df333"), Dialogue(), ())
    assert fresh == Request(K.COMPARE, names=("bosch gsr 12", "makita df333"))


@pytest.mark.parametrize(
    "text",
    [
        "tell me when one under $60 appears",
        "notify me if something under 60 dollars shows up",
        "let me know when there is one for less than $60",
        "can you set up an alert for anything under $60",
    ],
)
async def test_a_watch_carries_its_limit(engine: RulesEngine, text: str) -> None:
    found = await engine.read_request(Turn(text), BUYING, SHOWN)
    assert found is not None
    assert (found.kind, found.positions) == (K.WATCH, ())
    assert BUYING.requirement is not None
    price = apply_operations(BUYING.requirement, found.operations).price
    assert price == PriceFilter(max=60)


async def test_a_watch_may_be_about_one_product(engine: RulesEngine) -> None:
    found = await engine.read_request(Turn("watch the second one for me"), BUYING, SHOWN)
    assert found == Request(K.WATCH, (2,))


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("tell me when number 2 gets cheaper", None),
        ("tell me when the second one is under $30", 30),
    ],
)
async def test_a_watch_of_one_product_has_only_the_price_that_is_named(
    engine: RulesEngine, text: str, limit: float | None
) -> None:
    found = await engine.read_request(Turn(text), BUYING, SHOWN)
    assert found is not None
    assert found.positions == (2,)
    limits = [o.value for o in found.operations if o.slot == "price_max"]
    assert limits == ([] if limit is None else [limit])


async def test_that_is_what_was_talked_about_last(engine: RulesEngine) -> None:
    focused = Dialogue(flow=Flow.BUY, requirement=BUYING.requirement, focus=3)
    for text, kind in (
        ("similar to that", K.SIMILAR),
        ("is it waterproof?", K.DETAILS),
        ("open it", K.OPEN),
    ):
        found = await engine.read_request(Turn(text), focused, SHOWN)
        assert found == Request(kind, (3,))
    assert await engine.read_request(Turn("similar to that"), BUYING, SHOWN) is None


async def test_places_beyond_the_last_are_not_invented(engine: RulesEngine) -> None:
    assert await engine.read_request(Turn("the ninth one"), BUYING, SHOWN) is None
    assert await engine.read_request(Turn("number 12"), BUYING, SHOWN) is None


async def test_a_seller_asks_nothing_of_results(engine: RulesEngine) -> None:
    selling = Dialogue(flow=Flow.SELL, asked_slot="price")
    assert await engine.read_request(Turn("the first one"), selling, SHOWN) is None


PLANS = [
    (
        "hi, what is your refund policy please",
        AnswerPlan("what is your refund policy", ("refund", "policy"), AnswerSource.POLICY),
    ),
    (
        "could you tell me if ebay charges a fee for listing?",
        AnswerPlan(
            "ebay charges a fee for listing?",
            ("ebay", "charge", "fee"),
            AnswerSource.MARKETPLACE,
            ("ebay",),
        ),
    ),
    (
        "quick question: does a kettle need descaling?",
        AnswerPlan("does a kettle need descaling?", ("kettle", "descaling"), AnswerSource.PRODUCT),
    ),
]


@pytest.mark.parametrize(("text", "plan"), PLANS)
async def test_a_question_is_planned(engine: RulesEngine, text: str, plan: AnswerPlan) -> None:
    assert await engine.plan_answer(Turn(text), Dialogue()) == plan
