"""Scores of predictions against labelled cases, slot by slot."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from talknshop.evaluation.language import kind_of
from talknshop.evaluation.matching import folded, same_name, same_value
from talknshop.evaluation.slots import (
    CENT,
    CaseScore,
    Wrong,
    check_attributes,
    check_equal,
    check_folded,
    check_group,
    check_number,
    check_product,
    listed,
    mapping,
)

Case = Mapping[str, Any]


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
    found = mapping(prediction)
    if kind == "dialog":
        _score_dialog(case, found, result)
    elif kind == "seller":
        _score_seller(case, found, result)
    else:
        _score_buyer(case, found, result)
    return result


def _score_buyer(case: Case, found: Mapping[str, Any], result: CaseScore) -> None:
    gold = mapping(case["gold"])
    optional = mapping(gold.get("optional"))
    named = check_product(gold, found, "product_type", result)
    slots = [named]
    numbers = ("price_min", "price_max", "rating_min")
    slots += [check_number(gold, found, slot, result) for slot in numbers]
    if gold.get("currency"):
        slots.append(check_equal(gold, found, optional, "currency", result))
    slots.append(check_equal(gold, found, optional, "condition", result))
    groups = ("brands", "brands_excluded", "marketplaces")
    slots += [check_group(gold, found, optional, slot, result) for slot in groups]
    check_attributes(gold, found, optional, result)
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
    gold = mapping(case["gold"])
    optional = mapping(gold.get("optional"))
    named = check_product(gold, found, "product", result)
    slots = [named, check_number(gold, found, "price", result, optional)]
    if gold.get("currency"):
        slots.append(check_equal(gold, found, optional, "currency", result))
    told = ("condition", "accepts_offers")
    slots += [check_equal(gold, found, optional, slot, result) for slot in told]
    names = ("brand", "location")
    slots += [check_folded(gold, found, optional, slot, result) for slot in names]
    slots.append(check_group(gold, found, optional, "target_marketplaces", result))
    wanted = [gold.get("model"), *listed(optional.get("model"))]
    model = found.get("model")
    right = any((v is None and model is None) or (v and same_value(v, model)) for v in wanted)
    result.check("model", gold.get("model"), model, right=right)
    check_attributes(gold, found, optional, result)
    result.measures["product"] = float(named)
    result.measures["core"] = float(all(slots))
    result.measures["model"] = float(right)


def _score_dialog(case: Case, found: Mapping[str, Any], result: CaseScore) -> None:
    played = listed(found.get("turns"))
    actions: list[bool] = []
    specs: list[bool] = []
    for place, turn in enumerate(listed(case["turns"])):
        expected = mapping(mapping(turn).get("expect"))
        got = mapping(played[place]) if place < len(played) else {}
        said = f"{mapping(turn).get('user')}: "
        allowed = [expected.get("action"), *listed(expected.get("action_alt"))]
        right = got.get("action") in allowed
        result.check("action", said + str(allowed[0]), got.get("action"), right=right)
        actions.append(right)
        spec = mapping(got.get("spec"))
        aliases = mapping(expected.get("spec_after")).get("aliases")
        fits = all(
            result.check(f"after {slot}", said + str(value), spec.get(slot), right=right)
            for slot, value in mapping(expected.get("spec_after")).items()
            for right in [_holds(slot, value, spec, listed(aliases))]
        )
        specs.append(fits)
    if actions:
        result.measures["action"] = sum(actions) / len(actions)
        result.measures["spec"] = sum(specs) / len(specs)


def _holds(slot: str, value: object, spec: Mapping[str, Any], aliases: list[str]) -> bool:
    attributes = mapping(spec.get("attributes"))
    match slot:
        case "aliases" | "empty":
            return True
        case "attributes":
            return all(
                any(same_value(v, w) for w in listed(attributes.get(name)))
                for name, each in mapping(value).items()
                for v in listed(each)
            )
        case "attributes_absent":
            kept = [w for name, v in attributes.items() if name != "exclude" for w in listed(v)]
            return not any(same_value(gone, w) for gone in listed(value) for w in kept)
        case "cheaper_than" | "rating_at_least":
            return _ordered_or_limited(slot, value, spec)
        case "product_type" | "product":
            given = spec.get(slot)
            name = None if value is None else str(value)
            near = bool(name and given and same_value(name, given))
            return near or same_name(name, aliases, given)
        case _:
            return _equal(value, spec.get(slot))


def _ordered_or_limited(slot: str, value: object, spec: Mapping[str, Any]) -> bool:
    """Whether cheaper or better rated products come first, or only they come at all."""
    cheaper = slot == "cheaper_than"
    if spec.get("sort") == ("price_asc" if cheaper else "rating_desc"):
        return True
    limit = spec.get("price_max" if cheaper else "rating_min")
    if limit is None or not isinstance(value, int | float):
        return False
    return bool(limit < value if cheaper else limit >= value)


def _equal(value: object, found: object) -> bool:
    wanted = value
    if value is None or isinstance(value, list):
        return {folded(v) for v in listed(wanted)} == {folded(v) for v in listed(found)}
    if isinstance(value, int | float) and not isinstance(value, bool):
        return isinstance(found, int | float) and abs(found - value) <= CENT
    return folded(value) == folded(found)
