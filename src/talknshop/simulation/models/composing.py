"""What the simulated model says: by script, else an echo or the least object of the schema."""

import json
import re
from collections.abc import Mapping
from typing import Any

from talknshop.simulation.answers import texts
from talknshop.simulation.models.asked import Answer, Asked, Usage, fields, objects
from talknshop.simulation.models.script import ModelFault, Reply

_CHARACTERS_OF_A_TOKEN = 4
_FEWEST_CACHED_TOKENS = 64
_PIECE = re.compile(r"\s*\S{1,12}")
_LONGEST_ECHO = 400
_DEEPEST = 8
_ENDLESS_TOKENS = 10_000

_REFUSAL = "I can't help with that."
_OWN_FIGURE = " It costs only $123.45, 17 are left: see https://deals.example/123."


class Composer:
    """Composes answers, and remembers which prompts the cache has seen."""

    def __init__(self) -> None:
        """Starts with an empty cache."""
        self._seen: set[str] = set()

    def answer(self, asked: Asked, reply: Reply) -> Answer:
        """What the model says to a request, with the faults that are in its words."""
        text = _said(asked, reply)
        tool = asked.tool if asked.schema is not None else None
        stop = "tool" if tool else "stop"
        match reply.fault:
            case ModelFault.REFUSED:
                text, tool, stop = _REFUSAL, None, "refusal"
            case ModelFault.EMPTY:
                text, tool, stop = "", None, "stop"
            case ModelFault.TRUNCATED:
                text, stop = text[: len(text) // 2], "length"
            case ModelFault.MALFORMED:
                text = text[: max(1, len(text) // 2)]
            case _:
                pass
        usage = Usage(
            read=_tokens(asked.everything),
            written=_tokens(text),
            cached=self._cached(asked),
            is_told=not reply.untold_usage,
        )
        return Answer(tuple(_PIECE.findall(text)) if text.strip() else (), tool, stop, usage)

    def _cached(self, asked: Asked) -> int:
        tokens = _tokens(asked.system)
        if not asked.is_marked or tokens < _FEWEST_CACHED_TOKENS:
            return 0
        known = asked.system in self._seen
        self._seen.add(asked.system)
        return tokens if known else 0


def _said(asked: Asked, reply: Reply) -> str:
    if reply.fault is ModelFault.WRONG_SCHEMA:
        return json.dumps({"thoughts": ["about something else"], "result": None})
    if reply.fault is ModelFault.PROMPT_LEAK:
        return asked.system
    if reply.fault is ModelFault.ENDLESS:
        return "word " * _ENDLESS_TOKENS
    text = _words(asked, reply)
    return text + _OWN_FIGURE if reply.fault is ModelFault.OWN_FIGURE else text


def _words(asked: Asked, reply: Reply) -> str:
    if reply.object is not None:
        return json.dumps(reply.object)
    if reply.text is not None:
        return reply.text
    if asked.schema is not None:
        return json.dumps(least(asked.schema, asked.schema))
    return f"You said: {asked.last[:_LONGEST_ECHO]}"


def least(schema: Mapping[str, Any], root: Mapping[str, Any], depth: int = 0) -> object:
    """The smallest value that a JSON Schema admits, as far as types and choices tell.

    Args:
        schema: The schema, or a part of it.
        root: The whole, in which references are looked up.
        depth: How deep the part lies; an object that holds itself ends somewhere.
    """
    if depth > _DEEPEST:
        return None
    for fixed in ("const", "default"):
        if fixed in schema:
            return schema[fixed]
    if "enum" in schema:
        return schema["enum"][0]
    part = _referred(schema, root)
    return _of_type(schema, root, depth) if part is None else least(part, root, depth + 1)


def _referred(schema: Mapping[str, Any], root: Mapping[str, Any]) -> dict[str, Any] | None:
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return fields(fields(root.get("$defs")).get(name))
    choices = objects(schema.get("anyOf") or schema.get("oneOf"))
    return choices[-1] if choices else None


def _of_type(schema: Mapping[str, Any], root: Mapping[str, Any], depth: int) -> object:
    kind: object = schema.get("type")
    kinds = texts(kind) or [str(kind)]
    match kinds[0]:
        case "object":
            properties = fields(schema.get("properties"))
            required = texts(schema.get("required"))
            return {name: least(fields(properties.get(name)), root, depth + 1) for name in required}
        case "array":
            least_items = int(schema.get("minItems", 0))
            return [least(fields(schema.get("items")), root, depth + 1) for _ in range(least_items)]
        case "string":
            return "-" * int(schema.get("minLength", 0))
        case "integer" | "number":
            return schema.get("minimum", 0)
        case "boolean":
            return False
        case _:
            return None


def _tokens(text: str) -> int:
    return -(-len(text) // _CHARACTERS_OF_A_TOKEN)
