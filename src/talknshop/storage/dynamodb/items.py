"""Items as DynamoDB takes them: attributes with the names of their types."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from typing import Any, TypeAlias

Attribute: TypeAlias = dict[str, Any]
"""A value under the name of its type, such as ``{"S": "text"}``."""
Item: TypeAlias = dict[str, Attribute]
"""Attributes by name."""


def text(value: str) -> Attribute:
    """A text."""
    return {"S": value}


def number(value: float) -> Attribute:
    """A number; digits are kept as Python writes them."""
    return {"N": repr(value)}


def binary(value: bytes) -> Attribute:
    """Bytes."""
    return {"B": value}


def key_of(partition: str, sort: str) -> Item:
    """The key of an item of ours."""
    return {"pk": text(partition), "sk": text(sort)}


def bare_key(item: Item) -> Item:
    """The key alone of an item of ours."""
    return {"pk": item["pk"], "sk": item["sk"]}


def text_of(item: Item, name: str) -> str | None:
    """A text of an item; None where it has none."""
    found = item.get(name)
    return None if found is None else str(found["S"])


def float_of(item: Item, name: str) -> float | None:
    """A number of an item; None where it has none."""
    found = item.get(name)
    return None if found is None else float(found["N"])


def int_of(item: Item, name: str, default: int = 0) -> int:
    """A whole number of an item."""
    found = item.get(name)
    return default if found is None else int(float(found["N"]))


def assigning(present: Item, absent: Iterable[str] = ()) -> tuple[str, dict[str, str], Item]:
    """An update expression that sets ``present`` and takes away ``absent``.

    Returns:
        The expression, its names and its values: each attribute's name behind ``#`` and ``:``.
    """
    gone = [name for name in absent if name not in present]
    expression = "SET " + ", ".join(f"#{name} = :{name}" for name in present)
    if gone:
        expression += " REMOVE " + ", ".join(f"#{name}" for name in gone)
    names = {f"#{name}": name for name in (*present, *gone)}
    return expression, names, {f":{name}": value for name, value in present.items()}


async def by_hundreds(keys: AsyncGenerator[Item], most: int) -> AsyncGenerator[list[Item]]:
    """Keys in the order they come, at most a hundred at once, or ``most``."""
    most = max(1, min(100, most))
    some: list[Item] = []
    async with aclosing(keys):
        async for key in keys:
            some.append(key)
            if len(some) == most:
                yield some
                some = []
    if some:
        yield some
