"""The forms that sellers fill in by hand at marketplaces, and what belongs into each field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from talknshop.marketplaces.posting.fitting import fitted_field, plain_line, plain_text
from talknshop.marketplaces.posting.limits import Limits, limits_of
from talknshop.marketplaces.posting.preview import field_value, told_price
from talknshop.schemas.enums import PostingMarketplace
from talknshop.schemas.listing import ListingField, ListingSpec

_Read = Callable[[ListingSpec, Limits], str]


@dataclass(frozen=True, slots=True)
class _FormField:
    """A field of a form.

    Attributes:
        name: The field of ``ListingSpec`` it is filled from.
        label: As the form calls it.
        read: What belongs into it; by default the field itself.
    """

    name: str
    label: str
    read: _Read | None = None


@dataclass(frozen=True, slots=True)
class PostingForm:
    """A form that a seller fills in.

    Attributes:
        url: Where it is.
        fields: In the form's order.
        steps: What to do there, besides copying the fields.
    """

    url: str
    fields: tuple[_FormField, ...]
    steps: tuple[str, ...]


def _title(spec: ListingSpec, _: Limits) -> str:
    return plain_line(spec.title)


def _description(spec: ListingSpec, _: Limits) -> str:
    return plain_text(spec.description)


def _price(spec: ListingSpec, limits: Limits) -> str:
    return told_price(spec.price, spec.currency, limits)


def _condition(spec: ListingSpec, limits: Limits) -> str:
    return limits.condition(spec.condition) or ""


def _place(spec: ListingSpec, _: Limits) -> str:
    place = (field_value(spec, "location.city"), field_value(spec, "location.state"))
    return ", ".join(part for part in place if part)


def _several(name: str) -> _Read:
    def read(spec: ListingSpec, limits: Limits) -> str:
        value = spec.attributes.get(name, "")
        values = value.split(",") if isinstance(value, str) else value
        kept = [plain_line(one) for one in values if one.strip()]
        return ", ".join(kept[: limits.values.get(name)])

    return read


def _original_price(spec: ListingSpec, limits: Limits) -> str:
    price = original_price(spec)
    return "" if price is None else told_price(float(price), spec.currency, limits)


def original_price(spec: ListingSpec) -> Decimal | None:
    """What an item cost when it was new, as its seller says; None where that is no amount."""
    said = field_value(spec, "attributes.original_price")
    try:
        price = Decimal(said.removeprefix("$").replace(",", "").strip())
    except InvalidOperation:
        return None
    return price if price.is_finite() and price >= 0 else None


_TITLE = _FormField("title", "Title", _title)
_DESCRIPTION = _FormField("description", "Description", _description)
_CONDITION = _FormField("condition", "Condition", _condition)
_BRAND = _FormField("attributes.brand", "Brand")

FORMS: Mapping[PostingMarketplace, PostingForm] = MappingProxyType(
    {
        PostingMarketplace.CRAIGSLIST: PostingForm(
            "https://post.craigslist.org/",
            (
                _FormField("title", "Posting title", _title),
                _FormField("price", "Price", _price),
                _FormField("location.city", "City or neighborhood"),
                _FormField("location.zip", "Postal code"),
                _FormField("description", "Description", _description),
                _FormField("condition", "Condition", _condition),
                _FormField("attributes.brand", "Make / manufacturer"),
                _FormField("attributes.model", "Model name / number"),
                _FormField("attributes.size", "Size / dimensions"),
            ),
            ("Choose “for sale by owner”, and the category that fits.",),
        ),
        PostingMarketplace.FACEBOOK: PostingForm(
            "https://www.facebook.com/marketplace/create/item",
            (
                _TITLE,
                _FormField("price", "Price", _price),
                _FormField("category", "Category"),
                _CONDITION,
                _BRAND,
                _DESCRIPTION,
                _FormField("location", "Location", _place),
            ),
            ("Choose the category that comes closest to the one named here.",),
        ),
        PostingMarketplace.POSHMARK: PostingForm(
            "https://poshmark.com/create-listing",
            (
                _TITLE,
                _DESCRIPTION,
                _FormField("category", "Category"),
                _FormField("attributes.size", "Size"),
                _CONDITION,
                _BRAND,
                _FormField("attributes.color", "Color", _several("color")),
                _FormField("attributes.style_tags", "Style tags", _several("style_tags")),
                _FormField("attributes.original_price", "Original price", _original_price),
                _FormField("price", "Listing price", _price),
            ),
            ("Choose the department, then the category.",),
        ),
    }
)
"""The form of each marketplace that is posted to by hand."""


def form_fields(marketplace: PostingMarketplace, spec: ListingSpec) -> list[ListingField]:
    """The fields of a marketplace's form, filled and within its limits.

    A field that nothing is known for is left out, unless the form cannot do without it.
    """
    limits = limits_of(marketplace)
    lengths = {"title": limits.title, "description": limits.description}
    fields: list[ListingField] = []
    for field in FORMS[marketplace].fields:
        value = field.read(spec, limits) if field.read else field_value(spec, field.name)
        if value or field.name in (*limits.required, *limits.asked):
            fields.append(fitted_field(field.name, field.label, value, lengths.get(field.name)))
    return fields
