"""What the tests of the stacks share: each installation is synthesised once."""

# First: it says which Node the CDK starts.
import re
import shlex
from pathlib import Path

import pytest
from infra.app import build
from tests.infra.synthesised import Synthesised

import infra  # isort: split  # noqa: F401  # pyright: ignore[reportUnusedImport]

PRODUCTION = {
    "hostname": "shop.example.com",
    "certificate_arn": "arn:aws:acm:us-west-2:123456789012:certificate/0",
    "llm_model": "bedrock:us.anthropic.claude-haiku-5-5",
    "speech": "amazon",
    "marketplace_settings": "EBAY_CLIENT_ID,EBAY_CLIENT_SECRET",
    "alarm_email": "operators@example.com",
    "direct_paths": "true",
    "websocket_api": "true",
    "image": "1.0.0",
}
"""Everything switched on."""
GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "deploy.md"


def context_of_guide() -> dict[str, str]:
    """What the guide tells `make synth` for an installation with as little as possible."""
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert "make infra" in lines
    (synth,) = [line for line in lines if line.startswith("make synth")]
    _, _, context = shlex.split(synth)
    return dict(part.split("=", 1) for part in context.removeprefix("CONTEXT=").split())


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
    """An installation with as little as possible: that of the guide, by its command."""
    return _synthesise(context_of_guide(), tmp_path_factory.mktemp("staging"))
