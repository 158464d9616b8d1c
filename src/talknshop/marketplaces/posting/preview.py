"""What every publisher's preview is made of: limits checked, fees, what is left of the price."""

from collections.abc import Sequence
from decimal import Decimal

from talknshop.core.money import from_minor, minor_digits, to_minor
from talknshop.marketplaces.posting.fees import fees_of, net_minor
from talknshop.marketplaces.posting.fitting import cut_of, plain_line, plain_text
from talknshop.marketplaces.posting.limits import Limits, limits_of
from talknshop.schemas.enums import PostingMarketplace, ShippingOption
from talknshop.schemas.listing import (
    ListingField,
    ListingForm,
    ListingProblem,
    ListingSpec,
    MarketplacePreview,
    ProblemLevel,
)

Listing = ListingSpec | ListingForm

_NEEDED = {
    "description": "a description",
    "category": "a category",
    "location.zip": "the ZIP code where the item is",
    "location.city": "the city where the item is",
    "location.state": "the state where the item is",
    "attributes.size": "a size",
    "attributes.original_price": "the price when it was new",
}


def blocking(code: str, message: str, field: str | None = None) -> ListingProblem:
    """A problem without whose mending the marketplace does not take the listing."""
    return ListingProblem(code=code, level=ProblemLevel.BLOCKING, message=message, field=field)


def warning(code: str, message: str, field: str | None = None) -> ListingProblem:
    """A problem that the seller should look at."""
    return ListingProblem(code=code, level=ProblemLevel.WARNING, message=message, field=field)


def marketplace_preview(
    marketplace: PostingMarketplace,
    listing: Listing,
    fields: Sequence[ListingField],
    *,
    problems: Sequence[ListingProblem] = (),
    assisted: bool = False,
) -> MarketplacePreview:
    """What a marketplace will get, its limits checked and its fees reckoned.

    Args:
        marketplace: Which one.
        listing: What is listed; a form may lack anything, and what it lacks is a problem.
        fields: The marketplace's own fields, filled.
        problems: What the publisher found besides.
        assisted: Whether the seller finishes the posting there.
    """
    limits = limits_of(marketplace)
    fees = net = None
    if listing.price:
        price = asked_minor(listing.price, listing.currency, limits)
        shipped = ShippingOption.SHIPPING in listing.shipping_options
        fees = fees_of(marketplace, price, listing.currency, shipped=shipped)
        if fees is not None:
            net = float(from_minor(net_minor(price, fees), listing.currency))
    return MarketplacePreview(
        marketplace=marketplace,
        fields=list(fields),
        limits=limits.shown(),
        problems=[*check_limits(listing, limits), *problems],
        fees=fees,
        net=net,
        assisted=assisted,
    )


