"""Slots of one case compared with what was read: what agrees, and what does not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from talknshop.evaluation.matching import folded, same_name, same_value

CENT = 0.01
"""Amounts that differ by less are the same."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One slot that was read otherwise than labelled."""

    slot: str
    expected: Any
    found: Any


@dataclass(slots=True)
class CaseScore:
    """What one case earned: each measure from 0 to 1, and what was wrong."""

    case_id: str
    text: str
    measures: dict[str, float] = field(default_factory=dict[str, float])
    wrong: list[Wrong] = field(default_factory=list[Wrong])
    hits: int = 0
    """Labelled attribute values that were found."""
    missed: int = 0
    invented: int = 0

    def check(self, slot: str, expected: object, found: object, *, right: bool) -> bool:
        """Notes a slot that is wrong, and returns whether it is right."""
        if not right:
            self.wrong.append(Wrong(slot, expected, found))
        return right


def check_product(
    gold: Mapping[str, Any], found: Mapping[str, Any], slot: str, result: CaseScore
) -> bool:
    """Whether the product is the labelled one, or none where none is named."""
    names = [str(alias) for alias in listed(gold.get("aliases"))]
    if gold.get(slot) is None and "gift" in names and found.get(slot) is None:
        return True
    right = same_name(gold.get(slot), names, found.get(slot))
    if not right and gold.get(slot) is None and "gift" not in names:
        right = found.get(slot) is None
    return result.check(slot, gold.get(slot), found.get(slot), right=right)


def check_number(
    gold: Mapping[str, Any],
    found: Mapping[str, Any],
    slot: str,
    result: CaseScore,
    optional: Mapping[str, Any] | None = None,
) -> bool:
    """Whether a figure is the labelled one, to the cent."""
    given = found.get(slot)
    wanted = [gold.get(slot), *listed((optional or {}).get(slot))]
    right = any(
        given is None if value is None else given is not None and abs(value - given) <= CENT
        for value in wanted
    )
    return result.check(slot, gold.get(slot), given, right=right)


def check_equal(
    gold: Mapping[str, Any],
    found: Mapping[str, Any],
    optional: Mapping[str, Any],
    slot: str,
    result: CaseScore,
) -> bool:
    """Whether a value is the labelled one or a defensible other."""
    right = found.get(slot) in [gold.get(slot), *listed(optional.get(slot))]
    return result.check(slot, gold.get(slot), found.get(slot), right=right)


def check_folded(
    gold: Mapping[str, Any],
    found: Mapping[str, Any],
    optional: Mapping[str, Any],
    slot: str,
    result: CaseScore,
) -> bool:
    """Whether a name is the labelled one, whatever its case and accents."""
    wanted = {folded(v or "") for v in [gold.get(slot), *listed(optional.get(slot))]}
    right = folded(found.get(slot) or "") in wanted
    return result.check(slot, gold.get(slot), found.get(slot), right=right)


def check_group(
    gold: Mapping[str, Any],
    found: Mapping[str, Any],
    optional: Mapping[str, Any],
    slot: str,
    result: CaseScore,
) -> bool:
    """Whether all labelled values were found, and none but those and optional ones."""
    wanted = {folded(v) for v in listed(gold.get(slot))}
    allowed = wanted | {folded(v) for v in listed(optional.get(slot))}
    given = {folded(v) for v in listed(found.get(slot))}
    right = wanted <= given <= allowed
    return result.check(slot, gold.get(slot), found.get(slot), right=right)


def check_attributes(
    gold: Mapping[str, Any],
    found: Mapping[str, Any],
    optional: Mapping[str, Any],
    result: CaseScore,
) -> None:
    """Values count under any name; what must not be is kept apart from what must."""
    left = _values(found.get("attributes"))
    product = str(found.get("product_type") or found.get("product") or "")
    for denied, value in _values(gold.get("attributes")):
        match = next((v for v in left if v[0] == denied and same_value(value, v[1])), None)
        if match is not None:
            left.remove(match)
            result.hits += 1
        elif not denied and _within(value, product):
            result.hits += 1
        else:
            result.missed += 1
            result.check("attributes missed", value, found.get("attributes"), right=False)
    tolerated = _values(gold.get("attributes")) + _values(optional.get("attributes"))
    for denied, value in left:
        if not any(d == denied and same_value(v, value) for d, v in tolerated):
            result.invented += 1
            result.check("attributes invented", gold.get("attributes"), value, right=False)


def _within(value: str, product: str) -> bool:
    words = value.lower().split()
    return bool(words) and set(words) <= set(product.lower().split())


def _values(attributes: object) -> list[tuple[bool, str]]:
    return [
        (name == "exclude", str(value))
        for name, values in mapping(attributes).items()
        for value in listed(values)
        if not (name == "quantity" and str(value) == "1")
    ]


def mapping(value: object) -> dict[str, Any]:
    """The value when it is an object, else an empty one."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def listed(value: object) -> list[Any]:
    """The value as a list; none when it is absent."""
    if value is None:
        return []
    return list(cast("list[Any]", value)) if isinstance(value, list | tuple) else [value]
