"""JSON Schemas in the forms that vendors hold an answer to."""

from collections.abc import Mapping
from typing import Any, cast

# What constrained decoding does not know; the answer is held against the whole schema afterwards.
_UNKNOWN_TO_CLAUDE = frozenset(
    {
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength",
        "maxLength", "pattern", "maxItems", "uniqueItems", "minProperties", "maxProperties",
        "title",
    }
)  # fmt: skip


def closed(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema as Claude takes it: objects admit no further keys, and no bounds of values."""
    return {
        key: _in_places(key, value)
        for key, value in {**schema, **_no_further_keys(schema)}.items()
        if key not in _UNKNOWN_TO_CLAUDE and not _is_large_minimum(key, value)
    }


def is_strict(schema: Mapping[str, Any]) -> bool:
    """Whether OpenAI's strict mode takes a schema: each object closed, with all keys required."""
    if schema.get("type") == "object":
        names = set(cast("Mapping[str, Any]", schema.get("properties", {})))
        if schema.get("additionalProperties") is not False:
            return False
        if set(schema.get("required", ())) != names:
            return False
    return all(is_strict(part) for part in _parts(schema))


def _no_further_keys(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"additionalProperties": False} if schema.get("type") == "object" else {}


def _is_large_minimum(key: str, value: object) -> bool:
    return key == "minItems" and isinstance(value, int) and value > 1


def _in_places(key: str, value: object) -> object:
    """Closes the schemas below a key; names of properties are not keys of a schema."""
    if key in {"properties", "$defs"} and isinstance(value, Mapping):
        named = cast("Mapping[str, Mapping[str, Any]]", value)
        return {name: closed(part) for name, part in named.items()}
    if key in {"anyOf", "allOf", "oneOf"} and isinstance(value, list):
        return [closed(part) for part in cast("list[Mapping[str, Any]]", value)]
    if key == "items" and isinstance(value, Mapping):
        return closed(cast("Mapping[str, Any]", value))
    return value


def _parts(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for key in ("properties", "$defs"):
        found += cast("Mapping[str, Mapping[str, Any]]", schema.get(key, {})).values()
    for key in ("anyOf", "allOf", "oneOf"):
        found += cast("list[Mapping[str, Any]]", schema.get(key, []))
    items = schema.get("items")
    return [*found, cast("Mapping[str, Any]", items)] if isinstance(items, Mapping) else found
