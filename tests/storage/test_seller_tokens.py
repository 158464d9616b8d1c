"""Accounts of sellers at rest: unreadable to others, bound to their owner, under rotating keys."""

from collections.abc import Generator
from pathlib import Path

import pytest

from talknshop.core.encryption import Cipher, open_cipher
from talknshop.core.errors import ConfigurationError
from talknshop.core.redaction import redact_text
from talknshop.core.settings import load_settings
from talknshop.core.sqlite import Database
from talknshop.storage.seller_tokens import SqliteSellerTokens
from talknshop.storage.sqlite_schema import SELLER_TOKEN_MIGRATIONS

OLD = "o" * 40
VALUE = b'{"refresh_token": "v^1.1#i^1#very-secret"}'


@pytest.fixture
def database(tmp_path: Path) -> Generator[Database]:
    database = Database(tmp_path / "sellers.db", SELLER_TOKEN_MIGRATIONS)
    yield database
    database.close()


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_nothing_of_it_can_be_read_in_the_file(database: Database, tmp_path: Path) -> None:
    await SqliteSellerTokens(database, Cipher([OLD])).write("anna", "ebay", VALUE, replacing=None)
    stored = everything_in(tmp_path)
    assert b"anna" in stored
    assert b"very-secret" not in stored


async def test_a_row_moved_to_somebody_else_cannot_be_read(database: Database) -> None:
    tokens = SqliteSellerTokens(database, Cipher([OLD]))
    await tokens.write("anna", "ebay", VALUE, replacing=None)
    await database.write(lambda file: file.execute("UPDATE seller_tokens SET user_id = 'mallory'"))
    with pytest.raises(ConfigurationError, match="another secret"):
        await tokens.read("mallory", "ebay")


@pytest.mark.parametrize("damaged", [b"", b"\x01short", b"\x02" + bytes(60), bytes(200)])
def test_what_is_damaged_is_refused(damaged: bytes) -> None:
    cipher = Cipher([OLD])
    with pytest.raises(ConfigurationError):
        cipher.decrypt(damaged, bound_to="x")
    assert not cipher.is_current(damaged, bound_to="x")


def test_the_same_is_never_encrypted_to_the_same() -> None:
    cipher = Cipher([OLD])
    hidden = {cipher.encrypt(VALUE, bound_to="x") for _ in range(50)}
    assert len(hidden) == 50


def test_the_key_is_of_the_installation(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path)
    hidden = open_cipher(settings).encrypt(VALUE, bound_to="x")
    assert open_cipher(settings).decrypt(hidden, bound_to="x") == VALUE
    with pytest.raises(ConfigurationError):
        open_cipher(load_settings(data_dir=tmp_path / "other")).decrypt(hidden, bound_to="x")


def test_tokens_of_ebay_stay_out_of_the_logs() -> None:
    text = "refused v^1.1#i^1#p^3#r^1#I^3#f^0#t^Ul4xMF8w=, try again"
    assert redact_text(text) == "refused <token> try again"
