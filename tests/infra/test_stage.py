import pytest
from infra.models import model_arns
from infra.stage import Stage, read_stage
from tests.infra.conftest import context_of_guide


def test_what_a_context_leaves_out_stays_at_its_default() -> None:
    assert read_stage({"stage": "staging", "other": "x", "account": None}) == Stage(stage="staging")


def test_values_are_read_as_what_they_are() -> None:
    told = read_stage(
        {"nat_gateways": "1", "websocket_api": "true", "marketplace_settings": "A, B,"}
    )
    assert (told.nat_gateways, told.websocket_api) == (1, True)
    assert told.marketplace_settings == ("A", "B")


@pytest.mark.parametrize(
    ("name", "value"), [("stage", "test"), ("nat_gateways", "two"), ("websocket_api", "perhaps")]
)
def test_a_value_of_no_use_is_named(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        read_stage({name: value})


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (
            "anthropic.claude-haiku-5-5",
            ["arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-haiku-5-5"],
        ),
        (
            "us.amazon.nova-lite-v1:0",
            [
                "arn:aws:bedrock:us-west-2:1:inference-profile/us.amazon.nova-lite-v1:0",
                "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0",
                "arn:aws:bedrock:us-east-2::foundation-model/amazon.nova-lite-v1:0",
                "arn:aws:bedrock:us-west-2::foundation-model/amazon.nova-lite-v1:0",
            ],
        ),
        (
            "global.anthropic.claude-sonnet-5-5",
            [
                "arn:aws:bedrock:us-west-2:1:inference-profile/global.anthropic.claude-sonnet-5-5",
                "arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-sonnet-5-5",
                "arn:aws:bedrock:::foundation-model/anthropic.claude-sonnet-5-5",
            ],
        ),
    ],
)
def test_a_model_is_named_with_all_that_stands_behind_it(model: str, expected: list[str]) -> None:
    assert model_arns(Stage(account="1"), model) == expected


def test_the_guide_names_an_installation_of_use() -> None:
    told = read_stage(context_of_guide())
    assert (told.stage, told.nat_gateways, told.image) == ("staging", 0, "1.0.0")


def test_a_profile_that_does_not_tell_its_model_is_refused() -> None:
    arn = "arn:aws:bedrock:us-west-2:1:application-inference-profile/abc"
    with pytest.raises(ValueError, match="does not tell which model"):
        model_arns(Stage(), arn)
