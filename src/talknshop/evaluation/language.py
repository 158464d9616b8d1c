"""Predictions of a language engine for a labelled set, in the form its scorer reads."""

import json
from collections.abc import AsyncIterator, Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from talknshop.core.errors import ValidationError
from talknshop.evaluation.dialogs import play
from talknshop.evaluation.specs import spec_of
from talknshop.language.base import Dialogue, LanguageEngine, Turn
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.requirement import Requirement

Case = Mapping[str, Any]


def load_cases(path: Path) -> list[dict[str, Any]]:
    """Reads a gold file: one JSON object a line.

    Raises:
        ValidationError: The file is missing, a line is not JSON, or its kind is unknown; the
            message names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ValidationError(
            f"{path.name} could not be read. "
            "Give the path of a gold file with one JSON object a line."
        ) from error
    return [
        _parsed(line, f"{path.name} line {number}")
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]


def load_predictions(path: Path) -> dict[str, Any]:
    """Reads what ``predict`` wrote: the prediction of each case by its id.

    Raises:
        ValidationError: The file is missing, or a line is no prediction.
    """
    found: dict[str, Any] = {}
    for number, line in enumerate(_lines(path), start=1):
        try:
            row: Any = json.loads(line)
            found[str(row["id"])] = row["pred"]
        except (ValueError, TypeError, KeyError) as error:
            raise ValidationError(
                f"{path.name} line {number} is no prediction. "
                "Give what `talknshop eval language` printed."
            ) from error
    return found


def _lines(path: Path) -> list[str]:
    try:
        return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise ValidationError(
            f"{path.name} could not be read. Give the path of a file with one JSON object a line."
        ) from error


def _parsed(line: str, where: str) -> dict[str, Any]:
    try:
        case: Any = json.loads(line)
    except ValueError as error:
        raise ValidationError(f"{where} is not JSON. Correct or remove the line.") from error
    if not isinstance(case, dict) or "id" not in case:
        raise ValidationError(f"{where} is no case. It must be a JSON object with an id.")
    found = cast("dict[str, Any]", case)
    kind_of(found, where)
    return found


def kind_of(case: Case, where: str = "A case") -> str:
    """Tells the kind of a case from its record: dialog, intent, seller or buyer.

    Raises:
        ValidationError: The record fits none of them.
    """
    gold: Any = case.get("gold")
    if isinstance(case.get("turns"), list):
        return "dialog"
    if "text" in case and isinstance(gold, str):
        return "intent"
    if "text" in case and isinstance(gold, dict):
        if "target_marketplaces" in gold:
            return "seller"
        if "price_max" in gold:
            return "buyer"
    raise ValidationError(
        f"{where} is of an unknown kind. Give a buyer, seller, intent or dialog case as described "
        "beside the evaluation set."
    )


async def predict(cases: Iterable[Case], engine: LanguageEngine) -> AsyncIterator[dict[str, Any]]:
    """Yields ``{"id": ..., "pred": ...}`` for every case, each read without memory of the others.

    Raises:
        ValidationError: A case is of an unknown kind.
    """
    for case in cases:
        match kind_of(case, f"Case {case.get('id')}"):
            case "dialog":
                pred: Any = {"turns": await play(case["turns"], engine)}
            case "intent":
                decision = await engine.classify(Turn(case["text"]), Dialogue())
                pred = decision.intent.value
            case "seller":
                pred = await _listing(case["text"], engine)
            case _:
                pred = await _requirement(case["text"], engine)
        yield {"id": case["id"], "pred": pred}


async def _requirement(text: str, engine: LanguageEngine) -> dict[str, Any]:
    dialogue = Dialogue()
    update = await engine.update_requirement(Turn(text), dialogue)
    requirement = apply_operations(Requirement(), update.operations)
    assessment = await engine.assess(requirement, dialogue)
    return {
        **spec_of(requirement),
        "sufficient": assessment.sufficient,
        "ask_about": list(assessment.ask_about),
    }


async def _listing(text: str, engine: LanguageEngine) -> dict[str, Any]:
    update = await engine.update_listing(Turn(text), Dialogue())
    return {**update.draft.model_dump(mode="json"), "missing": list(update.missing)}
