"""The commands as a person types them."""

import gzip
import io
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from talknshop.cli.main import app, main
from talknshop.cli.serving import listen
from talknshop.cli.terminal import socket_url
from talknshop.cli.transcript import Transcript, price_text
from talknshop.core.errors import ConfigurationError, TalknShopError, ValidationError
from talknshop.core.settings import load_settings
from talknshop.demo.feed import bundled_feed
from talknshop.language.phrasebook import phrasebook_of
from talknshop.schemas.enums import Outcome, WorkflowStage
from talknshop.schemas.events import SERVER_EVENT, ServerEvent
from talknshop.schemas.requirement import Operation, OperationName, RequirementSpec
from talknshop.schemas.search import Excluded, Relaxation
from talknshop.testing.catalog import make_product

ENVELOPE = {"timestamp": "2026-01-02T03:04:05Z", "session_id": "s", "seq": 1, "run_id": "r"}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_without_a_command_there_is_help() -> None:
    result = run("--help")
    for command in ("up", "serve", "chat", "catalog", "eval", "doctor", "settings"):
        assert command in result.output


def test_settings_lists_each_with_its_default() -> None:
    result = run("settings")
    assert "#PORT=8000" in result.output
    assert "#CATALOG_SERVICE_URL=\n" in result.output


def test_doctor_before_and_after_the_first_start(tmp_path: Path) -> None:
    before = run("doctor", "--data", str(tmp_path / "new"))
    assert "will be made at the first start" in before.output
    assert "photos are understood" in before.output
    run("catalog", "import", str(bundled_feed()), "--feed", "mine", "--data", str(tmp_path))
    after = run("doctor", "--data", str(tmp_path))
    assert "mine (" in after.output


def test_doctor_knows_a_catalogue_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CATALOG_SERVICE_URL", "http://a:8002")
    assert "http://a:8002 is asked" in run("doctor", "--data", str(tmp_path)).output


def test_doctor_says_which_encoder_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for provider, found in [
        ("", "ok  embeddings   light encoder"),
        ("none", "--  embeddings   no encoder"),
        ("sentence-transformers", "!!  embeddings   EMBEDDING_PROVIDER is sentence-transformers"),
    ]:
        monkeypatch.setenv("EMBEDDING_PROVIDER", provider)
        if not provider:
            monkeypatch.delenv("EMBEDDING_PROVIDER")
        assert found in run("doctor").output


def test_doctor_finds_what_is_broken(tmp_path: Path) -> None:
    (tmp_path / "catalog.db").write_bytes(b"not a database " * 500)
    result = run("doctor", "--data", str(tmp_path))
    assert result.exit_code == 1
    assert "!!  catalogue" in result.output
    assert "is damaged or not ours" in result.output


