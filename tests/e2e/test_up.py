"""``talknshop up`` as a process: it starts, serves, stops cleanly, and says what is wrong."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

pytestmark = pytest.mark.socket

TALKNSHOP = Path(sys.executable).with_name("talknshop")


def command(data: Path, port: int = 0) -> list[str]:
    return [str(TALKNSHOP), "up", "--port", str(port), "--data", str(data)]


@contextmanager
def up(data: Path) -> Generator[tuple[subprocess.Popen[str], str]]:
    with subprocess.Popen(
        command(data), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("TalknShop is at http://localhost:"), line
            yield process, line.split()[-1]
        finally:
            process.kill()


def wait_ready(url: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/readyz", trust_env=False).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise TimeoutError(url)


def test_it_serves_every_service_on_one_origin_and_stops_cleanly(tmp_path: Path) -> None:
    with up(tmp_path) as (process, url):
        wait_ready(url)
        assert httpx.get(f"{url}/health", trust_env=False).json()["status"] == "healthy"
        catalog = httpx.get(f"{url}/catalog/health", trust_env=False).json()
        assert catalog["service"] == "catalog-service"
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def test_who_is_connected_is_told_to_come_back(tmp_path: Path) -> None:
    with up(tmp_path) as (process, url):
        wait_ready(url)
        with connect(f"{url.replace('http', 'ws')}/ws/chat?user_id=u") as client:
            client.recv()
            process.send_signal(signal.SIGTERM)
            event = json.loads(client.recv(timeout=10))
        assert event["type"] == "reconnect"
        assert process.wait(20) == 0


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with up(tmp_path / "one") as (_, url):
        port = int(url.rsplit(":", 1)[1])
        result = subprocess.run(
            command(tmp_path / "two", port), capture_output=True, text=True, timeout=30, check=False
        )
    assert result.returncode == 1
    assert result.stderr.startswith(f"Port {port} is taken.")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["sessions.db", "catalog.db"])
def test_a_damaged_database_is_one_sentence_and_stays(tmp_path: Path, name: str) -> None:
    damaged = b"no database " * 1000
    (tmp_path / name).write_bytes(damaged)
    result = subprocess.run(
        command(tmp_path), capture_output=True, text=True, timeout=60, check=False
    )
    assert result.returncode == 1
    assert name in result.stderr
    assert "damaged" in result.stderr
    assert "Traceback" not in result.stderr
    assert (tmp_path / name).read_bytes() == damaged


def test_an_unusable_data_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = subprocess.run(
        command(tmp_path / "file" / "data"), capture_output=True, text=True, timeout=30, check=False
    )
    assert result.returncode == 1
    assert "data folder" in result.stderr
    assert "Traceback" not in result.stderr
