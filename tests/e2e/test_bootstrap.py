"""Setting up where something is missing: one sentence each."""

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent.parent
SCRIPT = ROOT / "scripts" / "bootstrap.py"


@pytest.fixture(scope="module")
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_old_python_can_read_the_script_and_is_told_what_to_do(bootstrap: ModuleType) -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))
    sentence = bootstrap.too_old((3, 9, 2))
    assert sentence.startswith("TalknShop needs Python 3.11 or newer; this is 3.9. Install")
    assert bootstrap.too_old((3, 11, 0)) is None
    assert bootstrap.too_old((4, 0, 0)) is None


@pytest.mark.parametrize(
    ("output", "cause"),
    [
        ("npm error code EAI_AGAIN", "cannot be reached. Check the network"),
        ("error: subprocess-exited-with-error", "see setup.log"),
    ],
)
def test_a_step_that_fails_says_why(bootstrap: ModuleType, output: str, cause: str) -> None:
    assert cause in bootstrap.failure("build the page", output)


@pytest.mark.socket
def test_without_a_network_the_first_run_is_one_sentence_and_keeps_what_it_has(
    tmp_path: Path,
) -> None:
    for name in ("scripts", "requirements"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    nowhere = "http://127.0.0.1:9/simple"
    environment = {
        name: value
        for name, value in os.environ.items()  # noqa: TID251  # a child needs the rest of it
        if not name.startswith(("PIP_", "COV_"))
    } | {"PIP_INDEX_URL": nowhere, "PIP_RETRIES": "0", "PIP_CONFIG_FILE": os.devnull}
    result = subprocess.run(
        [sys.executable, "scripts/bootstrap.py"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == (
        "Could not install the locked packages: the package registry cannot be reached. "
        "Check the network and try again. What is already here is kept."
    )
    assert (tmp_path / ".venv" / "bin" / "python").exists()


def test_the_encoder_is_built_and_tried_in_one_go(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, ROOT / "scripts" / "semantic.py"],
        env={"TALKNSHOP_DATA_DIR": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "all-minilm-l6-v2-float32" in result.stdout
    assert "Next: start with `make run`" in result.stdout
    assert len(list((tmp_path / "models").glob("*.onnx"))) == 1
