"""Events in messages that API Gateway takes."""

import json
from typing import Any

import pytest

from talknshop.orchestrator.gateway.pages import LARGEST_BYTES, pages_of


def event(kind: str, data: dict[str, Any], *, seq: int | None = 7) -> str:
    return json.dumps({"type": kind, "data": data, "session_id": "s1", "seq": seq})


def product(number: int, letters: int = 2000) -> dict[str, object]:
    return {"product_id": f"p{number}", "title": "ü" * (letters // 2)}


def paged(text: str) -> list[dict[str, Any]]:
    pages = list(pages_of(text))
    assert all(len(page.encode()) <= LARGEST_BYTES for page in pages)
    return [json.loads(page) for page in pages]


def test_what_fits_goes_as_it_is() -> None:
    text = event("token", {"content": "x" * 30_000})
    assert list(pages_of(text)) == [text]


@pytest.mark.parametrize("count", [14, 30, 100])
def test_results_go_in_pages_that_lose_nothing(count: int) -> None:
    products = [product(n) for n in range(count)]
    first, *others = paged(event("results", {"products": products, "total_count": count}))
    assert (first["type"], first["seq"], first["data"]["total_count"]) == ("results", 7, count)
    got = first["data"]["products"]
    for page in others:
        assert (page["type"], page["seq"], page["data"]["seq"]) == ("results_page", None, 7)
        assert page["data"]["offset"] == len(got)
        got += page["data"]["products"]
    assert got == products


@pytest.mark.parametrize(
    "text",
    [
        event("answer", {"text": "y" * 40_000}),
        event("results", {"products": [product(1), product(2, 50_000), product(3)]}),
        event("results", {"products": [], "relaxations": ["z" * 40_000]}),
    ],
)
def test_what_fits_nowhere_says_where_it_is(text: str) -> None:
    [told] = paged(text)
    assert (told["type"], told["seq"]) == ("error", 7)
    assert "/api/v1/sessions/s1/events?after=6&limit=1" in told["data"]["error"]
