"""The commands of the guides to AWS run, in their order, on a server that speaks for it."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.guide_commands import ROOT, commands_of
from tests.stand_ins.on_aws import StandIns, settings_on

pytestmark = pytest.mark.socket

TALKNSHOP = Path(sys.executable).with_name("talknshop")
GUIDES = ROOT / "docs" / "guides"
FEED = """id\ttitle\tlink\tprice
k-7\tBrewly kettle 1.7 L\thttps://shop.example/k-7\t49.95 USD
"""
# Printed by each, so that none is taken to run that only ends well.
TELLS = {
    "aws create --dry-run": "is missing",
    "aws create": "was made",
    "doctor --aws": "is as described",
    "catalog fetch": "nothing",
    "catalog import feed.tsv --feed shop --replace": "1 product",
    "catalog publish": "1 price went into the history",
    "accounts encrypt": "under its first one",
    "jobs dead": "no message was given up",
    "jobs dead --redrive": "no message was given up",
}


def told() -> list[str]:
    """What is told to ``talknshop`` in the two guides, each once, in their order."""
    pages = [(GUIDES / name).read_text(encoding="utf-8") for name in ("aws.md", "operate.md")]
    lines = [" ".join(words[1:]) for page in pages for words in commands_of(page)
             if words[0] == "talknshop"]  # fmt: skip
    return list(dict.fromkeys(lines))


def test_the_guides_run(moto_url: str, tmp_path: Path) -> None:
    (tmp_path / "feed.tsv").write_text(FEED, encoding="utf-8")
    account = settings_on(StandIns(moto_url, moto_url, "redis://127.0.0.1:9/0"))
    assert sorted(told()) == sorted(TELLS)
    for line in told():
        done = subprocess.run(
            [TALKNSHOP, *line.split()], env=account | {"DATA_DIR": str(tmp_path / "data")},
            cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        said = done.stdout + done.stderr
        assert done.returncode == 0, f"{line}\n{said}"
        assert TELLS[line] in said.lower(), f"{line}\n{said}"
