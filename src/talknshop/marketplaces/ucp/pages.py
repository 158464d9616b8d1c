"""Pages of a shop's search: shops page by cursors, callers ask by offset."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import orjson

from talknshop.core.errors import ExternalServiceError, InternalError, NotFoundError
from talknshop.marketplaces.calls import Answered, JsonObject
from talknshop.marketplaces.ucp.cursors import Cursors
from talknshop.marketplaces.wire_values import entries, member

_MOST_PAGES_WALKED = 20

SearchCall = Callable[[int, str | None], Awaitable[Answered]]
"""Asks for a number of products behind a cursor; without one, from the beginning."""


@dataclass(frozen=True, slots=True)
class FoundPage:
    """The page on which a part begins.

    Attributes:
        answer: What the shop answered.
        products: Its products.
        skip: How many of them come before the part.
        more: Whether there are pages behind it.
    """

    answer: Answered
    products: list[object]
    skip: int
    more: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a search.

    Attributes:
        search: What tells the search from others.
        limit: Products at most.
        offset: Position of the first.
        page_size: Most products of a page.
    """

    search: str
    limit: int
    offset: int
    page_size: int


async def find_page(part: Part, cursors: Cursors, call: SearchCall) -> FoundPage:
    """Walks to the page on which a part begins, from the nearest one whose cursor is known.

    Args:
        part: What is wanted.
        cursors: Where pages of this search began; what is found on the way is noted.
        call: Asks for a page.

    Raises:
        ExternalServiceError: The pages are so small that the way there is too long.
    """
    position, cursor = cursors.nearest(part.search, part.offset)
    if cursor is not None:
        try:
            return await _walk(part, cursors, call, position, cursor)
        except (InternalError, NotFoundError):
            # Shops forget their cursors; the way from the beginning is always open.
            cursors.forget(part.search)
    return await _walk(part, cursors, call, 0, None)


async def _walk(
    part: Part, cursors: Cursors, call: SearchCall, position: int, cursor: str | None
) -> FoundPage:
    for _ in range(_MOST_PAGES_WALKED):
        answer = await call(min(part.page_size, part.offset - position + part.limit), cursor)
        products = entries(answer.body, "products")
        cursor = _next_cursor(answer)
        end = position + len(products)
        if cursor is not None and products:
            cursors.note(part.search, end, cursor)
        if end > part.offset or cursor is None or not products:
            return FoundPage(answer, products, part.offset - position, more=cursor is not None)
        position = end
    raise ExternalServiceError(
        "The shop hands out its products in pages too small to reach these. "
        "Please narrow the search.",
    )


def search_key(body: JsonObject) -> str:
    """What tells a search from others: its request, but for the page."""
    asked = {name: value for name, value in body.items() if name != "pagination"}
    return orjson.dumps(asked, option=orjson.OPT_SORT_KEYS).decode()


def _next_cursor(answer: Answered) -> str | None:
    pagination = answer.body.get("pagination")
    if member(pagination, "has_next_page") is not True:
        return None
    cursor = member(pagination, "cursor")
    return cursor if isinstance(cursor, str) and cursor else None
