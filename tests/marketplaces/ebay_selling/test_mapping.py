"""From what a seller said to what eBay takes, and from what eBay says to what it means: pure."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from tests.marketplaces.ebay_selling.conftest import phone
from tests.marketplaces.json_noise import objects_of, unhurried

from talknshop.marketplaces.calls import Answered
from talknshop.marketplaces.ebay.selling.aspects import Aspect, AspectValue, allowed_values, fill
from talknshop.marketplaces.ebay.selling.conditions import NAMES, AllowedCondition, choose
from talknshop.marketplaces.ebay.selling.places import location_body, location_key
from talknshop.marketplaces.ebay.selling.refusals import refused, remarks
from talknshop.marketplaces.ebay.selling.request import (
    Policies,
    description_of,
    offer_body,
    price_of,
    sku_of,
)
from talknshop.schemas.enums import Condition
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.listing import ListingLocation

EVERY = [AllowedCondition(number, name) for number, name in NAMES.items()]
PHONES = [AllowedCondition(number, NAMES[number]) for number in (1000, 1500, 2500, 3000, 7000)]
SIZE = Aspect("US Shoe Size", required=True, from_list=True,
              values=(AspectValue("10"), AspectValue("10.5")))  # fmt: skip
MODEL = Aspect("Model", from_list=True, values=(
    AspectValue("Apple iPhone 13", (("Brand", ("Apple",)),)),
    AspectValue("Galaxy S21", (("Brand", ("Samsung",)),)),
))  # fmt: skip
BRAND = Aspect("Brand", required=True, values=(AspectValue("Apple"), AspectValue("Samsung")))


@pytest.mark.parametrize(
    ("condition", "allowed", "name"),
    [
        (Condition.NEW, EVERY, "NEW"),
        (Condition.GOOD, EVERY, "USED_GOOD"),
        (Condition.GOOD, PHONES, "USED_EXCELLENT"),
        (Condition.LIKE_NEW, EVERY, "LIKE_NEW"),
        (Condition.FAIR, EVERY, "USED_ACCEPTABLE"),
        (Condition.POOR, PHONES, "USED_EXCELLENT"),
        (Condition.USED, PHONES, "USED_EXCELLENT"),
        (Condition.FOR_PARTS, PHONES, "FOR_PARTS_OR_NOT_WORKING"),
        (Condition.REFURBISHED, PHONES, "SELLER_REFURBISHED"),
    ],
)
def test_conditions(condition: Condition, allowed: list[AllowedCondition], name: str) -> None:
    chosen = choose(condition, allowed)
    assert chosen
    assert chosen.name == name


@pytest.mark.parametrize("condition", list(Condition))
def test_nothing_is_called_what_it_is_not(condition: Condition) -> None:
    assert choose(condition, []) is None
    new = choose(condition, [AllowedCondition(1000, "New")])
    assert (new is not None) == (condition is Condition.NEW)


def test_a_grade_that_a_category_has_not_is_said_in_words() -> None:
    chosen = choose(Condition.POOR, PHONES)
    assert chosen
    assert chosen.description == "The seller describes the condition as poor."
    new = choose(Condition.LIKE_NEW, EVERY)
    assert new
    assert new.description is None


@pytest.mark.parametrize(
    ("attributes", "values", "missing"),
    [
        ({"brand": "apple"}, {"Brand": ["Apple"]}, ["US Shoe Size"]),
        ({"brand": "Acme", "size": "105"}, {"Brand": ["Acme"]}, ["US Shoe Size"]),
        ({"brand": "Acme", "size": "10,5"}, {"Brand": ["Acme"], "US Shoe Size": ["10.5"]}, []),
        ({"Manufacturer": "Apple", "shoe_size": "10.5", "model": "iphone 13"},
         {"Brand": ["Apple"], "US Shoe Size": ["10.5"]}, []),
        ({"brand": "Apple", "model": "iphone 13"},
         {"Brand": ["Apple"], "Model": ["Apple iPhone 13"]}, ["US Shoe Size"]),
        ({"brand": "Apple", "model": "Galaxy S21"}, {"Brand": ["Apple"]}, ["US Shoe Size"]),
        ({"brand": ["Apple", "Samsung"]}, {"Brand": ["Apple"]}, ["US Shoe Size"]),
        ({"brand": "x" * 66}, {}, ["Brand", "US Shoe Size"]),
        ({"brand": "  "}, {}, ["Brand", "US Shoe Size"]),
        ({}, {}, ["Brand", "US Shoe Size"]),
    ],
)  # fmt: skip
def test_properties_come_from_the_seller_in_ebays_words(
    attributes: dict[str, str | list[str]], values: dict[str, list[str]], missing: list[str]
) -> None:
    filled = fill([BRAND, MODEL, SIZE], attributes)
    assert [one.name for one in filled.missing] == missing
    assert {name: found for name, found in filled.values.items() if name in values} == values
    assert set(filled.values) <= {"Brand", "Model", "US Shoe Size"}


@given(objects_of(["brand", "size", "model", "Model", "US Shoe Size"]))
@unhurried
def test_values_of_a_list_are_of_the_list(noise: dict[str, object]) -> None:
    said = {name: str(value) for name, value in noise.items()}
    filled = fill([SIZE, MODEL], said)
    for aspect in (SIZE, MODEL):
        assert set(filled.values.get(aspect.name, [])) <= {one.text for one in aspect.values}


def test_what_can_be_chosen_is_told() -> None:
    assert allowed_values(SIZE, {}) == "US Shoe Size: one of 10, 10.5"
    assert allowed_values(MODEL, {"Brand": ["Apple"]}) == "Model: one of Apple iPhone 13"
    many = Aspect("Brand", values=tuple(AspectValue(f"b{n}") for n in range(50)))
    assert (allowed_values(many, {}) or "").endswith("and 10 more")
    assert allowed_values(Aspect("MPN"), {}) is None


@pytest.mark.parametrize(
    "job_id", ["job_0123456789abcdef", "part_0123456789abcdef", "job_0123456789abcdef_ebay",
               "", "x" * 200, "job with blanks/..", "JOB_é"]
)  # fmt: skip
def test_a_sku_is_what_ebay_takes(job_id: str) -> None:
    sku = sku_of(job_id)
    assert sku == sku_of(job_id)
    assert len(sku) <= 50
    assert sku.isascii()
    assert sku.isalnum()


def test_different_parts_have_different_skus() -> None:
    ids = ["job_0123456789abcdef", "job_0123456789abcdef_ebay", "part_0123456789abcdef", "a_b",
           "ab_", "a b", "AB", "ab"]  # fmt: skip
    assert len({sku_of(one) for one in ids}) == len(ids)


def test_amounts_are_exact() -> None:
    assert price_of(phone(price=19.99)) == {"value": "19.99", "currency": "USD"}
    assert price_of(phone(price=0.1 + 0.2)) == {"value": "0.30", "currency": "USD"}
    assert price_of(phone(price=99_999_999)) == {"value": "99999999.00", "currency": "USD"}


def test_what_a_person_wrote_is_text() -> None:
    spec = phone(description="5 < 6 & <script>alert(1)</script>\nsecond line")
    body = offer_body(spec, category_id="1", policies=Policies("1", "2", "3", "4"))
    shown = str(body["listingDescription"])
    assert "<script" not in shown
    assert "<br>" in shown
    assert description_of(phone(description="")) == phone().title


def test_places() -> None:
    assert location_key(ListingLocation(zip="95112")) == "tns-US-95112"
    city = ListingLocation(city="Llanfair" * 10, state="NV")
    assert len(location_key(city)) <= 36
    assert location_body(ListingLocation(city="Reno")) is None
    assert location_body(None) is None


@given(objects_of(["errors", "warnings", "errorId", "message", "parameters"]))
@unhurried
def test_nonsense_is_refused_without_falling_over(noise: dict[str, object]) -> None:
    assert refused(Answered(400, noise, simulated=False)).status in set(Status)
    remarks(Answered(200, noise, simulated=False))


def error(number: int, message: str) -> Answered:
    return Answered(400, {"errors": [{"errorId": number, "message": message}]}, simulated=False)


@pytest.mark.parametrize(
    ("number", "status", "kind"),
    [
        (25003, Status.NEEDS_INPUT, "answer"), (25005, Status.NEEDS_INPUT, "answer"),
        (25007, Status.NEEDS_ACTION, "fix"), (25014, Status.NEEDS_INPUT, "answer"),
        (25021, Status.NEEDS_INPUT, "answer"), (25026, Status.NEEDS_ACTION, "fix"),
        (25047, Status.NEEDS_INPUT, "answer"), (25097, Status.NEEDS_ACTION, "fix"),
        (25002, Status.REJECTED, None), (99999, Status.REJECTED, None),
    ],
)  # fmt: skip
def test_refusals(number: int, status: Status, kind: str | None) -> None:
    outcome = refused(error(number, "No {additionalInfo}."))
    assert (outcome.status, outcome.error_code) == (status, str(number))
    assert (outcome.action.kind if outcome.action else None) == kind
    assert (outcome.listing_id, outcome.confirmation_link) == (None, None)
    assert "No {additionalInfo}." in (outcome.message or "")


def test_a_missing_property_is_asked_for_by_its_words() -> None:
    outcome = refused(error(25002, "A user error. The item specific Brand is missing."))
    assert outcome.status is Status.NEEDS_INPUT


@pytest.mark.shared
def test_every_error_of_the_document_has_a_meaning(shared_folder: Path) -> None:
    path = shared_folder / "contracts" / "ebay" / "inventory.json"
    operations = json.loads(path.read_text(encoding="utf-8"))["paths"]
    publish = operations["/sell/inventory/v1/offer/{offerId}/publish"]["post"]["responses"]
    told = publish["400"]["x-response-codes"]["errors"]
    outcomes = {
        number: refused(error(int(number), said["description"])) for number, said in told.items()
    }
    assert len(outcomes) > 80
    for outcome in outcomes.values():
        assert outcome.message
        assert outcome.status in {Status.NEEDS_INPUT, Status.NEEDS_ACTION, Status.REJECTED}
    noted = remarks(Answered(200, {"warnings": [{"errorId": 25402, "message": "System warning."}]},
                             simulated=False))  # fmt: skip
    assert noted == ("System warning.",)
