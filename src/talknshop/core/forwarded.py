"""What a reverse proxy passes on of a request and an answer; decided without I/O."""

from collections.abc import Iterable
from urllib.parse import unquote

from starlette.types import Scope

Headers = list[tuple[bytes, bytes]]

# RFC 9110, 7.6.1, and what older programs send in its place.
_HOP_BY_HOP = frozenset(
    {b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization",
     b"proxy-connection", b"te", b"trailer", b"transfer-encoding", b"upgrade"}
)  # fmt: skip
# This origin has checked Host and Origin, and answers Expect itself.
_OURS = frozenset({b"host", b"origin", b"expect", b"forwarded", b"x-real-ip"})
_VIA = b"1.1 talknshop"
# Nothing honest is encoded more often; each round costs a pass over the path.
_ROUNDS_OF_DECODING = 4


def leaves_root(path: str) -> bool:
    """Whether a path climbs above its root, also when its dots and slashes are encoded."""
    for _ in range(_ROUNDS_OF_DECODING):
        decoded = unquote(path)
        if decoded == path:
            break
        path = decoded
    else:
        return True
    depth = 0
    for segment in path.replace("\\", "/").split("/"):
        if segment == "..":
            depth -= 1
        elif segment not in {"", "."}:
            depth += 1
        if depth < 0:
            return True
    return False


def end_to_end(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """The headers that are not about one connection alone, with names in lower case."""
    named = [(name.lower(), value) for name, value in headers]
    listed = {
        option.strip().lower()
        for name, value in named
        if name == b"connection"
        for option in value.split(b",")
    }
    return [header for header in named if header[0] not in _HOP_BY_HOP | listed]


def came_through_here(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether a request was forwarded from this origin before: an address leads back to it."""
    return any(name == b"via" and _VIA in value for name, value in headers)


def forwarded_headers(scope: Scope, *, with_body: bool) -> Headers:
    """The headers of the request that goes on; where it came from is said by us alone.

    Args:
        scope: The request as it came.
        with_body: Whether a body goes with it.
    """
    given: Headers = scope["headers"]
    # A length beside chunks is a contradiction, and none is announced where nothing comes.
    drop_length = not with_body or any(name == b"transfer-encoding" for name, _ in given)
    headers = [
        (name, value)
        for name, value in end_to_end(given)
        if name not in _OURS
        and not name.startswith(b"x-forwarded-")
        and not (name == b"content-length" and drop_length)
    ]
    if scope.get("client"):
        headers.append((b"x-forwarded-for", scope["client"][0].encode()))
    return [
        *headers,
        (b"x-forwarded-host", dict(given).get(b"host", b"")),
        (b"x-forwarded-proto", scope["scheme"].encode()),
        (b"x-forwarded-prefix", scope["root_path"].encode()),
        (b"via", _VIA),
    ]
