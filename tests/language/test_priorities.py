"""What shall count more or less; all sentences are our own, those held out before their rules."""

import pytest

from talknshop.language.base import Dialogue, Flow, Turn
from talknshop.language.requests import RequestKind
from talknshop.language.rules.engine import RulesEngine
from talknshop.schemas.emphasis import Priority
from talknshop.schemas.enums import Sort
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.requirement import PriceFilter, Requirement

LOOKED_AT = [
    ("cheaper matters more", "price:more"),
    ("i care more about ratings", "rating:more"),
    ("quality over price", "rating:more price:less"),
    ("price doesn't matter", "price:not"),
    ("new is important", "condition:more"),
    ("forget ratings", "rating:not"),
    ("usual order again", "usual:"),
    ("ratings matter more than price", "rating:more price:less"),
    ("price is less important than quality", "price:less rating:more"),
    ("price is the most important thing", "price:most"),
    ("i don't care about reviews", "rating:not"),
    ("put the price first", "price:most"),
    ("price matters most to me", "price:most"),
    ("the price isn't that important", "price:less"),
    ("go back to the normal order", "usual:"),
    ("size matters more than price", "price:less"),
    ("good reviews are very important to me", "rating:more"),
    ("only price counts", "price:most"),
    ("what matters most is quality", "rating:most"),
    ("i want an exact match, that's most important", "relevance:most"),
    ("skin care with good reviews", ""),
    ("drop the price limit", ""),
    ("under $500", ""),
    ("with at least 4 stars", ""),
    ("a new phone with good reviews", ""),
    ("sort by price", ""),
    ("the first one", ""),
    ("how important are reviews?", ""),
    ("price and ratings both matter", "price:more rating:more"),
    ("less weight on price", "price:less"),
    ("me importa más el precio", "price:more"),
    ("el precio es lo más importante", "price:most"),
    ("calidad antes que precio", "rating:more price:less"),
    ("la calidad por encima del precio", "rating:more price:less"),
    ("el precio no importa", "price:not"),
    ("me da igual el precio", "price:not"),
    ("me importan más las valoraciones que el precio", "rating:more price:less"),
    ("me fijo más en las opiniones", "rating:more"),
    ("olvida las valoraciones", "rating:not"),
    ("vuelve al orden habitual", "usual:"),
    ("el orden de siempre", "usual:"),
    ("que sea nuevo es importante", "condition:more"),
    ("lo más importante es que sea barato", "price:most"),
    ("el precio cuenta más", "price:more"),
    ("las opiniones son menos importantes", "rating:less"),
    ("las reseñas me dan igual", "rating:not"),
    ("lo barato importa más", "price:more"),
    ("der Preis ist mir wichtiger", "price:more"),
    ("Bewertungen sind mir wichtiger als der Preis", "rating:more price:less"),
    ("Qualität vor Preis", "rating:more price:less"),
    ("Qualität geht vor Preis", "rating:more price:less"),
    ("der Preis ist egal", "price:not"),
    ("der Preis spielt keine Rolle", "price:not"),
    ("neu ist wichtig", "condition:more"),
    ("vergiss die Bewertungen", "rating:not"),
    ("wieder die übliche Reihenfolge", "usual:"),
    ("am wichtigsten ist der Preis", "price:most"),
    ("mir kommt es auf gute Bewertungen an", "rating:more"),
    ("Hauptsache billig", "price:most"),
    ("billiger ist wichtiger", "price:more"),
    ("der Preis zählt mehr", "price:more"),
    ("ich lege mehr Wert auf Qualität", "rating:more"),
    ("die Bewertungen sind mir egal", "rating:not"),
    ("der Preis ist nicht so wichtig", "price:less"),
    ("Zustand ist mir egal", "condition:not"),
    ("wie wichtig sind Bewertungen?", ""),
    ("cuánto cuesta el primero", ""),
    ("cuánto pesa", ""),
    ("mit guten Bewertungen", ""),
    ("con buenas valoraciones", ""),
    ("unter 500 Euro", ""),
    ("más barato", ""),
    ("billiger", ""),
    ("tell me the rating of the second", ""),
]
HELD_OUT = [
    ("price is more important to me than the reviews", "price:more rating:less"),
    ("i want the cheap ones ranked higher, cost is my priority", "price:more"),
    ("better reviews count more for me", "rating:more"),
    ("please weigh the price higher", "price:more"),
    ("ignore the star ratings", "rating:not"),
    ("money is no object", "price:not"),
    ("i'd rather have quality than a low price", "rating:more price:less"),
    ("back to normal sorting", "usual:"),
    ("rank them as usual", "usual:"),
    ("reset the ranking", "usual:"),
    ("condition matters more than price", "condition:more price:less"),
    ("it's important that it is new", "condition:more"),
    ("what people say doesn't matter to me", "rating:not"),
    ("above all it must match what i asked for", "relevance:most"),
    ("put less emphasis on reviews", "rating:less"),
    ("reviews first, price second", ""),
    ("only quality matters", "rating:most"),
    ("the cost is not very important", "price:less"),
    ("ratings are irrelevant", "rating:not"),
    ("prioritise price", "price:more"),
    ("doy más importancia a las opiniones", "rating:more"),
    ("el precio es menos importante que la calidad", "price:less rating:more"),
    ("prefiero calidad a precio", "rating:more price:less"),
    ("lo que más me importa es la calidad", "rating:most"),
    ("las opiniones no me importan", "rating:not"),
    ("da igual lo que cueste", "price:not"),
    ("ordena como antes", "usual:"),
    ("el estado del producto es importante", "condition:more"),
    ("dale más peso al precio", "price:more"),
    ("ignora las reseñas", "rating:not"),
    ("el precio pesa más", "price:more"),
    ("por encima de todo, que sea barato", "price:most"),
    ("Bewertungen zählen für mich mehr", "rating:more"),
    ("ich achte vor allem auf den Preis", "price:most"),
    ("der Zustand ist wichtiger als der Preis", "condition:more price:less"),
    ("lieber gute Qualität als ein niedriger Preis", "rating:more price:less"),
    ("Geld spielt keine Rolle", "price:not"),
    ("die Meinungen anderer sind mir nicht wichtig", "rating:not"),
    ("sortiere wieder wie vorher", "usual:"),
    ("Qualität ist mir am wichtigsten", "rating:most"),
    ("Preis weniger wichtig, dafür gute Bewertungen wichtiger", "price:less rating:more"),
    ("Hauptsache es ist neu", "condition:most"),
    ("günstig ist mir wichtiger als gut bewertet", "price:more rating:less"),
]
TENTS = Dialogue(flow=Flow.BUY, requirement=Requirement(product_type="tent"), has_results=True)


