"""``talknshop up`` as a process: it starts, serves, stops cleanly, and says what is wrong."""

import json
import signal
from pathlib import Path

import httpx
import pytest
from tests.e2e.processes import refused, talknshop
from websockets.sync.client import connect

pytestmark = pytest.mark.socket


def up(data: Path, port: int = 0) -> list[str]:
    return ["up", "--port", str(port), "--data", str(data)]


def test_it_serves_every_service_on_one_origin_and_stops_cleanly(tmp_path: Path) -> None:
    with talknshop(*up(tmp_path)) as running:
        assert httpx.get(f"{running.url}/health", trust_env=False).json()["status"] == "healthy"
        catalog = httpx.get(f"{running.url}/catalog/health", trust_env=False).json()
        assert catalog["service"] == "catalog-service"
        code, written = running.stop(signal.SIGTERM)
    assert code == 0
    assert "Traceback" not in written


def test_who_is_connected_is_told_to_come_back(tmp_path: Path) -> None:
    with talknshop(*up(tmp_path)) as running:
        with connect(f"{running.url.replace('http', 'ws')}/ws/chat?user_id=u") as client:
            client.recv()
            running.process.send_signal(signal.SIGTERM)
            event = json.loads(client.recv(timeout=10))
        assert event["type"] == "reconnect"
        assert running.process.wait(20) == 0


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with talknshop(*up(tmp_path / "one")) as running:
        port = int(running.port)
        assert refused(*up(tmp_path / "two", port)).startswith(f"Port {port} is taken.")
        own = {"CATALOG_PORT": str(port)}
        taken = refused(*up(tmp_path / "two"), "--ports", **own)
        assert taken.startswith(f"Port {port} is taken.")
        assert f"`CATALOG_PORT={port + 1}`" in taken


@pytest.mark.parametrize(
    "name", [pytest.param("sessions.db", marks=pytest.mark.embedded), "catalog.db"]
)
def test_a_damaged_database_is_one_sentence_and_stays(tmp_path: Path, name: str) -> None:
    damaged = b"no database " * 1000
    (tmp_path / name).write_bytes(damaged)
    sentence = refused(*up(tmp_path))
    assert name in sentence
    assert "damaged" in sentence
    assert (tmp_path / name).read_bytes() == damaged


def test_an_unusable_data_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "data folder" in refused(*up(tmp_path / "file" / "data"))
