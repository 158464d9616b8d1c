"""The products of one JSON document of any size, one by one."""

from collections.abc import Iterator
from typing import NamedTuple, cast

import ijson  # pyright: ignore[reportMissingTypeStubs]

from talknshop.catalog.feeds.rows import RefusedRow
from talknshop.catalog.feeds.source import FeedSource
from talknshop.core.errors import ValidationError

LONGEST_PRODUCT = 8_000_000
"""Characters and values of a product; a larger one is refused, so that memory stays bounded."""
DEEPEST = 50
"""How deeply a product may be nested."""

_LIST_KEYS = ("products", "items")
_LONGEST_TOKEN = 16 * 2**20
_DEEPEST_LOOKED_AT = 12

_Event = tuple[str, object]


class Numbered(NamedTuple):
    """A product as it stands in the document, and its place in the list, from 1."""

    number: int
    value: object


def read_document(source: FeedSource) -> Iterator[Numbered | RefusedRow]:
    """Reads the products of an array, or of the array ``products`` or ``items`` of an object.

    Raises:
        ValidationError: The document is no JSON, ends early, holds no such array, or cannot be
            read on.
    """
    guard = _Guard(source)
    walk = _Walk()
    try:
        for event, value in _events(guard):
            guard.quiet = 0
            found = walk.take(event, value)
            if found is not None:
                yield found
    except (ijson.JSONError, ValueError) as error:
        if guard.failed:
            raise guard.failed from None
        raise ValidationError(
            f"The file {source.name} is no usable JSON: after product {walk.number:,} it cannot "
            f"be read on ({_first_line(error)}). Get it again and retry."
        ) from error
    if not walk.found:
        raise ValidationError(
            f"The file {source.name} is JSON, but no list of products and nothing with a list "
            "'products' in it."
        )


def keys_of(head: bytes) -> frozenset[str]:
    """The keys that the beginning of a document or of JSON lines uses, as dotted paths.

    A step into an array is written ``[]``: ``products.[].id``. Empty when it is no JSON.
    """
    found: set[str] = set()
    path: list[str] = []
    try:
        for event, value in ijson.basic_parse(head, multiple_values=True, use_float=True):
            if event in {"start_map", "start_array"}:
                path.append("[]" if event == "start_array" else "")
                if event == "start_array":
                    found.add(_path(path))
            elif event in {"end_map", "end_array"}:
                path.pop()
            elif event == "map_key" and len(path) <= _DEEPEST_LOOKED_AT:
                path[-1] = str(value)
                found.add(_path(path))
    except (ijson.JSONError, ValueError):
        # The head ends in the middle of something; what was found is enough.
        return frozenset(found)
    return frozenset(found)


def _path(path: list[str]) -> str:
    return ".".join(path[:_DEEPEST_LOOKED_AT])


def _events(guard: "_Guard") -> Iterator[_Event]:
    # ijson is written without types; its basic events are pairs. Exact numbers are not asked for:
    # ijson 3.6 crashes the process on an integer of more digits than Python converts, while this
    # way it ends in an error; a price as a float is written as the shop wrote it.
    return cast("Iterator[_Event]", ijson.basic_parse(guard, use_float=True))


def _first_line(error: Exception) -> str:
    message = str(error).removeprefix("b'").removeprefix('b"').replace("\\n", "\n")
    return message.split("\n", 1)[0].strip()[:100]


class _Guard:
    """The document's bytes; gives up when they make no progress, as in a string of gigabytes."""

    def __init__(self, source: FeedSource) -> None:
        self._source = source
        self.quiet = 0
        self.failed: ValidationError | None = None

    def read(self, size: int) -> bytes:
        try:
            chunk = self._source.stream.read(size)
        except ValidationError as error:
            self.failed = error
            raise
        self.quiet += len(chunk)
        if self.quiet > _LONGEST_TOKEN:
            self.failed = ValidationError(
                f"The file {self._source.name} has a text of more than "
                f"{_LONGEST_TOKEN // 2**20} MB. No product has; nothing was changed."
            )
            raise self.failed
        return chunk


class _Walk:
    """Finds the array of products and builds one product after the other."""

    def __init__(self) -> None:
        self.number: int = 0
        self.found: bool = False
        self._depth: int = 0
        self._key: str = ""
        self._list_depth: int = -1
        self._building: _Product | None = None

    def take(self, event: str, value: object) -> Numbered | RefusedRow | None:
        """Takes an event; the product that ends with it, or what stands in the place of one."""
        building = self._building
        if building is not None:
            if not building.take(event, value):
                return None
            self._building = None
            return building.result(self.number)
        if self._depth != self._list_depth or event == "end_array":
            self._move(event, value)
            return None
        self.number += 1
        if event == "start_map":
            self._building = _Product()
            return None
        self._depth += event == "start_array"
        return RefusedRow(self.number, "row", "not an object")

    def _move(self, event: str, value: object) -> None:
        if event in {"start_map", "start_array"}:
            if event == "start_array" and self._is_list():
                self.found = True
                self._list_depth = self._depth + 1
            self._depth += 1
        elif event in {"end_map", "end_array"}:
            self._depth -= 1
            if self._depth < self._list_depth:
                self._list_depth = -1
        elif event == "map_key" and self._depth == 1:
            self._key = str(value)

    def _is_list(self) -> bool:
        return self._depth == 0 or (self._depth == 1 and self._key in _LIST_KEYS)


class _Product:
    """One product while it is built; what is too large or too deep is not kept."""

    def __init__(self) -> None:
        self._root: dict[str, object] = {}
        self._open: list[dict[str, object] | list[object]] = [self._root]
        self._keys: list[str] = [""]
        self._depth: int = 1
        self._size: int = 0
        self._problem: str | None = None

    def result(self, number: int) -> Numbered | RefusedRow:
        if self._problem:
            return RefusedRow(number, "row", self._problem)
        return Numbered(number, self._root)

    def take(self, event: str, value: object) -> bool:
        """Takes an event; whether the product ends with it."""
        if event == "map_key":
            self._size += len(str(value))
            if self._problem is None:
                self._keys[-1] = str(value)
            return False
        if event == "end_map" or event == "end_array":  # noqa: PLR1714 - faster than a set
            self._depth -= 1
            if self._problem is None:
                self._open.pop()
                self._keys.pop()
            return self._depth == 0
        self._begin(event, value)
        return False

    def _begin(self, event: str, value: object) -> None:
        starts = event == "start_map" or event == "start_array"  # noqa: PLR1714
        self._depth += starts
        self._size += len(value) if isinstance(value, str) else 1
        if self._size > LONGEST_PRODUCT or self._depth > DEEPEST:
            self._give_up()
        if self._problem is not None:
            return
        if not starts:
            self._add(value)
            return
        child: dict[str, object] | list[object] = {} if event == "start_map" else []
        self._add(child)
        self._open.append(child)
        self._keys.append("")

    def _give_up(self) -> None:
        if self._problem is None:
            self._problem = "nested too deeply" if self._depth > DEEPEST else "longer than 8 MB"
            self._open = []
            self._root = {}

    def _add(self, value: object) -> None:
        parent = self._open[-1]
        if isinstance(parent, dict):
            parent[self._keys[-1]] = value
        else:
            parent.append(value)
