"""Models of Amazon Bedrock."""

from datetime import datetime
from typing import Any, cast

from botocore.exceptions import BotoCoreError, ClientError

from talknshop.core.aws import AwsAccess, aws_client
from talknshop.core.errors import ConfigurationError
from talknshop.core.settings import Settings
from talknshop.language.models.bedrock import BedrockChatModel, classified
from talknshop.language.models.building import Building, Built
from talknshop.language.models.lifecycle import ModelState
from talknshop.language.providers import ModelChoice

# Regions of inference profiles; what follows is the model's own id.
_REGIONS = ("us", "eu", "jp", "au", "apac", "global", "us-gov")


def access_of(choice: ModelChoice, settings: Settings) -> AwsAccess:
    """Where a model is asked, and as whom.

    Raises:
        ConfigurationError: Half of a pair of keys is set.
    """
    if (settings.aws_access_key_id is None) != (settings.aws_secret_access_key is None):
        raise ConfigurationError(
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY go together. Set both, or neither to take "
            "what the AWS configuration finds."
        )
    return AwsAccess(
        region=settings.aws_region,
        base_url=choice.base_url,
        access_key_id=settings.aws_access_key_id,
        secret_access_key=settings.aws_secret_access_key,
        session_token=settings.aws_session_token,
    )


def _build(choice: ModelChoice, settings: Settings, temperature: float | None) -> Built:
    model = BedrockChatModel(
        model=choice.model, access=access_of(choice, settings), temperature=temperature
    )
    return Built(model, model.aclose)


async def _look(choice: ModelChoice, settings: Settings) -> ModelState:
    try:
        async with aws_client("bedrock", access_of(choice, settings)) as client:
            identifier = base_model(choice.model)
            if identifier is None:
                profile = await client.get_inference_profile(
                    inferenceProfileIdentifier=choice.model
                )
                identifier = str(profile["models"][0]["modelArn"])
            answer = await client.get_foundation_model(modelIdentifier=identifier)
    except (BotoCoreError, ClientError) as error:
        raise classified(error) from error
    told = cast("dict[str, Any]", answer["modelDetails"]).get("modelLifecycle", {})
    ends: datetime | None = told.get("endOfLifeTime")
    return ModelState(is_legacy=told.get("status") == "LEGACY", ends=ends)


def base_model(name: str) -> str | None:
    """The foundation model of a profile's id; None for an ARN of a profile, which must be asked."""
    if name.startswith("arn:"):
        return None if "inference-profile" in name else name
    region, _, rest = name.partition(".")
    return rest if region in _REGIONS else name


BUILDING = Building(_build, _look, closes_schemas=True)
