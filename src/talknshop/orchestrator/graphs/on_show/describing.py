"""What the record of a product says, and where it is offered."""

from textwrap import shorten

from talknshop.language.base import ReplyKind
from talknshop.language.phrasebook import Phrasebook
from talknshop.orchestrator.graphs.on_show.base import NOTHING_SHOWN, Answer, OnShow
from talknshop.schemas.product import ProductResult
from talknshop.schemas.wording import short_title

_MOST_FACTS = 8
_LONGEST_DESCRIPTION = 300
_TOLD_BY_TITLE = frozenset({"product type", "product_type", "brand"})


async def show_details(on_show: OnShow) -> Answer:
    """Tells what is known of the product that is meant."""
    if not on_show.meant:
        return NOTHING_SHOWN
    product = await on_show.context.catalog.product(on_show.meant[0].product_id)
    return Answer(ReplyKind.DETAILS, slots=_slots(product, on_show.book), changes=_focus(on_show))


async def open_offer(on_show: OnShow) -> Answer:
    """Tells where the product that is meant is offered."""
    if not on_show.meant:
        return NOTHING_SHOWN
    product = on_show.meant[0]
    slots = {"name": short_title(product.title), "link": product.deep_link}
    return Answer(ReplyKind.OPENED, slots=slots, changes=_focus(on_show))


def _focus(on_show: OnShow) -> dict[str, int]:
    return {"focus": on_show.products.index(on_show.meant[0]) + 1}


def _slots(product: ProductResult, book: Phrasebook) -> dict[str, str]:
    slots = {"name": short_title(product.title)}
    if product.price is not None:
        slots["price"] = book.price(product.price, product.currency)
    if product.rating is not None:
        rating, count = book.rating(product.rating), product.review_count
        slots["rating"] = rating if count is None else f"{rating} ({book.number(count)})"
    facts = [
        f"{book.attribute(name)} {book.name(value)}"
        for name, value in product.attributes.items()
        if name.casefold() not in _TOLD_BY_TITLE
    ][:_MOST_FACTS]
    if product.condition is not None:
        facts.insert(0, book.condition(product.condition))
    if available := book.availability(product.availability):
        facts.append(available)
    if facts:
        slots["facts"] = ", ".join(facts)
    if product.doubts:
        slots["doubts"] = " ".join(book.doubt(one) for one in product.doubts)
    if product.description:
        slots["description"] = shorten(product.description, _LONGEST_DESCRIPTION, placeholder=" …")
    return slots
