"""Whatever the OpenAPI documents allow, and much that they do not, gets a defined answer."""

import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from talknshop.cli.one_process import create_one_process_app
from talknshop.core.settings import load_settings
from talknshop.demo.feed import bundled_feed, bundled_pictures
from talknshop.testing.server import running

pytestmark = pytest.mark.socket

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
EXAMPLES = 12


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    configured = load_settings(
        data_dir=tmp_path_factory.mktemp("openapi"), rate_limit_per_user=1_000_000
    )
    app = create_one_process_app(
        configured, bundled_feed=bundled_feed(), pictures=bundled_pictures()
    )
    with running(app) as url:
        yield url


@pytest.mark.parametrize("prefix", ["", "/catalog", "/media"])
def test_no_request_is_answered_with_a_fault(url: str, prefix: str, tmp_path: Path) -> None:
    base = f"{url}{prefix}"
    command = [
        SCHEMATHESIS,
        "run",
        f"{base}/openapi.json",
        f"--url={base}",
        "--checks=not_a_server_error",
        "--phases=examples,coverage,fuzzing",
        f"--max-examples={EXAMPLES}",
        "--seed=20261120",
        "--no-color",
        # A service that asks another one may say that it is away.
        "--exclude-path=/readyz",
        # No speech engine is installed, which is answered with 501.
        "--exclude-path-regex=transcribe",
    ]
    result = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
    )
    assert result.returncode == 0, result.stdout[-4000:]
