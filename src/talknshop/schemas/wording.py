"""Requirements, prices and products in a few words."""

import re
from textwrap import shorten

from babel.numbers import format_currency, format_decimal

from talknshop.schemas.requirement import PriceFilter, RequirementSpec

LOCALE = "en_US"
"""How numbers and prices are written."""

_LONGEST_NAME = 70
_SPECIFICATIONS = re.compile(r",| \(")


def format_price(price: float, currency: str) -> str:
    """A price as people write it: ``$999`` when it is whole, ``$999.95`` when not."""
    whole = float(price).is_integer()
    pattern = "¤#,##0" if whole else None
    return format_currency(price, currency, pattern, locale=LOCALE, currency_digits=not whole)


def describe_requirement(spec: RequirementSpec) -> str:
    """The wish in words, such as ``laptop under $600`` or ``Dell laptop, 16 GB, under $600``."""
    condition = spec.condition.value.replace("_", "-") if spec.condition else ""
    brands = " or ".join(spec.brand_preferences)
    head = " ".join(part for part in (condition, brands, spec.product_type) if part)
    wishes = [v for value in spec.attributes.values() for v in _as_list(value)]
    limits = _describe_limits(spec)
    if spec.price is not None and not wishes:
        head, limits = f"{head} {limits[0]}", limits[1:]
    return ", ".join([head, *wishes, *limits])


def _describe_limits(spec: RequirementSpec) -> list[str]:
    parts: list[str] = []
    if spec.price is not None:
        parts.append(_describe_price(spec.price))
    if spec.rating_min is not None:
        parts.append(f"rated {format_decimal(spec.rating_min, locale=LOCALE)} or better")
    parts += [f"not {name}" for name in [*spec.brands_excluded, *spec.exclude]]
    return parts


def _describe_price(price: PriceFilter) -> str:
    low = format_price(price.min, price.currency) if price.min is not None else None
    high = format_price(price.max, price.currency) if price.max is not None else None
    if low and high:
        return f"{low} to {high}"
    return f"under {high}" if high else f"over {low}"


def _as_list(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def short_title(title: str) -> str:
    """The name at the head of a title: shops put specifications behind it."""
    name = _SPECIFICATIONS.split(title, maxsplit=1)[0].strip()
    return shorten(name or title, _LONGEST_NAME, placeholder=" …")
