"""Requests about products on show in Spanish and German; half of the sentences are held out."""

from pathlib import Path
from typing import NamedTuple

import pytest
from tests.language.test_requests import BUYING, SHOWN

from talknshop.language.base import Turn
from talknshop.language.requests import Request, RequestKind
from talknshop.language.rules.engine import RulesEngine
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.requirement import Requirement

CASES = Path(__file__).parent / "cases"
LANGUAGES = ("es", "de")


class Case(NamedTuple):
    text: str
    kind: RequestKind
    positions: tuple[int, ...]
    extra: str
    held_out: bool


def cases(language: str) -> list[Case]:
    found: list[Case] = []
    held_out = False
    for line in (CASES / f"requests_{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            held_out = line.startswith("# Held out")
            continue
        text, kind, places, extra = (part.strip() for part in [*line.split("|"), ""][:4])
        positions = tuple(int(place) for place in places.split(",") if place)
        found.append(Case(text, RequestKind(kind), positions, extra, held_out))
    return found


def said(request: Request, case: Case) -> bool:
    if (request.kind, request.positions) != (case.kind, case.positions):
        return False
    if case.kind is RequestKind.WATCH and case.extra:
        requirement = BUYING.requirement or Requirement()
        price = apply_operations(requirement, request.operations).price
        return price is not None and price.max == float(case.extra)
    return not case.extra or ",".join(request.names) == case.extra


@pytest.mark.parametrize("language", LANGUAGES)
async def test_requests_are_read_at_least_this_well(engine: RulesEngine, language: str) -> None:
    missed: dict[bool, list[str]] = {False: [], True: []}
    every = cases(language)
    for case in every:
        request = await engine.read_request(Turn(case.text), BUYING, SHOWN)
        if request is None or not said(request, case):
            missed[case.held_out].append(case.text)
    held_out = sum(case.held_out for case in every)
    assert len(every) > 40
    assert 2 * held_out >= len(every)
    assert not missed[False]
    assert len(missed[True]) <= 0.05 * held_out, missed[True]


@pytest.mark.parametrize(
    "text",
    [
        "solo Sony",
        "más barato",
        "en negro mejor",
        "por menos de 60 euros",
        "busco una tienda de campaña",
        "olvídalo",
        "gracias",
        "vendo mis auriculares JBL",
        "¿cuál es la política de devoluciones?",
        "con cancelación de ruido",
        "cualquier marca",
        "nur Sony",
        "etwas Billigeres",
        "lieber in Schwarz",
        "unter 60 Euro",
        "ich suche ein Zelt",
        "vergiss es",
        "danke",
        "verkaufe meine JBL Kopfhörer",
        "wo ist meine Bestellung?",
        "mit Geräuschunterdrückung",
        "egal welche Marke",
    ],
)
async def test_other_turns_are_no_requests(engine: RulesEngine, text: str) -> None:
    assert await engine.read_request(Turn(text), BUYING, SHOWN) is None
