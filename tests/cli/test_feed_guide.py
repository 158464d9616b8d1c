"""The guide to feeds does what it says: its files are written, its commands run."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from talknshop.catalog.feeds.formats import FORMATS
from talknshop.catalog.feeds.product import FIELDS
from talknshop.cli.main import app

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "feeds.md").read_text(encoding="utf-8")
STEP = re.compile(r"`([\w./-]+)`:\n\n```\w+\n(.*?)```|```sh\n(.*?)```", re.DOTALL)


def run(line: str) -> str:
    name, *arguments = shlex.split(line)
    assert name == "talknshop"
    result = CliRunner().invoke(app, [*arguments, "--data", "data"])
    assert result.exit_code == 0, f"{line}\n{result.output}{result.exception}"
    return result.output


def test_every_command_of_the_guide_runs_on_the_files_of_the_guide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told: dict[str, str] = {}
    for name, content, commands in STEP.findall(GUIDE):
        if name:
            Path(name).parent.mkdir(exist_ok=True)
            Path(name).write_text(content, encoding="utf-8")
        told |= {line: run(line) for line in commands.splitlines()}
    feeds = told["talknshop catalog feeds"].splitlines()
    products = {line.split()[0]: line.split()[1] for line in feeds[1:]}
    assert products == {
        "google": "1", "shopify": "2", "tees": "1", "desks": "2", "stock": "1", "mixed": "1",
    }  # fmt: skip
    assert all("without" not in text for text in told.values())
    assert Path("refused.csv").read_text(encoding="utf-8") in GUIDE


def test_the_guide_names_every_format_and_field() -> None:
    hidden = {"sale_price_effective_date", "google_product_category", "average_rating",
              "rating_count"}  # fmt: skip
    names = [one.name for one in FORMATS] + [name for name in FIELDS if name not in hidden]
    assert [name for name in names if f"`{name}`" not in GUIDE] == []
