"""What never reaches a log, and what must stay readable there."""

import io
import json
import logging
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from talknshop.core.redaction import CARD, redact, redact_text
from talknshop.core.tokens import Signer
from talknshop.testing.clock import ManualClock

OURS = Signer(["k" * 32], ManualClock()).sign("visitor", "vis_1", timedelta(days=1))
FOREIGN = f"{OURS}.a.b"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("card 4111111111111111", "card <card>"),
        ("card:4111 1111 1111 1111, thanks", "card:<card>, thanks"),
        ("5500-0000-0000-0004.", "<card>."),
        ("amex 3782 822463 10005", "amex <card>"),
        ("diners 30569309025904", "diners <card>"),
        ("6011 0009\u00a09013\u20139424", "<card>"),
        ("４１１１１１１１１１１１１１１１", "<card>"),
        ("old 4222222222222", "old <card>"),
        ("2 pieces, 2 4111 1111 1111 1111 2nd", "2 pieces, 2 <card> 2nd"),
        ("4111111111111111 5500000000000004 378282246310005", "<card> <card> <card>"),
        ("write to jane.doe+shop@mail.example.co.uk!", "write to <email>!"),
        ("müller@straße.example", "<email>"),
        ("<a@b.io>,c@d.org", "<<email>>,<email>"),
        ("ring +49 (0)170 123 45 67 please", "ring <phone> please"),
        ("+14155550123", "<phone>"),
        ("+44 20 7946 0958 1299.00", "<phone> 1299.00"),
        ("+44 20 7946 0958 4006381333931", "<phone> 4006381333931"),
        ("(415) 555-0123 or 415.555.0124", "<phone> or <phone>"),
        ("1-415-555-0123", "<phone>"),
        ("0170 1234567, 020 7946 0958, (030) 123456", "<phone>, <phone>, <phone>"),
        ("01 23 45 67 89", "<phone>"),
        ("call me at 4155550123", "call me at <phone>"),
        ("My number is 5550123", "My number is <phone>"),
        (f"resume {OURS} now", "resume <token> now"),
        (f"/ws/chat?session_token={OURS}&last_seq=3", "/ws/chat?session_token=<secret>&last_seq=3"),
        (f"jwe {FOREIGN}", "jwe <token>"),
        ("got Bearer abc.DEF-123/4=", "got Bearer <token>"),
        ("authorization: Basic dXNlcjpwYXNz", "authorization: <secret>"),
        (f"Authorization: Bearer {OURS}", "Authorization: <secret>"),
        ("Set-Cookie: talknshop_visitor=abc; Path=/\nHost: x", "Set-Cookie: <secret>\nHost: x"),
        ("redis://user:hunter2@cache:6379/0", "redis://<secret>@cache:6379/0"),
        ('{"password": "a b\'c", "n": 1}', '{"password": <secret>, "n": 1}'),
        (r"{\"api_key\": \"abc def\", \"n\": 1}", r"{\"api_key\": <secret>, \"n\": 1}"),
        ("X-Api-Key=abc client_secret='a b'", "X-Api-Key=<secret> client_secret=<secret>"),
        ('cut off password="hunt', "cut off password=<secret>"),
    ],
)  # fmt: skip
def test_masked(text: str, masked: str) -> None:
    assert redact_text(text) == masked
    assert redact_text(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "laptop under $1,299.00, was 1 299,00 € or +12.50, -20%",
        "250 000 to 1 250 000 JPY; 0.4111111111111111 of 4.5 stars; 1234567.89",
        "EAN 4006381333931, UPC 036000291452, GTIN 00012345678905, ISBN 978-3-16-148410-0",
        "ISBN 0-306-40615-2, ASIN B08N5WRWNW, model WH-1000XM5, part 0445110376, SKU 100-200-3000",
        "eBay item 256123456789, order 114-3941689-8772232, tracking 1Z999AA10123456784",
        "sess_4111111111111111 run_5f0c0f7e9a3b41d2 550e8400-e29b-41d4-a716-446655440000",
        "2026-01-02T12:00:00.123456Z 2026-01-02 12:00:00+01:00 01/02/2026 10:30 01.02.2026 1030",
        "1767355200 1767355200000 1767355200000000 1767355200000000000 20260102120000",
        "4111111111111112 is no card, nor is 1234 5678 9012 3456, nor part 4111111111111111AX",
        "192.168.100.200:8000 10.0.0.1 v1.2.3 pkg@1.2.3 user@localhost @mention a@b",
        "tokens 512, max_tokens=4096, token_count: 12, the secretary, keyboard key, passport",
        "https://shop.example/p/1?q=a&page=2 http://127.0.0.1:8000/api/v1/sessions/sess_1/events",
        "256 GB, 16 GB, 15.6 inch, 1920x1080, 2 x 500 g, mobile phone 8806094909999, call me 4",
        "eyJ short, a.b.c, C++11, 1+23456789",
        "",
    ],
)
def test_readable(text: str) -> None:
    assert redact_text(text) == text


SECRET_KEYS = (
    "password", "Authorization", "cookie", "set-cookie", "api_key", "apiKey", "X-Api-Key", "token",
    "session_token", "visitorToken", "client_secret", "SECRET_KEY", "private_key", "passwd",
    "password_hash", "credentials", "access-key",
)  # fmt: skip


