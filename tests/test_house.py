"""The rules of the house that no other tool checks."""

import ast
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from typer.main import get_command

import talknshop
from talknshop.cli.main import app
from talknshop.cli.settings import env_example
from talknshop.core.errors import TalknShopError
from talknshop.orchestrator.graphs import nodes
from talknshop.orchestrator.progress import STEPS
from talknshop.schemas.events import ServerEvent
from talknshop.schemas.frames import FrameType

ROOT = Path(__file__).parent.parent
SOURCE = Path(talknshop.__file__).parent
LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
SERVICES = ("catalog", "orchestrator")
SERVICE_FILES = {"app.py", "container.py", "routes.py", "service.py", "repository.py"}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "misc"}


def python_files(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(folder.rglob("*.py"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_modules_stay_small() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in python_files(SOURCE, ROOT / "tests", ROOT / "benchmarks", ROOT / "infra")
    }
    assert {path: n for path, n in lengths.items() if n > LONGEST_MODULE} == {}


def test_functions_stay_small() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in python_files(SOURCE, ROOT / "infra")
        for node in functions(path)
        if (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert long == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    named = {path.stem for path in python_files(SOURCE)}
    assert named & FORBIDDEN_NAMES == set()


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_has_the_same_files(service: str) -> None:
    present = {path.name for path in (SOURCE / service).glob("*.py")}
    assert SERVICE_FILES - present == set()


def test_every_node_is_a_step_that_people_are_told_about() -> None:
    modules = {module.name for module in pkgutil.iter_modules(nodes.__path__)}
    assert modules == set(STEPS)


def test_every_error_stands_in_the_drawn_tree() -> None:
    drawn = (SOURCE / "core" / "errors.py").read_text(encoding="utf-8")
    tree = drawn.split('"""')[1]

    def below(error: type[TalknShopError]) -> Iterator[str]:
        for sub in error.__subclasses__():
            yield sub.__name__
            yield from below(sub)

    assert [name for name in below(TalknShopError) if name not in tree] == []


def test_every_event_and_frame_is_documented() -> None:
    wire = (ROOT / "docs" / "wire.md").read_text(encoding="utf-8")
    events = [get_args(event.model_fields["type"].annotation)[0] for event in
              get_args(get_args(ServerEvent)[0])]  # fmt: skip
    assert [name for name in [*events, *FrameType] if f"`{name}`" not in wire] == []


def test_the_example_of_settings_is_current() -> None:
    assert (ROOT / "env.example").read_text(encoding="utf-8") == env_example(), (
        "run `talknshop settings > env.example`"
    )


def test_every_command_is_in_the_readme_or_the_guide() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = get_command(app).commands  # pyright: ignore[reportAttributeAccessIssue,reportUnknownMemberType,reportUnknownVariableType]
    assert [name for name in commands if f"talknshop {name}" not in readme] == []  # pyright: ignore[reportUnknownVariableType]


def test_decision_records_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers
