"""Every command that README and guides name exists, with each of its options."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.guide_commands import PAGES, ROOT, commands_of
from typer.core import TyperGroup
from typer.main import get_command

from talknshop.cli.main import app

TALKNSHOP = Path(sys.executable).with_name("talknshop")
OF_PAGES = [
    (page.stem, words) for page in PAGES for words in commands_of(page.read_text(encoding="utf-8"))
]
HARMLESS = (
    ("settings",),
    ("doctor",),
    ("doctor", "--json"),
    ("documents", "list"),
    ("documents", "feedback"),
    ("catalog", "feeds"),
)
"""What asks nobody, changes nothing, and is told by the guides or the README."""


def parsed_by_talknshop(words: list[str]) -> None:
    """Fails where there is no such command, or it has no such option."""
    command = get_command(app)
    rest = list(words)
    while isinstance(command, TyperGroup) and rest:
        name = rest.pop(0)
        assert name in command.commands, f"there is no `{' '.join(words)}`"
        command = command.commands[name]
    context = command.context_class(command)
    command.make_parser(context).parse_args(rest)


def parsed_by_make(words: list[str]) -> None:
    """Fails where the Makefile has no such task, or nothing that is set by such a name."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    for word in words:
        name, is_setting, _ = word.partition("=")
        pattern = rf"^{name} \?=" if is_setting else rf"^{name}:"
        assert re.search(pattern, text, re.MULTILINE), f"make knows no {word}"


def parsed_by_python(words: list[str]) -> None:
    """Fails where there is no such module or file, or it has not the words of its options."""
    if words[0] == "-c":
        compile(words[1], "guide", "exec")
        return
    if words[0] == "-m":
        name, rest = words[1].replace(".", "/"), words[2:]
        places = [ROOT / f"{name}.py", ROOT / "src" / f"{name}.py", ROOT / name / "__main__.py"]
    else:
        places, rest = [ROOT / words[0]], words[1:]
    there = [place for place in places if place.exists()]
    assert there, f"there is no {' '.join(words)}"
    text = "".join(path.read_text(encoding="utf-8") for path in there[0].parent.glob("*.py"))
    for word in rest:
        assert not word.startswith("--") or f'"{word}"' in text, f"{words} has no {word}"


@pytest.mark.parametrize(
    "words",
    [pytest.param(words, id=f"{page}: {' '.join(words)[:60]}") for page, words in OF_PAGES],
)
def test_a_command_of_a_page_exists_with_its_options(words: list[str]) -> None:
    program, *told = words
    parsers = {
        "talknshop": parsed_by_talknshop,
        "make": parsed_by_make,
        "python": parsed_by_python,
    }
    parsers[program](told)


def test_commands_of_containers_exist() -> None:
    text = (ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8")
    # With an entry point of its own, or another image, it is none of ours.
    ours = [block for block in re.split(r"\n  (?=\w)", text)
            if "<<: *service" in block and "entrypoint" not in block]  # fmt: skip
    commands = [re.findall(r"command: \[(.*)\]", block)[0].split(", ") for block in ours]
    assert ["aws", "create"] in commands
    assert len(commands) > 6
    for command in commands:
        parsed_by_talknshop(command)


def test_commands_of_the_pages_are_found() -> None:
    programs = [words[0] for _, words in OF_PAGES]
    assert programs.count("talknshop") > 60
    assert programs.count("make") > 20
    assert programs.count("python") > 10


@pytest.mark.parametrize(
    "words", [["talknshop", "jobs", "gone"], ["talknshop", "doctor", "--gone"], ["make", "gone"],
              ["make", "run", "GONE=1"], ["python", "-m", "benchmarks.gone"],
              ["python", "-m", "benchmarks.split", "--gone"]],
)  # fmt: skip
def test_a_command_that_there_is_not_is_told(words: list[str]) -> None:
    with pytest.raises(Exception, match=r"(?i)gone"):
        test_a_command_of_a_page_exists_with_its_options(words)


@pytest.mark.parametrize("words", HARMLESS, ids=" ".join)
def test_what_is_harmless_runs(words: tuple[str, ...], tmp_path: Path) -> None:
    assert ["talknshop", *words] in [told for _, told in OF_PAGES]
    done = subprocess.run(
        [TALKNSHOP, *words], env={"DATA_DIR": str(tmp_path)}, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
