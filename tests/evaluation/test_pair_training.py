"""Weights are learned from written pairs, each judged by weights that do not know its family."""

from talknshop.catalog.item_evidence import BIAS
from talknshop.evaluation.pair_listings import read_listings
from talknshop.evaluation.pair_training import Example, cross_validate, learn, look_at, tell

LAMPS = """\
## lamps
= black
amazon\tLumo Arc Lamp, Black\tbrand=Lumo; color=Black
ebay\tLumo Arc Lamp Black NEW\tcondition=1000
= white
walmart\tLumo Arc Lamp, White\tbrand=Lumo
"""


def examples() -> list[Example]:
    return [
        Example(f"family {n}", bool(n % 2), found=False, evidence={BIAS: 1.0, "alike": n % 2})
        for n in range(40)
    ]


def test_pairs_that_a_rule_decides_are_not_weighed() -> None:
    looked = list(look_at(list(read_listings(LAMPS.splitlines()))))
    assert [(one.same, one.evidence is None) for one in looked] == [
        (True, False),
        (False, True),
        (False, True),
    ]


def test_what_speaks_for_one_item_gets_weight() -> None:
    bias, alike = learn(examples(), [BIAS, "alike"])
    assert bias < 0 < bias + alike


def test_each_sum_tells_what_it_would_join() -> None:
    told = examples()
    sums = cross_validate(told, [BIAS, "alike"])
    assert all((one or 0) > 0 for one, example in zip(sums, told, strict=True) if example.same)
    assert next(tell(told, sums)) == "0.00  precision 1.000  recall 1.000"
