"""Whether a model that is set can be asked, and for how long, as far as its vendor tells.

Models are retired: one that answered for a year is gone one morning. A start says so before the
first person is told.
"""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import structlog

from talknshop.core.errors import ConfigurationError
from talknshop.core.settings import Settings
from talknshop.language.model_errors import ModelAccessError, ModelError, ModelNotFoundError
from talknshop.language.providers import PROVIDERS, ModelChoice, building_of, chosen_models

_LOOK_SECONDS = 10.0
_ALARM = timedelta(days=60)
_DAY_SECONDS = 86_400

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ModelState:
    """What a vendor tells of a model.

    Attributes:
        is_legacy: Whether it should be replaced.
        ends: When it cannot be asked any more; None when that is not told.
    """

    is_legacy: bool = False
    ends: datetime | None = None


class Standing(StrEnum):
    """How a model stands."""

    READY = "ready"
    ENDING = "ending"
    """It answers, and will not for long."""
    UNKNOWN = "unknown"
    """The vendor did not tell; it may answer all the same."""
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class ModelReport:
    """What was found of one model, in a sentence that says what to do."""

    name: str
    standing: Standing
    message: str


async def look_at_models(settings: Settings, now: datetime) -> list[ModelReport]:
    """Asks the vendors of the models that are set, all at once; never a model itself.

    Raises:
        ConfigurationError: A setting names no model.
    """
    choices = chosen_models(settings)
    return list(await asyncio.gather(*(_look(choice, settings, now) for choice in choices)))


async def warn_of_models(settings: Settings, now: datetime) -> None:
    """Writes to the log what is wrong with the models that are set; nothing when all is well."""
    try:
        reports: Sequence[ModelReport] = await look_at_models(settings, now)
    except ConfigurationError as error:
        _log.error("model is not set right", problem=error.message)
        return
    for report in reports:
        if report.standing is not Standing.READY:
            tell = _log.error if report.standing is Standing.UNUSABLE else _log.warning
            tell("model needs attention", model=report.name, problem=report.message)


async def _look(choice: ModelChoice, settings: Settings, now: datetime) -> ModelReport:
    # Here because it takes LangChain along.
    from talknshop.language.models.vendor_errors import translate  # noqa: PLC0415

    try:
        building = building_of(choice)
        async with asyncio.timeout(_LOOK_SECONDS):
            state = await building.look(choice, settings)
    except ConfigurationError as error:
        return ModelReport(choice.name, Standing.UNUSABLE, error.message)
    except Exception as error:  # noqa: BLE001  # a vendor's package raises what it likes
        return report_of_failure(choice, translate(error, choice.name, began=False))
    return report_of_state(choice, state, now)


def report_of_state(choice: ModelChoice, state: ModelState, now: datetime) -> ModelReport:
    """What a state means for whoever runs the product."""
    if state.ends is not None and state.ends <= now:
        day = state.ends.date().isoformat()
        return ModelReport(
            choice.name,
            Standing.UNUSABLE,
            f"{choice.name} reached the end of its life on {day}: every call fails. "
            f"Name a current model in {choice.setting}.",
        )
    if state.ends is not None and (state.is_legacy or state.ends - now < _ALARM):
        days = math.ceil((state.ends - now).total_seconds() / _DAY_SECONDS)
        return ModelReport(
            choice.name,
            Standing.ENDING,
            f"{choice.name} answers until {state.ends.astimezone(UTC).date().isoformat()}, "
            f"{days} days from now. Name its successor in {choice.setting} before.",
        )
    if state.is_legacy:
        return ModelReport(
            choice.name,
            Standing.ENDING,
            f"{choice.name} is marked as legacy by its vendor, and may be refused where it was not "
            f"used lately. Name its successor in {choice.setting}.",
        )
    return ModelReport(choice.name, Standing.READY, f"{choice.name} is known to its vendor")


def report_of_failure(choice: ModelChoice, error: ModelError) -> ModelReport:
    """What it means that a vendor did not tell the state of a model."""
    label = PROVIDERS[choice.provider].label
    if isinstance(error, ModelNotFoundError):
        return ModelReport(
            choice.name,
            Standing.UNUSABLE,
            f"{label} has no model {choice.model} for you, or it was retired. "
            f"Name another in {choice.setting}{_how_to_get(choice)}.",
        )
    if isinstance(error, ModelAccessError):
        return ModelReport(
            choice.name,
            Standing.UNUSABLE,
            f"{label} does not accept our credentials for {choice.model}. {_credentials(choice)}",
        )
    return ModelReport(
        choice.name,
        Standing.UNKNOWN,
        f"{label} did not tell whether {choice.model} can be asked ({error.failure.value}). "
        "Until it answers, the rules do.",
    )


def _how_to_get(choice: ModelChoice) -> str:
    match choice.provider:
        case "ollama":
            return f", or fetch it with `ollama pull {choice.model}`"
        case "bedrock":
            return ", and ask Bedrock by an inference profile such as us.anthropic.claude-haiku-5-5"
        case _:
            return ""


def _credentials(choice: ModelChoice) -> str:
    match choice.provider:
        case "bedrock":
            return (
                "Check AWS_REGION and the keys or the role, which must allow bedrock:InvokeModel, "
                "bedrock:GetFoundationModel and bedrock:GetInferenceProfile."
            )
        case "anthropic":
            return "Check ANTHROPIC_API_KEY."
        case "openai":
            return "Check OPENAI_API_KEY."
        case _:
            return "Check what its server asks for."