def told(priorities: tuple[Priority, ...]) -> str:
    return " ".join(f"{one.part or 'usual'}:{one.emphasis or ''}" for one in priorities)


@pytest.mark.parametrize(("text", "expected"), LOOKED_AT + HELD_OUT)
async def test_priorities_are_read_in_three_languages(
    engine: RulesEngine, text: str, expected: str
) -> None:
    update = await engine.update_requirement(Turn(text), TENTS)
    assert told(update.priorities) == expected


@pytest.mark.parametrize(
    "text",
    [
        "cheaper matters more",
        "quality over price please",
        "ok, the price is less important to me",
        "usual order again",
        "la calidad por encima del precio",
        "Bewertungen sind mir wichtiger als der Preis",
    ],
)
async def test_who_speaks_of_the_order_alone_asks_for_another_order(
    engine: RulesEngine, text: str
) -> None:
    request = await engine.read_request(Turn(text), TENTS, ())
    assert request is not None
    assert request.kind is RequestKind.RANK
    assert request.priorities


async def test_a_wish_beside_the_order_stays_a_wish(engine: RulesEngine) -> None:
    turn = Turn("only blue ones, and quality matters more than price")
    assert await engine.read_request(turn, TENTS, ()) is None
    update = await engine.update_requirement(turn, TENTS)
    assert told(update.priorities) == "rating:more price:less"
    assert TENTS.requirement is not None
    changed = apply_operations(TENTS.requirement, update.operations)
    assert changed == Requirement(product_type="tent", attributes={"color": "blue"})


async def test_a_limit_goes_when_the_price_does_not_matter(engine: RulesEngine) -> None:
    limited = Requirement(product_type="tent", price=PriceFilter(max=90))
    dialogue = Dialogue(flow=Flow.BUY, requirement=limited, has_results=True)
    turn = Turn("the price doesn't matter")
    assert await engine.read_request(turn, dialogue, ()) is None
    update = await engine.update_requirement(turn, dialogue)
    assert told(update.priorities) == "price:not"
    assert apply_operations(limited, update.operations).price is None


async def test_what_was_sorted_by_one_thing_is_ordered_by_all_again(engine: RulesEngine) -> None:
    cheapest = Requirement(product_type="tent", sort=Sort.PRICE_ASC)
    dialogue = Dialogue(flow=Flow.BUY, requirement=cheapest, has_results=True)
    request = await engine.read_request(Turn("ratings matter more"), dialogue, ())
    assert request is not None
    assert apply_operations(cheapest, request.operations).sort is Sort.RELEVANCE


async def test_an_open_question_is_answered_first(engine: RulesEngine) -> None:
    asked = Dialogue(
        flow=Flow.BUY, requirement=Requirement(product_type="tent"), asked_slot="price"
    )
    assert await engine.read_request(Turn("quality matters more"), asked, ()) is None
