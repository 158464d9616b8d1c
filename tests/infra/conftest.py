"""What the tests of the stacks share: each installation is synthesised once."""

# First: it says which Node the CDK starts.
from pathlib import Path

import pytest
from infra.app import build
from tests.infra.synthesised import Synthesised

import infra  # isort: split  # noqa: F401  # pyright: ignore[reportUnusedImport]

PRODUCTION = {
    "hostname": "shop.example.com",
    "certificate_arn": "arn:aws:acm:us-west-2:123456789012:certificate/0",
    "llm_model": "bedrock:us.anthropic.claude-haiku-5-5",
    "marketplace_settings": "EBAY_CLIENT_ID,EBAY_CLIENT_SECRET",
    "alarm_email": "operators@example.com",
    "direct_paths": "true",
    "websocket_api": "true",
    "image": "1.0.0",
}
"""Everything switched on."""
STAGING = {"stage": "staging", "nat_gateways": "0", "image": "1.0.0"}
"""As little as possible."""


def _synthesise(context: dict[str, str], folder: Path) -> Synthesised:
    built = build(context, folder=folder)
    # cdk-nag is asked here: a finding without a reason raises.
    built.app.synth()
    return Synthesised(folder, {name: stack.stack_name for name, stack in built.stacks.items()})


@pytest.fixture(scope="session")
def production(tmp_path_factory: pytest.TempPathFactory) -> Synthesised:
    """An installation with everything switched on."""
    return _synthesise(PRODUCTION, tmp_path_factory.mktemp("production"))


@pytest.fixture(scope="session")
def staging(tmp_path_factory: pytest.TempPathFactory) -> Synthesised:
    """An installation with as little as possible."""
    return _synthesise(STAGING, tmp_path_factory.mktemp("staging"))
