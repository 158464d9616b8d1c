"""Google Merchant feeds: tab-separated columns with a header (support.google.com/merchants)."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from talknshop.catalog.feeds.fields import (
    Price,
    clean,
    is_gtin,
    parse_availability,
    parse_condition,
    parse_count,
    parse_details,
    parse_link,
    parse_price,
    parse_rating,
    sale_is_on,
)
from talknshop.catalog.feeds.lines import Record, read_records
from talknshop.catalog.feeds.rows import FeedRow, FieldError, RefusedRow
from talknshop.core.errors import ValidationError
from talknshop.schemas.enums import Availability

REQUIRED_COLUMNS = ("id", "title", "link")

_LONGEST_ID = 200
_LONGEST_TITLE = 1_000
_LONGEST_DESCRIPTION = 20_000
_MOST_ATTRIBUTES = 500
_RATING_COLUMNS = ("product_rating", "average_rating")
_COUNT_COLUMNS = ("product_review_count", "rating_count")
# Columns that describe the variant; they join the attributes under their own name.
_ATTRIBUTE_COLUMNS = ("color", "size", "material", "pattern", "gender", "age_group")


def read_google_merchant(path: Path, *, at: datetime) -> Iterator[FeedRow | RefusedRow]:
    """Reads a feed row by row, gzipped or not.

    Args:
        path: The file; gzip is recognised by its first bytes.
        at: The time for which sale prices are judged, timezone-aware.

    Yields:
        Each row as a product, or the reason why it is none.

    Raises:
        ValidationError: The file as a whole is unusable: no header, a required column is missing,
            another format, or compressed data that is damaged.
    """
    records = read_records(path)
    columns = _columns(next(records, None), path)
    for record in records:
        yield _row(record, columns, at)


def _columns(header: Record | None, path: Path) -> list[str]:
    names = [clean(name).casefold().replace(" ", "_") for name in header.fields] if header else []
    missing = [name for name in REQUIRED_COLUMNS if name not in names]
    if not missing:
        return names
    if header and "".join(header.fields).lstrip().startswith(("<", "{", "[")):
        hint = "It looks like XML or JSON"
    elif names and "," in "".join(names):
        hint = "Its columns seem to be divided by commas"
    else:
        hint = "Its first line must name the columns"
    raise ValidationError(
        f"The feed {path.name} has no column {', '.join(missing)}. {hint}; "
        "a Google Merchant feed in tab-separated form is needed.",
        details={"missing_columns": missing},
    )


def _row(record: Record, columns: list[str], at: datetime) -> FeedRow | RefusedRow:
    if record.problem:
        return RefusedRow(record.line, "row", record.problem)
    if len(record.fields) > len(columns):
        return RefusedRow(record.line, "row", "more fields than columns")
    cells = dict(zip(columns, map(clean, record.fields), strict=False))
    if len(record.fields) < len(columns) and not all(cells.get(name) for name in REQUIRED_COLUMNS):
        return RefusedRow(record.line, "row", "fewer fields than columns")
    try:
        return _product(record.line, cells, at)
    except FieldError as error:
        return RefusedRow(record.line, *error.refusal)


def _product(line: int, cells: Mapping[str, str], at: datetime) -> FeedRow:
    source_id = _required(cells, "id", _LONGEST_ID)
    title = _required(cells, "title", _LONGEST_TITLE)
    link = parse_link("link", _required(cells, "link", None))
    price, list_price = _prices(cells, at)
    warnings: list[str] = []
    return FeedRow(
        line=line,
        source_id=source_id,
        title=title,
        link=link,
        description=cells.get("description", "")[:_LONGEST_DESCRIPTION] or None,
        image_link=_image(cells.get("image_link", ""), warnings),
        availability=_availability(cells.get("availability", ""), warnings),
        price_minor=price.minor if price else None,
        list_price_minor=list_price.minor if list_price else None,
        currency=price.currency if price else None,
        brand=cells.get("brand") or None,
        gtin=_gtin(cells.get("gtin", ""), warnings),
        condition=parse_condition(cells.get("condition", "")),
        rating=parse_rating(_first(cells, _RATING_COLUMNS)),
        review_count=parse_count(_first(cells, _COUNT_COLUMNS)),
        product_type=_category(cells),
        attributes=_attributes(cells),
        warnings=tuple(warnings),
    )


def _required(cells: Mapping[str, str], name: str, longest: int | None) -> str:
    value = cells.get(name, "")
    if not value:
        raise FieldError(name, "missing")
    if longest is not None and len(value) > longest:
        raise FieldError(name, f"longer than {longest:,} characters")
    return value


def _prices(cells: Mapping[str, str], at: datetime) -> tuple[Price | None, Price | None]:
    """The price to pay now and, when that is a sale price, the regular one."""
    regular = parse_price("price", cells.get("price", ""))
    sale = parse_price("sale_price", cells.get("sale_price", ""))
    if sale is None or not sale_is_on(cells.get("sale_price_effective_date", ""), at):
        return regular, None
    if regular is None or sale.currency != regular.currency or sale.minor >= regular.minor:
        return regular or sale, None
    return sale, regular


def _image(value: str, warnings: list[str]) -> str | None:
    try:
        return parse_link("image_link", value) if value else None
    except FieldError:
        warnings.append("image_link")
        return None


def _availability(value: str, warnings: list[str]) -> Availability:
    found = parse_availability(value)
    if value and found is Availability.UNKNOWN:
        warnings.append("availability")
    return found


def _gtin(value: str, warnings: list[str]) -> str | None:
    # A feed may repeat the field, divided by commas; the first that holds identifies the product.
    numbers = value.replace(" ", "").replace("-", "").split(",")
    found = next(filter(is_gtin, numbers), None)
    if value and found is None:
        warnings.append("gtin")
    return found


def _first(cells: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((cells[name] for name in names if cells.get(name)), "")


def _category(cells: Mapping[str, str]) -> str | None:
    category = cells.get("product_type") or cells.get("google_product_category", "")
    # Google's categories may be given by number, which says nothing without Google's list.
    return None if not category or category.isdigit() else category


def _attributes(cells: Mapping[str, str]) -> dict[str, str]:
    attributes = parse_details(cells.get("product_detail", ""))
    for name in _ATTRIBUTE_COLUMNS:
        if cells.get(name):
            attributes.setdefault(name, cells[name])
    return dict(list(attributes.items())[:_MOST_ATTRIBUTES])
