"""``talknshop model``, what ``doctor`` says of models, and the commands of the guide."""

import re
import shlex
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from tests.language.models.served import BEDROCK, OLLAMA, Vendors, serve_vendors
from typer.testing import CliRunner, Result

from talknshop.cli.findings import Mark
from talknshop.cli.main import app, main
from talknshop.cli.model_checks import examine_models
from talknshop.core.settings import load_settings
from talknshop.language.providers import PROVIDERS
from talknshop.simulation.models.script import ModelFault, Reply

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "models.md").read_text(encoding="utf-8")
# A block of the guide that asks the simulation: settings, a line each, then the command.
BLOCK = re.compile(r"```sh\n((?:export \S+=.*\n)+)talknshop model ask \"(.*)\"\n```")
GUIDE_URL = "http://127.0.0.1:8020"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


@pytest.fixture
def vendors() -> Generator[Vendors]:
    with serve_vendors() as vendors:
        yield vendors


@pytest.fixture(scope="module")
def simulated() -> Generator[str]:
    """The base URL of ``talknshop model simulate``, as a person starts it."""
    program = str(Path(sys.executable).parent / "talknshop")
    command = [program, "model", "simulate", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        base_url = next(
            found.group() for line in lines if (found := re.search(r"http://[\d.]+:\d+", line))
        )
        assert any("A simulation of chat models is at" in line for line in lines)
        yield base_url
        process.terminate()


@pytest.mark.socket
def test_the_guide_shows_every_provider_at_work(
    simulated: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: set[str] = set()
    for settings, text in BLOCK.findall(GUIDE):
        with monkeypatch.context() as environment:
            for line in settings.splitlines():
                name, _, value = shlex.split(line)[1].partition("=")
                environment.setenv(name, value.replace(GUIDE_URL, simulated))
            result = run("model", "ask", text)
        assert result.exit_code == 0, f"{settings}{result.output}{result.exception}"
        assert f"You said: {text}" in result.output
        name = re.search(r"LLM_MODEL=(\w+):", settings)
        assert name is not None
        shown.add(name.group(1))
    assert shown == set(PROVIDERS)


def test_the_guide_names_every_setting_and_fault() -> None:
    settings = [name.upper() for name in type(load_settings()).model_fields]
    models = [name for name in settings if name.startswith(("LLM_", "AWS_"))]
    assert [name for name in models if f"`{name}`" not in GUIDE] == []
    assert [fault for fault in ModelFault if f"`{fault}`" not in GUIDE] == []


@pytest.mark.socket
def test_doctor_looks_at_the_models_that_are_set(vendors: Vendors) -> None:
    (found,) = examine_models(vendors.settings(BEDROCK))
    assert (found.mark, found.name) == (Mark.OK, "model")
    vendors.script.set(Reply(model="qwen3", fault=ModelFault.MISSING))
    first, second = examine_models(vendors.settings(BEDROCK, OLLAMA))
    assert (first.mark, second.mark) == (Mark.OK, Mark.BROKEN)
    assert "ollama pull qwen3" in second.text


def test_doctor_without_a_model_and_with_a_wrong_one() -> None:
    (absent,) = examine_models(load_settings())
    assert (absent.mark, "LLM_MODEL is not set" in absent.text) == (Mark.ABSENT, True)
    (wrong,) = examine_models(load_settings(llm_model="nobody:knows"))
    assert (wrong.mark, "which is not known" in wrong.text) == (Mark.BROKEN, True)


def test_asking_without_a_model_says_how_to_have_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["model", "ask"])
    assert "Name one in LLM_MODEL" in capsys.readouterr().err


@pytest.mark.socket
def test_a_model_that_fails_is_told_in_a_sentence(
    vendors: Vendors, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    vendors.script.set(Reply(fault=ModelFault.MISSING))
    monkeypatch.setenv("LLM_MODEL", OLLAMA)
    monkeypatch.setenv("LLM_BASE_URL", vendors.url(OLLAMA))
    with pytest.raises(SystemExit):
        main(["model", "ask"])
    assert "does not exist or was retired" in capsys.readouterr().err
