"""``talknshop accounts encrypt``: what a server does when its secret is changed."""

import asyncio
from pathlib import Path

from typer.testing import CliRunner

from talknshop.cli.main import app
from talknshop.core.clock import SystemClock
from talknshop.core.encryption import Cipher
from talknshop.core.settings import load_settings
from talknshop.storage.opening import StateEngines

OLD = "an old secret that is longer than thirty-two letters"
NEW = "a new secret that is longer than thirty-two letters"


async def written(folder: Path, cipher: Cipher) -> None:
    engines = StateEngines(load_settings(data_dir=folder), SystemClock())
    await engines.seller_tokens(cipher).write("ann", "ebay", b"token", replacing=None)
    engines.close()


async def read(folder: Path, cipher: Cipher) -> tuple[bytes, int] | None:
    engines = StateEngines(load_settings(data_dir=folder), SystemClock())
    try:
        return await engines.seller_tokens(cipher).read("ann", "ebay")
    finally:
        engines.close()


def encrypt(folder: Path, secret: str) -> str:
    command = ["accounts", "encrypt", "--data", str(folder)]
    done = CliRunner().invoke(app, command, env={"SECRET_KEY": secret})
    assert done.exit_code == 0, done.output
    return done.output


def test_tokens_go_under_the_new_secret_and_the_old_one_can_go(tmp_path: Path) -> None:
    asyncio.run(written(tmp_path, Cipher([OLD])))
    assert "1 account encrypted anew" in encrypt(tmp_path, f"{NEW},{OLD}")
    assert asyncio.run(read(tmp_path, Cipher([NEW]))) == (b"token", 1)
    assert "under its first one" in encrypt(tmp_path, NEW)
