"""Models of Amazon Bedrock, looked at: what ``talknshop doctor --aws`` says of our access to them.

No model is asked. Bedrock tells of a model whether its terms were accepted and whether we may call
it; what a policy of ours forbids besides, only a call would tell.
"""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from talknshop.cli.findings import Finding, Mark
from talknshop.core.aws import CallLimits, aws_client
from talknshop.core.aws_errors import code_of
from talknshop.core.settings import Settings
from talknshop.language.models.bedrock_building import access_of, base_model
from talknshop.language.providers import ModelChoice, chosen_models, chosen_vision_model

_PROVIDER = "bedrock"
_LOOK_SECONDS = 10.0
_LIMITS = CallLimits(attempts=2, read_seconds=5)
_UNKNOWN_THERE = frozenset({"ResourceNotFoundException", "ValidationException"})
_MAY_NOT_LOOK = frozenset({"AccessDeniedException", "AccessDenied"})
_CONSOLE = "Bedrock's console has it under Model access"


async def examine_bedrock(settings: Settings) -> list[Finding]:
    """Looks at each model of Bedrock that the settings name; empty where they name none.

    Raises:
        ConfigurationError: A setting names no model.
    """
    vision = chosen_vision_model(settings)
    named = [*chosen_models(settings), *([vision] if vision else [])]
    wanted = {choice.model: choice for choice in named if choice.provider == _PROVIDER}
    return list(await asyncio.gather(*(_look(choice, settings) for choice in wanted.values())))


async def _look(choice: ModelChoice, settings: Settings) -> Finding:
    try:
        async with asyncio.timeout(_LOOK_SECONDS):
            found = await _problems(choice, settings)
    except ClientError as error:
        return _refused(choice, code_of(error))
    except (BotoCoreError, TimeoutError) as error:
        reason = str(error) or f"no answer within {_LOOK_SECONDS:g} s"
        return _untold(
            choice, reason, "Check AWS_REGION, and that Bedrock can be reached from here."
        )
    if found:
        return Finding(Mark.BROKEN, "model", f"{choice.name}: {'; '.join(found)}")
    return Finding(Mark.OK, "model", f"{choice.name} may be called")


async def _problems(choice: ModelChoice, settings: Settings) -> list[str]:
    async with aws_client(_PROVIDER, access_of(choice, settings), _LIMITS) as client:
        model = base_model(choice.model)
        by_profile = model != choice.model
        if by_profile:
            profile = await client.get_inference_profile(inferenceProfileIdentifier=choice.model)
            model = str(profile["models"][0]["modelArn"]).rpartition("/")[2]
        told = await client.get_foundation_model_availability(modelId=model)
    return list(_problems_of(told, by_profile=by_profile))


def _problems_of(told: Mapping[str, Any], *, by_profile: bool) -> Iterator[str]:
    match told["agreementAvailability"]["status"]:
        case "AVAILABLE":
            pass
        case "PENDING":
            yield "its agreement is being made: look again in some minutes"
        case _:
            yield f"its terms were not accepted in this account: accept them, {_CONSOLE}"
    if told["entitlementAvailability"] != "AVAILABLE":
        yield f"this account has no access to it: ask for it, {_CONSOLE}"
    if told["authorizationStatus"] != "AUTHORIZED":
        yield "we may not call it: allow bedrock:InvokeModel and InvokeModelWithResponseStream"
    # A profile leads to the regions that have the model.
    if told["regionAvailability"] != "AVAILABLE" and not by_profile:
        yield "this region does not have it: change AWS_REGION, or name a profile such as us.NAME"


def _refused(choice: ModelChoice, code: str) -> Finding:
    if code in _UNKNOWN_THERE:
        text = f"Bedrock has no {choice.model} in this region: name another in {choice.setting}"
        return Finding(Mark.BROKEN, "model", text)
    if code in _MAY_NOT_LOOK:
        todo = (
            "Allow whoever looks bedrock:GetFoundationModelAvailability and "
            "bedrock:GetInferenceProfile."
        )
        return _untold(choice, "we may not look", todo)
    return _untold(choice, code or "no reason given", "Look again in a moment.")


def _untold(choice: ModelChoice, reason: str, todo: str) -> Finding:
    text = (
        f"whether {choice.model} can be called cannot be told ({reason}); it may answer all the "
        f'same. {todo} `talknshop model ask "…"` asks it for a cent.'
    )
    return Finding(Mark.BROKEN, "model", text)
