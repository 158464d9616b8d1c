"""The guide to products on show does what it says, command by command."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from talknshop.cli.one_process import create_one_process_app
from talknshop.core.settings import load_settings
from talknshop.demo.feed import bundled_feed
from talknshop.testing.server import running

pytestmark = pytest.mark.socket

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "products-on-show.md"
FAILED = (
    *("I am not sure which product", "That was all", "nothing like", "went wrong"),
    *("No sé a qué producto", "No sé cuál", "Ich weiß nicht, welches", "Welches Produkt das ist"),
)


def test_every_command_of_the_guide_gets_an_answer(tmp_path: Path) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert len(lines) >= 8
    settings = load_settings(data_dir=tmp_path, rate_limit_per_user=1_000)
    with running(create_one_process_app(settings, bundled_feed=bundled_feed())) as url:
        for line in lines:
            name, *arguments = shlex.split(line)
            command = [Path(sys.executable).with_name(name), *arguments, "--url", url]
            done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
            assert done.returncode == 0, f"{line}\n{done.stderr}"
            assert not any(words in done.stdout for words in FAILED), f"{line}\n{done.stdout}"
