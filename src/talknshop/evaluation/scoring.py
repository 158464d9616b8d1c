"""Scores of predictions against labelled cases, slot by slot."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from talknshop.evaluation.language import kind_of
from talknshop.evaluation.matching import folded, same_name, same_value

Case = Mapping[str, Any]
_CENT = 0.01


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


@dataclass(frozen=True, slots=True)
class Report:
    """The scores of a set."""

    cases: tuple[CaseScore, ...]

    def summary(self) -> dict[str, float]:
        """The mean of each measure; attributes as F1 over all values."""
        collected: dict[str, list[float]] = defaultdict(list)
        for case in self.cases:
            for name, value in case.measures.items():
                collected[name].append(value)
        means = {name: sum(values) / len(values) for name, values in collected.items()}
        hits = sum(case.hits for case in self.cases)
        misses = sum(case.missed + case.invented for case in self.cases)
        if hits or misses:
            means["attributes F1"] = 2 * hits / (2 * hits + misses)
        return means

    def by_slot(self) -> dict[str, list[tuple[CaseScore, Wrong]]]:
        """What was wrong, by slot, the most frequent first."""
        found: dict[str, list[tuple[CaseScore, Wrong]]] = defaultdict(list)
        for case in self.cases:
            for wrong in case.wrong:
                found[wrong.slot].append((case, wrong))
        return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def score(cases: Iterable[Case], predictions: Mapping[str, Any]) -> Report:
    """Scores predictions by case id; a case without one counts as read empty.

    Raises:
        ValidationError: A case is of an unknown kind.
    """
    return Report(tuple(_score(case, predictions.get(str(case["id"]))) for case in cases))


def _score(case: Case, prediction: object) -> CaseScore:
    result = CaseScore(str(case["id"]), str(case.get("text", "")))
    kind = kind_of(case, f"Case {case['id']}")
    if kind == "intent":
        right = prediction == case["gold"]
        result.check("intent", case["gold"], prediction, right=right)
        result.measures["intent"] = float(right)
        return result
    found = _mapping(prediction)
    if kind == "dialog":
        _score_dialog(case, found, result)
    elif kind == "seller":
        _score_seller(case, found, result)
    else:
        _score_buyer(case, found, result)
    return result


def _score_buyer(case: Case, found: Mapping[str, Any], result: CaseScore) -> None:
    gold = _mapping(case["gold"])
    optional = _mapping(gold.get("optional"))
    named = _check_product(gold, found, "product_type", result)
    slots = [named]
    for slot in ("price_min", "price_max", "rating_min"):
        slots.append(_check_number(gold, found, slot, result))
    if gold.get("currency"):
        slots.append(_check_equal(gold, found, optional, "currency", result))
    slots.append(_check_equal(gold, found, optional, "condition", result))
    for slot in ("brands", "brands_excluded", "marketplaces"):
        slots.append(_check_group(gold, found, optional, slot, result))
    _score_attributes(gold, found, optional, result)
    result.measures["product"] = float(named)
    result.measures["core"] = float(all(slots))
    enough = bool(case.get("sufficient", True))
    right = result.check(
        "sufficient", enough, found.get("sufficient"), right=found.get("sufficient") is enough
    )
    result.measures["sufficiency"] = float(right)
    if not enough:
        result.measures["insufficient recall"] = float(right)


def _score_seller(case: Case, found: Mapping[str, Any], result: CaseScore) -> None:
    gold = _mapping(case["gold"])
    optional = _mapping(gold.get("optional"))
    named = _check_product(gold, found, "product", result)
    slots = [named, _check_number(gold, found, "price", result, optional)]
    if gold.get("currency"):
        slots.append(_check_equal(gold, found, optional, "currency", result))
    for slot in ("condition", "accepts_offers"):
        slots.append(_check_equal(gold, found, optional, slot, result))
    for slot in ("brand", "location"):
        slots.append(_check_folded(gold, found, optional, slot, result))
    slots.append(_check_group(gold, found, optional, "target_marketplaces", result))
    wanted = [gold.get("model"), *_listed(optional.get("model"))]
    model = found.get("model")
    right = any(v is None and model is None or v and same_value(v, model) for v in wanted)
    result.check("model", gold.get("model"), model, right=right)
    _score_attributes(gold, found, optional, result)
    result.measures["product"] = float(named)
    result.measures["core"] = float(all(slots))
    result.measures["model"] = float(right)


def _score_dialog(case: Case, found: Mapping[str, Any], result: CaseScore) -> None:
    played = _listed(found.get("turns"))
    actions: list[bool] = []
    specs: list[bool] = []
    for place, turn in enumerate(_listed(case["turns"])):
        expected = _mapping(_mapping(turn).get("expect"))
        got = _mapping(played[place]) if place < len(played) else {}
        said = f"{_mapping(turn).get('user')}: "
        allowed = [expected.get("action"), *_listed(expected.get("action_alt"))]
        right = got.get("action") in allowed
        result.check("action", said + str(allowed[0]), got.get("action"), right=right)
        actions.append(right)
        spec = _mapping(got.get("spec"))
        aliases = _mapping(expected.get("spec_after")).get("aliases")
        fits = all(
            result.check(f"after {slot}", said + str(value), spec.get(slot), right=right)
            for slot, value in _mapping(expected.get("spec_after")).items()
            for right in [_holds(slot, value, spec, _listed(aliases))]
        )
        specs.append(fits)
    if actions:
        result.measures["action"] = sum(actions) / len(actions)
        result.measures["spec"] = sum(specs) / len(specs)


def _holds(slot: str, value: Any, spec: Mapping[str, Any], aliases: list[str]) -> bool:
    attributes = _mapping(spec.get("attributes"))
    match slot:
        case "aliases" | "empty":
            return True
        case "attributes":
            return all(
                any(same_value(v, w) for w in _listed(attributes.get(name)))
                for name, each in _mapping(value).items()
                for v in _listed(each)
            )
        case "attributes_absent":
            kept = [w for name, v in attributes.items() if name != "exclude" for w in _listed(v)]
            return not any(same_value(gone, w) for gone in _listed(value) for w in kept)
        case "cheaper_than":
            limit = spec.get("price_max")
            return spec.get("sort") == "price_asc" or (limit is not None and limit < value)
        case "product_type" | "product":
            given = spec.get(slot)
            return same_name(value, aliases, given) or bool(
                value and given and same_value(value, given)
            )
        case _:
            return _equal(value, spec.get(slot))


def _equal(value: Any, found: Any) -> bool:
    if value in (None, []):
        return found in (None, [])
    if isinstance(value, list):
        return {folded(v) for v in _listed(value)} == {folded(v) for v in _listed(found)}
    if isinstance(value, int | float) and not isinstance(value, bool):
        return isinstance(found, int | float) and abs(found - value) <= _CENT
    return folded(value) == folded(found)


def _check_product(
    gold: Mapping[str, Any], found: Mapping[str, Any], slot: str, result: CaseScore
) -> bool:
    names = [str(alias) for alias in _listed(gold.get("aliases"))]
    if gold.get(slot) is None and "gift" in names and found.get(slot) is None:
        return True
    right = same_name(gold.get(slot), names, found.get(slot))
    if not right and gold.get(slot) is None and "gift" not in names:
        right = found.get(slot) is None
    return result.check(slot, gold.get(slot), found.get(slot), right=right)


def _check_number(
    gold: Mapping[str, Any],
    found: Mapping[str, Any],
    slot: str,
    result: CaseScore,
    optional: Mapping[str, Any] | None = None,
) -> bool:
    given = found.get(slot)
    wanted = [gold.get(slot), *_listed((optional or {}).get(slot))]
    right = any(
        given is None if value is None else given is not None and abs(value - given) <= _CENT
        for value in wanted
    )
    return result.check(slot, gold.get(slot), given, right=right)


def _check_equal(
    gold: Mapping[str, Any],
    found: Mapping[str, Any],
    optional: Mapping[str, Any],
    slot: str,
    result: CaseScore,
) -> bool:
    right = found.get(slot) in [gold.get(slot), *_listed(optional.get(slot))]
    return result.check(slot, gold.get(slot), found.get(slot), right=right)


def _check_folded(
    gold: Mapping[str, Any],
    found: Mapping[str, Any],
    optional: Mapping[str, Any],
    slot: str,
    result: CaseScore,
) -> bool:
    wanted = {folded(v or "") for v in [gold.get(slot), *_listed(optional.get(slot))]}
    right = folded(found.get(slot) or "") in wanted
    return result.check(slot, gold.get(slot), found.get(slot), right=right)


def _check_group(
    gold: Mapping[str, Any],
    found: Mapping[str, Any],
    optional: Mapping[str, Any],
    slot: str,
    result: CaseScore,
) -> bool:
    wanted = {folded(v) for v in _listed(gold.get(slot))}
    allowed = wanted | {folded(v) for v in _listed(optional.get(slot))}
    given = {folded(v) for v in _listed(found.get(slot))}
    right = wanted <= given <= allowed
    return result.check(slot, gold.get(slot), found.get(slot), right=right)


def _score_attributes(
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
        for name, values in _mapping(attributes).items()
        for value in _listed(values)
        if not (name == "quantity" and str(value) == "1")
    ]


def _mapping(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return list(cast("list[Any]", value)) if isinstance(value, list | tuple) else [value]