@pytest.mark.parametrize("key", SECRET_KEYS)
@pytest.mark.parametrize("value", ["x", 7, ["x"], {"a": "x"}, b"x"])
def test_values_under_secret_keys(key: str, value: object) -> None:
    line: dict[str, Any] = {"event": "e", "headers": [{key: value}], key: value}
    assert redact(None, "", line) == {"event": "e", "headers": [{key: "<secret>"}], key: "<secret>"}


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("tokens", 512, 512),
        ("max_tokens", 4096, 4096),
        ("token_count", 3, 3),
        ("tokenizer", "porter", "porter"),
        ("monkey", "toy", "toy"),
        ("sort_key", "price", "price"),
        ("password", None, None),
        ("secret", True, True),
        ("price", 4111111111111111, 4111111111111111),
        ("email", "not one at all", "<email>"),
        ("cardNumber", 4111111111111112, "<card>"),
        ("phone", 4155550123, "<phone>"),
        ("phone_number", "4155550123", "<phone>"),
        ("phone", "Pixel 9", "Pixel 9"),
        ("message", "mail a@b.io", "mail <email>"),
        ("path", ("a@b.io", {1: {"a@b.io"}}), ["<email>", {1: ["<email>"]}]),
        ("by", {"a@b.io": 1}, {"<email>": 1}),
        ("raw", b"to a@b.io", "b'to <email>'"),
        ("error", ValueError("token=abc"), "ValueError('token=<secret>"),
    ],
)
def test_values_by_key(key: str, value: object, shown: object) -> None:
    (masked,) = redact(None, "", {key: value}).values()
    assert masked == shown or str(masked).startswith(str(shown))
    assert type(masked) is type(shown)


def test_depth_and_circles_end() -> None:
    circle: list[object] = ["a@b.io"]
    circle += [circle, circle]
    deep: object = "a@b.io"
    for _ in range(100):
        deep = [deep]
    line = redact(None, "", {"circle": circle, "deep": deep})
    assert line["circle"] == ["<email>", "<withheld>", "<withheld>"]
    assert "a@b" not in json.dumps(line)


class Unprintable:
    def __repr__(self) -> str:
        raise RuntimeError("token=abc")


def test_what_cannot_be_looked_through_is_withheld() -> None:
    line = redact(None, "", {"event": "e", "level": "info", "value": Unprintable()})
    assert line == {"event": "a log line could not be masked and was withheld", "level": "info"}


def test_logs_of_ours_and_of_libraries_are_masked() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.processors.format_exc_info],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                redact,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logger = logging.getLogger("talknshop.test_redaction")
    logger.propagate = False
    logger.handlers = [handler]
    refusal = ValueError("refused a@b.io")
    logger.error("sent %s to %s", "token=abc", "+14155550123", exc_info=refusal)
    line = json.loads(stream.getvalue())
    assert line["event"] == "sent token=<secret> to <phone>"
    assert line["exception"].endswith("ValueError: refused <email>")


def _luhn_complete(digits: str) -> str:
    total = sum(
        sum(divmod(int(digit) * (2 if place % 2 == 0 else 1), 10))
        for place, digit in enumerate(reversed(digits))
    )
    return digits + str(-total % 10)


@given(
    prefix=st.sampled_from(["4", "51", "55", "2221", "6011", "62", "3528", "6304"]),
    rest=st.text("0123456789", min_size=15, max_size=15),
    gap=st.sampled_from(["", " ", "-", " - "]),
    before=st.sampled_from(["", "card ", "2 ", "n=", "(", "12.50 "]),
    after=st.sampled_from(["", ".", ", 12/27", ")", "\n5"]),
)
def test_any_card_is_masked(prefix: str, rest: str, gap: str, before: str, after: str) -> None:
    card = _luhn_complete((prefix + rest)[:15])
    shown = gap.join(card[place : place + 4] for place in range(0, 16, 4))
    assert redact_text(f"{before}{shown}{after}") == f"{before}<card>{after}"


@given(st.decimals(0, 10**7, places=2), st.sampled_from(["$", "€ ", "USD ", "under "]))
def test_any_price_stays(amount: object, currency: str) -> None:
    for text in (f"{currency}{amount}", f"{currency}{amount:,}", f"{amount} {currency}"):
        assert redact_text(text) == text


MOMENTS = st.integers(0, 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(MOMENTS, st.integers(0, 10**12), st.uuids())
def test_any_time_and_id_stays(moment: object, number: int, identifier: object) -> None:
    text = f"{moment} {moment!r} run_{number:016x} {number} #{number}"
    assert redact_text(f"{number}") == f"{number}"
    assert redact_text(str(moment)) == str(moment)
    assert redact_text(f"id {identifier}") == f"id {identifier}"
    assert f"run_{number:016x}" in redact_text(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("id 48086534-8624-9594-9783-f4c5905d9063", True),
        ("48086534-8624-9594-9783-f4c5905d9063 and 4111 1111 1111 1111", False),
        ("pay 48086534-8624-9594", False),
        ("pay 48086534-8624-9594-97", False),
    ],
)
def test_an_id_is_no_card_and_hides_none(text: str, *, kept: bool) -> None:
    assert (CARD in redact_text(text)) is not kept
    assert ("9594" in redact_text(text)) == ("f4c5905d9063" in text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_it_never_raises_and_is_stable(line: dict[str, Any]) -> None:
    once = redact(None, "", line)
    assert repr(redact(None, "", once)) == repr(once)


@pytest.mark.parametrize(
    "piece",
    ["4", "4 ", "1-", "a", "a@", "a.", "a@b.", "eyJ", "eyJaaaaa.", "+1", "+1 ", "0", "01 ", "(",
     "bearer ", "token", 'token="', "token='", "cookie:", "://", "://a:", "call me ", "-", "\\",
     "415-555-", "A", "cookie: a=", "password=\\"],
)  # fmt: skip
def test_time_is_linear(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        best = float("inf")
        for _ in range(2):
            start = time.thread_time()
            redact_text(text)
            best = min(best, time.thread_time() - start)
        return best

    # Four times the text in sixteen times the time would be quadratic.
    assert seconds(16_000) < max(0.05, 10 * seconds(4_000))
