"""The server's secret and the tokens that it signs."""

import base64
import json
import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talknshop.core.errors import AuthenticationError, ConfigurationError
from talknshop.core.tokens import SHORTEST_SECRET, Signer, signing_secrets
from talknshop.testing.clock import ManualClock

OLD, NEW = "o" * SHORTEST_SECRET, "n" * SHORTEST_SECRET
HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


def test_the_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (first,) = signing_secrets(None, folder)
    assert signing_secrets(" , ", folder) == (first,)
    assert len(first) >= SHORTEST_SECRET
    assert stat.S_IMODE((folder / "secret").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret"]


def test_starts_that_race_get_the_same_secret(tmp_path: Path) -> None:
    at_once = threading.Barrier(8)

    def start(folder: Path) -> tuple[str, ...]:
        at_once.wait(10)
        return signing_secrets(None, folder)

    with ThreadPoolExecutor(8) as pool:
        for attempt in range(20):
            folder = tmp_path / str(attempt)
            assert len(set(pool.map(start, [folder] * 8))) == 1
            assert [path.name for path in folder.iterdir()] == ["secret"]


def test_the_setting_wins_over_the_file_and_the_first_one_signs(
    tmp_path: Path, clock: ManualClock
) -> None:
    assert signing_secrets(f"{NEW}, {OLD}", tmp_path) == (NEW, OLD)
    assert not list(tmp_path.iterdir())
    before = Signer([OLD], clock).sign("visitor", "v1", HOUR)
    rotated = Signer([NEW, OLD], clock)
    assert rotated.verify("visitor", before) == "v1"
    after = rotated.sign("visitor", "v1", HOUR)
    assert Signer([NEW], clock).verify("visitor", after) == "v1"
    for signer, token in ((Signer([OLD], clock), after), (Signer([NEW], clock), before)):
        with pytest.raises(AuthenticationError, match="not issued by this server"):
            signer.verify("visitor", token)


@pytest.mark.parametrize(
    ("content", "rights", "sentence"),
    [
        (OLD, 0o640, "chmod 600"),
        (OLD, 0o602, "chmod 600"),
        ("short", 0o600, "fewer than 32 characters"),
        ("", 0o600, "fewer than 32 characters"),
    ],
)
def test_an_unsafe_file_stops_the_server(
    tmp_path: Path, content: str, rights: int, sentence: str
) -> None:
    path = tmp_path / "secret"
    path.write_text(content)
    path.chmod(rights)
    with pytest.raises(ConfigurationError, match=sentence):
        signing_secrets(None, tmp_path)
    assert path.read_text() == content


def test_a_short_setting_stops_the_server(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="SECRET_KEY") as refused:
        signing_secrets(f"{NEW},tooshort", tmp_path)
    assert "tooshort" not in refused.value.message


def test_a_folder_that_cannot_be_used_stops_the_server(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(ConfigurationError, match="set SECRET_KEY"):
        signing_secrets(None, tmp_path / "data")
    (tmp_path / "secret").mkdir()
    with pytest.raises(ConfigurationError, match="set SECRET_KEY"):
        signing_secrets(None, tmp_path)


@given(purpose=st.text(min_size=1), subject=st.text(min_size=1))
def test_round_trip(purpose: str, subject: str) -> None:
    signer = Signer([NEW], ManualClock())
    try:
        token = signer.sign(purpose, subject, HOUR)
    except UnicodeEncodeError:  # half a surrogate pair is no text
        return
    assert signer.verify(purpose, token) == subject
    assert not set(token) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


def test_a_token_is_for_one_purpose(clock: ManualClock) -> None:
    signer = Signer([NEW], clock)
    token = signer.sign("visitor", "v1", HOUR)
    with pytest.raises(AuthenticationError, match="something else"):
        signer.verify("session", token)


def test_a_token_expires_to_the_second(clock: ManualClock) -> None:
    signer = Signer([NEW, OLD], clock)
    token = signer.sign("visitor", "v1", HOUR)
    clock.advance(seconds=3599)
    assert signer.verify("visitor", token) == "v1"
    clock.advance(seconds=1)
    with pytest.raises(AuthenticationError, match="expired"):
        signer.verify("visitor", token)


def _segment(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _forgeries() -> list[str]:
    header, payload, signature = Signer([NEW], ManualClock()).sign("visitor", "v1", HOUR).split(".")
    other = Signer([NEW], ManualClock()).sign("visitor", "v2", HOUR).split(".")[1]
    return [
        "", ".", "..", "...", "ü.ü.ü", "\ud800", "null", "a" * 100_000, f"{header}.{payload}",
        f"{header}.{payload}.", f"{header}.{other}.{signature}", f"{header}.{payload}.{signature}A",
        f"{_segment({'alg': 'none'})}.{payload}.", f"{_segment({'alg': 'None'})}.{payload}.",
        f"{_segment({'alg': 'HS512'})}.{payload}.{signature}",
        f"{_segment({'alg': ['HS256']})}.{payload}.{signature}",
        f"{_segment('alg')}.{payload}.{signature}", f"{_segment(['alg'])}.{payload}.{signature}",
        f"{_segment({'alg': 'HS256', 'crit': ['x'], 'x': 1})}.{payload}.{signature}",
        f"{base64.urlsafe_b64encode(b'[' * 300).decode()}.{payload}.{signature}",
    ]  # fmt: skip


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("token", _forgeries(), ids=lambda token: token[:24])
def test_forgeries_are_refused(token: str, clock: ManualClock) -> None:
    with pytest.raises(AuthenticationError):
        Signer([NEW], clock).verify("visitor", token)


@given(st.text() | st.lists(st.binary(max_size=40), min_size=3, max_size=3))
def test_noise_is_refused(noise: str | list[bytes]) -> None:
    if not isinstance(noise, str):
        noise = ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in noise)
    with pytest.raises(AuthenticationError):
        Signer([NEW], ManualClock()).verify("visitor", noise)


def test_the_file_belongs_to_the_user_of_the_server(tmp_path: Path) -> None:
    signing_secrets(None, tmp_path)
    assert (tmp_path / "secret").stat().st_uid == os.getuid()
