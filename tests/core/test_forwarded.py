"""What a reverse proxy passes on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Scope

from talknshop.core.forwarded import (
    came_through_here,
    end_to_end,
    forwarded_headers,
    leaves_root,
)


@pytest.mark.parametrize(
    "path",
    ["/..", "/../x", "/a/../../x", "/..%2fx", "/%2e%2e/x", "/a%2f..%2f..%2fx", "/%252e%252e/x",
     "/..%5cx", "/.%2e/x", "/./../x", "//../x", "/a/..%2f%2e%2e%2fx", "/%" + "25" * 9 + "2e"],
)  # fmt: skip
def test_paths_that_climb_out(path: str) -> None:
    assert leaves_root(path)


@pytest.mark.parametrize(
    "path", ["/", "", "/a", "/a/..", "/a/..%2fb", "/a..b", "/...", "/%2e", "/a%2520b", "/%zz/%"]
)
def test_paths_that_stay(path: str) -> None:
    assert not leaves_root(path)


@given(st.lists(st.sampled_from(["a", "..", ".", "%2e%2e", "..%2f", "%2f", "\\", "%5c"])))
def test_a_path_that_stays_never_walks_above_its_root(segments: list[str]) -> None:
    path = "/" + "/".join(segments)
    plain = path.replace("%2e", ".").replace("%2f", "/").replace("%5c", "/").replace("\\", "/")
    place, lowest = 0, 0
    for segment in plain.split("/"):
        place += {"": 0, ".": 0, "..": -1}.get(segment, 1)
        lowest = min(lowest, place)
    assert leaves_root(path) is (lowest < 0)


def test_what_is_about_one_connection_stays() -> None:
    headers = [
        (b"Connection", b"X-Mine, close"), (b"X-Mine", b"1"), (b"Transfer-Encoding", b"chunked"),
        (b"Keep-Alive", b"5"), (b"TE", b"trailers"), (b"Upgrade", b"h2c"), (b"Accept", b"*/*"),
        (b"Proxy-Authorization", b"x"), (b"Trailer", b"x"), (b"ETag", b"1"),
    ]  # fmt: skip
    assert end_to_end(headers) == [(b"accept", b"*/*"), (b"etag", b"1")]


def scope(*headers: tuple[bytes, bytes]) -> Scope:
    return {
        "type": "http",
        "headers": list(headers),
        "client": ("10.0.0.7", 1234),
        "scheme": "https",
        "root_path": "/catalog",
    }


def test_where_a_request_came_from_is_said_by_us_alone() -> None:
    forged = [
        (b"x-forwarded-for", b"1.2.3.4"), (b"x-forwarded-proto", b"http"),
        (b"x-forwarded-host", b"evil.example"), (b"x-forwarded-prefix", b"/x"),
        (b"x-forwarded-user", b"admin"), (b"forwarded", b"for=1.2.3.4"), (b"x-real-ip", b"1.2.3.4"),
        (b"host", b"shop.example"), (b"origin", b"https://shop.example"),
    ]  # fmt: skip
    assert forwarded_headers(scope(*forged), with_body=False) == [
        (b"x-forwarded-for", b"10.0.0.7"),
        (b"x-forwarded-host", b"shop.example"),
        (b"x-forwarded-proto", b"https"),
        (b"x-forwarded-prefix", b"/catalog"),
        (b"via", b"1.1 talknshop"),
    ]


@pytest.mark.parametrize(
    ("headers", "with_body", "kept"),
    [
        ([(b"content-length", b"5")], True, True),
        ([(b"content-length", b"0")], False, False),
        ([(b"content-length", b"5"), (b"transfer-encoding", b"chunked")], True, False),
    ],
)
def test_the_length_goes_along_only_where_it_is_true(
    headers: list[tuple[bytes, bytes]], *, with_body: bool, kept: bool
) -> None:
    names = {name for name, _ in forwarded_headers(scope(*headers), with_body=with_body)}
    assert (b"content-length" in names) is kept


def test_a_request_that_came_through_here_is_known_again() -> None:
    once = forwarded_headers(scope((b"via", b"1.1 elsewhere")), with_body=False)
    assert came_through_here(once)
    assert not came_through_here([(b"via", b"1.1 elsewhere"), (b"x", b"1.1 talknshop")])
