"""What sellers sold, from their orders (Fulfillment v1)."""

from datetime import UTC, datetime, timedelta

from talknshop.core.errors import ExternalServiceError
from talknshop.marketplaces.ebay.errors import NAME
from talknshop.marketplaces.ebay.selling.calls import Call, SellCalls
from talknshop.marketplaces.publishing import Sale
from talknshop.marketplaces.wire_values import entries, identifier, member

_ORDERS = "/sell/fulfillment/v1/order"
_PAGE = 100
_MOST_PAGES = 50
_OVERLAP = timedelta(minutes=30)
"""How much earlier is asked for than was wanted: clocks differ, and orders are told late. The same
sale told twice is one sale, by its number."""
_OLDEST = timedelta(days=89)
_REFUSED = 400
_CANCELLED = "CANCELED"


async def sales(calls: SellCalls, user_id: str, since: datetime, now: datetime) -> list[Sale]:
    """The sales of a seller whose orders changed since a time.

    By when orders changed, not by when they were made: one whose payment comes late is told late.

    Raises:
        ExternalServiceError: EBay does not tell.
    """
    begin = max(since - _OVERLAP, now - _OLDEST)
    told: list[Sale] = []
    for page in range(_MOST_PAGES):
        parameters = {
            "filter": f"lastmodifieddate:[{_stamp(begin)}..]",
            "limit": str(_PAGE),
            "offset": str(page * _PAGE),
        }
        answer = await calls.send(user_id, Call("getOrders", "GET", _ORDERS, params=parameters))
        if answer.status >= _REFUSED:
            raise ExternalServiceError("eBay does not tell what was sold right now.", service=NAME)
        orders = entries(answer.body, "orders")
        told += [sale for order in orders for sale in _sales(order)]
        if len(orders) < _PAGE or not answer.body.get("next"):
            break
    return told


def _sales(order: object) -> list[Sale]:
    number = identifier(member(order, "orderId"))
    made = member(order, "creationDate")
    state = member(order, "cancelStatus", "cancelState")
    if number is None or not isinstance(made, str) or state == _CANCELLED:
        return []
    try:
        sold_at = datetime.fromisoformat(made)
    except ValueError:
        return []
    sold_at = sold_at if sold_at.tzinfo else sold_at.replace(tzinfo=UTC)
    listings = [identifier(member(one, "legacyItemId")) for one in entries(order, "lineItems")]
    return [Sale(listing, number, sold_at) for listing in dict.fromkeys(listings) if listing]


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
