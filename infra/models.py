"""Which models of Bedrock a task may ask: the profile, and what stands behind it."""

from collections.abc import Iterable

from aws_cdk import aws_iam as iam

from infra.stage import Stage
from talknshop.language.models.bedrock_building import base_model

_PROVIDER = "bedrock:"
_CALLS = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream")
_LOOKS = ("bedrock:GetFoundationModel", "bedrock:GetInferenceProfile")

# Where the profiles of a geography send requests; AWS lists them under "inference profiles".
_REGIONS = {
    "us": ("us-east-1", "us-east-2", "us-west-2"),
    "eu": ("eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3"),
    "jp": ("ap-northeast-1", "ap-northeast-3"),
    "au": ("ap-southeast-2", "ap-southeast-4"),
    "apac": (
        "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2",
        "ap-southeast-1", "ap-southeast-2", "ap-southeast-4",
    ),
}  # fmt: skip


def bedrock_statement(stage: Stage, models: Iterable[str]) -> iam.PolicyStatement | None:
    """The right to ask the models of Bedrock among ``models``; None where there is none.

    Args:
        stage: Account and region of the profiles.
        models: Values of LLM_MODEL and VISION_MODEL.
    """
    named = sorted(
        {model.removeprefix(_PROVIDER) for model in models if model.startswith(_PROVIDER)}
    )
    if not named:
        return None
    resources = [arn for model in named for arn in model_arns(stage, model)]
    return iam.PolicyStatement(actions=[*_CALLS, *_LOOKS], resources=resources)


def model_arns(stage: Stage, model: str) -> list[str]:
    """What must be named for a model: itself, or its profile and the model in every region of it.

    Raises:
        ValueError: It is the ARN of a profile of one's own, which does not tell its model.
    """
    base = base_model(model)
    if base is None:
        raise ValueError(
            f"{model} does not tell which model it leads to; name a profile such as us.NAME"
        )
    if model.startswith("arn:"):
        return [model]
    if base == model:
        return [_foundation(stage.region, model)]
    geography = model.partition(".")[0]
    profile = f"arn:aws:bedrock:{stage.region}:{stage.account}:inference-profile/{model}"
    if geography == "global":
        return [profile, _foundation(stage.region, base), _foundation("", base)]
    return [profile, *(_foundation(region, base) for region in _REGIONS[geography])]


def _foundation(region: str, model: str) -> str:
    return f"arn:aws:bedrock:{region}::foundation-model/{model}"
