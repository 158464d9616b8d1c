"""What containers and workflows are made of, as far as it can be tried without either."""

import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import yaml

from talknshop.cli.services import SERVICES
from talknshop.core.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def run(*command: str) -> None:
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def instructions(stage: str) -> Iterator[tuple[str, str]]:
    """Each instruction of a stage of the Dockerfile, its lines joined."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    joined = re.sub(r"\\\n\s*", "", re.sub(r"(?m)^#.*\n", "", text))
    current = ""
    for line in joined.splitlines():
        name, _, rest = line.partition(" ")
        if name == "FROM":
            current = rest.rpartition(" AS ")[2]
        elif name and current == stage:
            yield name, rest


def test_the_dockerfile_is_clean() -> None:
    run(program("hadolint"), "--failure-threshold", "warning", str(DEPLOY / "Dockerfile"))


def test_compose_and_workflows_have_their_shape() -> None:
    check = program("check-jsonschema")
    run(check, "--builtin-schema", "vendor.compose-spec", str(DEPLOY / "compose.yaml"))
    run(check, "--builtin-schema", "vendor.github-workflows", *map(str, WORKFLOWS))


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the commands of the builder make, run in an empty folder without a container."""
    build, venv = tmp_path_factory.mktemp("build"), tmp_path_factory.mktemp("opt") / "venv"
    settings = [f"VENV={venv}", "EXTRAS=", "PIP_NO_CACHE_DIR=0", "PIP_NO_COMPILE=1"]
    for name, rest in instructions("builder"):
        if name == "COPY":
            *sources, target = rest.split()
            for source in sources:
                copy(source, build / target, folder=target.endswith("/"))
        if name == "RUN":
            told = subprocess.run(
                ["/usr/bin/env", *settings, "sh", "-ec", rest],
                cwd=build, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert told.returncode == 0, told.stdout + told.stderr
    return venv


def test_the_commands_of_the_builder_make_a_talknshop_with_its_page(environment: Path) -> None:
    packages = next((environment / "lib").glob("python3.*")) / "site-packages"
    assert (packages / "talknshop" / "orchestrator" / "page" / "index.html").is_file()
    assert not (packages / "hatchling").exists()
    run(str(environment / "bin" / "talknshop"), "settings")


def test_what_the_image_runs_finds_a_product(environment: Path, tmp_path: Path) -> None:
    ports = {name: free_port() for name in ("orchestrator", "catalog", "documents")}
    secrets = {"SECRET_KEY": "s" * 32, "JWT_SECRET": "i" * 32}
    told = compose()["x-service"]["environment"] | secrets
    told |= {f"{name.upper()}_SERVICE_URL": url(port) for name, port in ports.items()}
    told |= {"HOST": "127.0.0.1", "DATA_DIR": str(tmp_path), "TALKNSHOP_BACKEND": "embedded"}
    # There is no Redis here, and what speaks with it was left out of the environment.
    told |= {"ALLOWED_HOSTS": "localhost", "REDIS_URL": None}
    settings = [f"{name}={value}" for name, value in told.items() if value is not None]
    with ExitStack() as stack:
        for name, port in reversed(ports.items()):
            command = compose()["services"][name]["command"]
            start = [str(environment / "bin" / "talknshop"), *command, "--port", str(port)]
            process = subprocess.Popen(
                ["/usr/bin/env", *settings, *start],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            stack.callback(process.wait)
            stack.callback(process.terminate)
            path = compose()["services"][name]["healthcheck"]["test"][4]
            wait_for(port, path)
        run("/usr/bin/env", *settings, sys.executable, str(DEPLOY / "smoke.py"),
            url(ports["orchestrator"]))  # fmt: skip


def wait_for(port: int, path: str) -> None:
    """Asks as the container's health check does, until it says that somebody is there."""
    for _ in range(240):
        check = [sys.executable, str(DEPLOY / "healthcheck.py"), str(port), path]
        if subprocess.run(check, check=False).returncode == 0:
            return
        time.sleep(0.5)
    pytest.fail(f"nobody answers on port {port}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def url(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def copy(source: str, target: Path, *, folder: bool) -> None:
    left_out = shutil.ignore_patterns("node_modules", "__pycache__")
    if (ROOT / source).is_dir():
        shutil.copytree(ROOT / source, target, ignore=left_out)
        # As .dockerignore says: the page of the working folder is none of the image's.
        shutil.rmtree(target / "talknshop" / "orchestrator" / "page", ignore_errors=True)
    else:
        file = target / Path(source).name if folder else target
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / source, file)


def test_what_the_builder_copies_is_not_left_out_of_the_context() -> None:
    kept = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    }
    copied = {
        source
        for stage in ("builder", "runtime")
        for name, rest in instructions(stage)
        if name == "COPY"
        for source in rest.split()[:-1]
    }
    assert copied == kept


def test_the_image_runs_as_nobody() -> None:
    assert ("USER", "10001:10001") in list(instructions("runtime"))
    assert ("VOLUME", '["/data", "/tmp"]') in list(instructions("runtime"))


@pytest.mark.parametrize("name", SERVICES)
def test_compose_starts_each_service_on_its_port(name: str) -> None:
    service = compose()["services"][name]
    port = Settings.model_fields[SERVICES[name].port_setting.lower()].default
    assert service["command"] == ["serve", name]
    assert service["healthcheck"]["test"][3] == str(port)
    assert service["read_only"] is True


def test_what_compose_tells_are_settings() -> None:
    told = {
        setting
        for name, service in compose()["services"].items()
        if name in SERVICES or name == "worker"
        for setting in service["environment"]
    }
    names = {setting.removeprefix("TALKNSHOP_").lower() for setting in told}
    unknown = {name for name in names if name not in Settings.model_fields}
    assert unknown == set()


def test_services_of_compose_know_the_others() -> None:
    environment = compose()["x-service"]["environment"]
    for name, service in SERVICES.items():
        port = Settings.model_fields[service.port_setting.lower()].default
        assert environment[f"{name.upper()}_SERVICE_URL"] == f"http://{name}:{port}"
        assert name in environment["ALLOWED_HOSTS"].split(",")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_name_tasks_and_files_that_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tasks = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)", text)) <= tasks
    for file in re.findall(r"(?:deploy|\.github/workflows)/[\w.]+\w", text):
        assert (ROOT / file).exists(), file


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_hold_no_key_and_ask_for_little(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    assert "aws-access-key-id" not in path.read_text(encoding="utf-8")
    for job in workflow["jobs"].values():
        for step in job.get("steps", []):
            # What strangers name (branches, titles) never gets into a shell by substitution.
            assert "${{" not in step.get("run", "")


def test_scripts_of_the_image_need_nothing_but_python() -> None:
    for script in ("healthcheck.py", "smoke.py"):
        run(sys.executable, "-S", "-c", f"import runpy; runpy.run_path({str(DEPLOY / script)!r})")
