from pathlib import Path

import pytest

from talknshop.core.errors import ConfigurationError
from talknshop.core.settings import Environment, Settings, load_settings


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"TALKNSHOP_{name.upper()}", raising=False)


def test_defaults_are_those_of_the_specification() -> None:
    settings = load_settings()
    assert settings.ws_heartbeat_interval == 30
    assert settings.ws_max_concurrent_connections == 1000
    assert settings.max_clarification_loops == 2
    assert settings.session_ttl_hours == 24
    assert settings.environment is Environment.DEVELOPMENT


def test_prefix_wins_over_plain_and_both_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("PORT=1\nTALKNSHOP_HTTP_TIMEOUT=7\n")
    assert (load_settings().port, load_settings().http_timeout) == (1, 7)
    monkeypatch.setenv("PORT", "2")
    assert load_settings().port == 2
    monkeypatch.setenv("TALKNSHOP_PORT", "3")
    assert load_settings().port == 3
    assert load_settings(port=4).port == 4
    assert load_settings(port=None).port == 3


def test_a_wrong_value_names_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "70000")
    monkeypatch.setenv("LOG_LEVEL", "LOUD")
    with pytest.raises(ConfigurationError, match=r"PORT: .*65535.*|LOG_LEVEL") as caught:
        load_settings()
    assert "LOG_LEVEL" in caught.value.message


@pytest.mark.parametrize(
    ("host", "public"),
    [("127.0.0.1", False), ("::1", False), ("localhost", False), ("0.0.0.0", True), ("a.b", True)],  # noqa: S104
)
def test_listens_publicly(host: str, *, public: bool) -> None:
    assert load_settings(host=host).listens_publicly() is public


def test_allowed_hosts_are_split(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example, b.example,")
    assert load_settings().allowed_hosts == ("a.example", "b.example")


def test_every_setting_is_documented() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


@pytest.mark.parametrize(
    ("given", "address"),
    [("http://a:8002/", "http://a:8002"), ("https://a.example/base", "https://a.example/base"),
     ("", None)],
)  # fmt: skip
def test_the_address_of_a_service(
    monkeypatch: pytest.MonkeyPatch, given: str, address: str | None
) -> None:
    monkeypatch.setenv("CATALOG_SERVICE_URL", given)
    assert load_settings().catalog_service_url == address


@pytest.mark.parametrize("given", ["a:8002", "ftp://a", "http://", "http://a?x=1", "/catalog"])
def test_what_is_no_address_of_a_service(given: str) -> None:
    with pytest.raises(ConfigurationError, match="looks like http://host:8002"):
        load_settings(catalog_service_url=given)


@pytest.mark.parametrize(
    ("given", "required"),
    [
        ({}, False),
        ({"environment": "production"}, True),
        ({"auth_required": True}, True),
        ({"environment": "production", "auth_required": False}, False),
        ({"service_token_required": True}, True),
        ({"environment": "production", "service_token_required": False}, False),
    ],
)
def test_service_tokens_are_asked_for_where_people_sign_in(
    given: dict[str, object], *, required: bool
) -> None:
    assert load_settings(**given).requires_service_token is required