def asked_minor(price: float, currency: str, limits: Limits) -> int:
    """The price in minor units as a marketplace takes it: where it has no cents, rounded."""
    minor = to_minor(price, currency)
    if not limits.whole_amounts:
        return minor
    unit = 10 ** minor_digits(currency)
    return (minor + unit // 2) // unit * unit


def told_price(price: float, currency: str, limits: Limits) -> str:
    """The price as it is typed into a marketplace's form: ``650`` or ``649.50``."""
    amount = from_minor(asked_minor(price, currency, limits), currency)
    return str(int(amount)) if limits.whole_amounts else str(amount)


def check_limits(listing: Listing, limits: Limits) -> list[ListingProblem]:
    """Everything about a listing that a marketplace would not take, or take otherwise."""
    return [
        *_texts(listing, limits),
        *_price(listing, limits),
        *_condition(listing, limits),
        *_photos(listing, limits),
        *_missing(listing, limits),
        *_values(listing, limits),
    ]


def field_value(listing: Listing, name: str) -> str:
    """A field of a listing as text, by a name such as ``location.zip``; empty where it has none."""
    head, _, rest = name.partition(".")
    if head == "attributes":
        value = listing.attributes.get(rest, "")
        return plain_line(value if isinstance(value, str) else ", ".join(value))
    if head == "location":
        return plain_line(str(getattr(listing.location, rest, None) or ""))
    return plain_line(str(getattr(listing, head, None) or ""))


def _texts(listing: Listing, limits: Limits) -> list[ListingProblem]:
    problems: list[ListingProblem] = []
    if not plain_line(listing.title or ""):
        problems.append(blocking("title_required", "Give the listing a title.", "title"))
    cut = cut_of(plain_line(listing.title or ""), limits.title)
    if cut:
        problems.append(
            warning(
                "title_too_long",
                f"{limits.name} shows {limits.title} characters of a title. "
                f"Left out there from: “{cut}”.",
                "title",
            )
        )
    cut = cut_of(plain_text(listing.description or ""), limits.description)
    if cut:
        problems.append(
            warning(
                "description_too_long",
                f"{limits.name} takes {limits.description:,} characters of a description. "
                f"Left out there from: “{cut}”.",
                "description",
            )
        )
    return problems


def _price(listing: Listing, limits: Limits) -> list[ListingProblem]:
    if limits.currencies and listing.currency not in limits.currencies:
        taken = ", ".join(limits.currencies)
        text = f"{limits.name} takes prices in {taken}, and this one is in {listing.currency}."
        return [blocking("currency_not_taken", text, "currency")]
    if not listing.price:
        return [blocking("price_required", "Say what you ask for it.", "price")]
    minor = asked_minor(listing.price, listing.currency, limits)
    least = to_minor(limits.price_min or Decimal(0), listing.currency)
    if minor < least or minor == 0:
        lowest = limits.price_min or 1
        text = f"{limits.name} takes prices from {lowest} {listing.currency}."
        return [blocking("price_too_low", text, "price")]
    if minor != to_minor(listing.price, listing.currency):
        told = told_price(listing.price, listing.currency, limits)
        text = f"{limits.name} takes whole amounts, so it says {told} {listing.currency} there."
        return [warning("price_rounded", text, "price")]
    return []


def _condition(listing: Listing, limits: Limits) -> list[ListingProblem]:
    if listing.condition is None:
        return [blocking("condition_required", "Say what condition it is in.", "condition")]
    if listing.condition in limits.conditions:
        return []
    said = listing.condition.replace("_", " ")
    nearest = limits.nearest.get(listing.condition)
    if nearest is None:
        text = f"{limits.name} has no condition like “{said}”."
        return [blocking("condition_not_taken", text, "condition")]
    text = (
        f"{limits.name} has no condition “{said}”; the nearest is “{nearest}”. "
        "Say in the description what a buyer should know."
    )
    return [warning("condition_nearest", text, "condition")]


def _photos(listing: Listing, limits: Limits) -> list[ListingProblem]:
    count = len(listing.media_s3_keys)
    if count < limits.photos_min:
        text = f"{limits.name} takes no listing without a photo. Add one."
        return [blocking("photo_required", text, "media_s3_keys")]
    if count > limits.photos_max:
        text = f"{limits.name} takes {limits.photos_max} photos: the first ones are used."
        return [warning("too_many_photos", text, "media_s3_keys")]
    return []


def _missing(listing: Listing, limits: Limits) -> list[ListingProblem]:
    problems: list[ListingProblem] = []
    for name in (*limits.required, *limits.asked):
        if field_value(listing, name):
            continue
        code = f"{name.rpartition('.')[2]}_required"
        field = "location" if name.startswith("location.") else name
        if name in limits.required:
            text = f"{limits.name} needs {_NEEDED[name]}."
            problems.append(blocking(code, text, field))
        else:
            text = f"{limits.name} asks for {_NEEDED[name]}."
            problems.append(warning(code, text, field))
    return problems


def _values(listing: Listing, limits: Limits) -> list[ListingProblem]:
    problems: list[ListingProblem] = []
    for name, most in limits.values.items():
        value = listing.attributes.get(name, "")
        if isinstance(value, list) and len(value) > most:
            text = f"{limits.name} takes {most} of “{name}”: the first ones are used."
            problems.append(warning("too_many_values", text, f"attributes.{name}"))
    return problems