def test_import_reports_what_came_in_and_what_did_not(tmp_path: Path) -> None:
    feed = tmp_path / "feed.tsv.gz"
    rows = [
        "id\ttitle\tlink\tprice\tgtin",
        "1\tRed lamp\thttps://shop.example/1\t10.00 USD\t",
        "2\tBlue lamp\thttps://shop.example/2\t12.00 USD\t4006381333930",
        "3\tNo address\tnowhere\t12.00 USD\t",
        "1\tRed lamp again\thttps://shop.example/1\t11.00 USD\t",
    ]
    feed.write_bytes(gzip.compress("\n".join(rows).encode()))
    result = run("catalog", "import", str(feed), "--feed", "lamps", "--data", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert "Imported 2 products into feed 'lamps'" in result.output
    assert "1 row repeated an id" in result.output
    assert "without gtin" in result.output
    assert "line 4: link" in result.output


def test_half_a_feed_changes_nothing(tmp_path: Path) -> None:
    whole = gzip.compress(bundled_feed().read_bytes())
    feed = tmp_path / "feed.tsv.gz"
    feed.write_bytes(whole[: len(whole) // 2])
    result = run("catalog", "import", str(feed), "--feed", "torn", "--data", str(tmp_path))
    assert isinstance(result.exception, TalknShopError)
    assert "torn" not in run("doctor", "--data", str(tmp_path)).output


@pytest.mark.socket
def test_a_taken_port_and_a_public_address_are_refused_in_words(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path)
    with listen(settings, 0, instead="-") as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=rf"Port {port} is taken.*PORT={port + 1}"):
            listen(settings, port, instead="make run PORT={port}")
    with pytest.raises(ConfigurationError, match="Set AUTH_REQUIRED=true"):
        listen(load_settings(host="0.0.0.0"), 0, instead="-")  # noqa: S104


@pytest.mark.parametrize(
    ("url", "session", "expected"),
    [
        ("http://localhost:8000", None, "ws://localhost:8000/ws/chat?user_id=me"),
        ("https://a.example/shop/", "s1", "wss://a.example/shop/ws/chat?user_id=me&session_id=s1"),
    ],
)
def test_where_the_socket_is(url: str, session: str | None, expected: str) -> None:
    assert socket_url(url, "me", session) == expected


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://x", "", "http://"])
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(ValidationError, match="is no address of a server"):
        socket_url(url, "me", None)


def test_a_failure_of_ours_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["chat", "--url", "nowhere", "--once", "hi"])
    assert caught.value.code == 1
    assert capsys.readouterr().err == (
        "'nowhere' is no address of a server; it looks like http://host:8000.\n"
    )


def event(kind: str, **data: object) -> ServerEvent:
    return SERVER_EVENT.validate_python({**ENVELOPE, "type": kind, "data": data})


@pytest.fixture
def printed() -> tuple[Transcript, io.StringIO]:
    text = io.StringIO()
    return Transcript(Console(file=text, width=100, highlight=False)), text


def test_questions_are_numbered_and_a_number_answers(
    printed: tuple[Transcript, io.StringIO],
) -> None:
    transcript, text = printed
    transcript.show(
        event(
            "clarification",
            question="Which [size]?",
            context="Just one.",
            suggestions=["small", "big"],
            slot="size",
            round=1,
        )
    )
    assert "Just one." in text.getvalue()
    assert "Which [size]?" in text.getvalue()
    assert "  2. big" in text.getvalue()
    assert (transcript.choice("2"), transcript.choice("3")) == ("big", "3")


def test_results_tokens_errors_and_the_end(printed: tuple[Transcript, io.StringIO]) -> None:
    transcript, text = printed
    products = [make_product(1, price=1234.5), make_product(2, price=None, title="[b]odd")]
    relaxed = Relaxation(
        label="Up to $1,100: 7 more",
        operations=[Operation(op=OperationName.SET, slot="price_max", value=1100)],
        adds=7,
    )
    transcript.show(
        event(
            "results",
            products=[product.model_dump() for product in products],
            total_count=2,
            requirement_spec=RequirementSpec(product_type="lamp").model_dump(),
            excluded=[Excluded(reason="price_unknown", slot="price_max", count=4).model_dump()],
            relaxations=[relaxed.model_dump()],
        )
    )
    transcript.show(
        event("progress", step="search_complete", message="Found 2", stage=WorkflowStage.SEARCHING)
    )
    transcript.show(event("progress", step="route", message="hidden", stage=WorkflowStage.INITIAL))
    transcript.show(
        event("token", content="Hello", token="Hello", message_id="m", is_complete=True)
    )
    transcript.show(
        event("error", error="Oh.", message="Oh.", code="internal_error", severity="high")
    )
    transcript.show(event("done", message="Bye.", outcome=Outcome.RESULTS, session_id="s"))
    transcript.show(event("thinking", message="hidden"))
    shown = text.getvalue()
    for expected in ("$1,234.50", "not stated", "[b]odd", "Found 2", "Hello", "Oh.", "Bye.",
                     "Left out: 4 without a stated price", "1. Up to $1,100: 7 more"):  # fmt: skip
        assert expected in shown
    assert "hidden" not in shown


def test_prices_with_their_currency() -> None:
    euro = make_product(1, price=9.9).model_copy(update={"currency": "EUR"})
    yen = make_product(1, price=1000).model_copy(update={"currency": "JPY"})
    english, german = phrasebook_of("en"), phrasebook_of("de")
    assert [price_text(euro, english), price_text(yen, english)] == ["€9.90", "¥1,000"]
    assert price_text(euro, german) == "9,90\N{NO-BREAK SPACE}€"


def test_tables_in_another_language() -> None:
    text = io.StringIO()
    transcript = Transcript(Console(file=text, width=160, highlight=False), phrasebook_of("de"))
    product = make_product(1, price=1234.5)
    rows = [
        {"name": "condition", "unit": None, "values": ["like_new", None]},
        {"name": "color", "unit": None, "values": ["Black / Navy", "Mauve-ish"]},
        {"name": "foldable", "unit": None, "values": ["yes", "no"]},
        {"name": "brand", "unit": None, "values": ["Silver", "Cassia"]},
        {"name": "weight", "unit": "kg", "values": [1.5, 2]},
    ]
    shared: dict[str, object] = {"differs": True, "best": []}
    two = [product.model_dump(), make_product(2).model_dump()]
    transcript.show(event("comparison", products=two, rows=[row | shared for row in rows]))
    transcript.show(
        event(
            "results",
            products=[product.model_dump()],
            total_count=1,
            requirement_spec=RequirementSpec(product_type="lamp").model_dump(),
            excluded=[Excluded(reason="brand", slot="brands", count=4).model_dump()],
            criteria={"price_weight": 1.0},
        )
    )
    shown = text.getvalue()
    for expected in ("Zustand", "Wie neu", "schwarz / marineblau", "Mauve-ish", "Ja", "Nein",
                     "Silver", "1,5 kg", "Preis", "Produkt", "Ausgelassen: 4",
                     "Preis zählt am meisten"):  # fmt: skip
        assert expected.casefold() in shown.casefold()
