"""What a model takes and refuses, as data (``capabilities.toml``)."""

import tomllib
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from typing import Any

from pydantic import BaseModel, ConfigDict


class ObjectsBy(StrEnum):
    """How a model is asked for an object."""

    SCHEMA = "schema"
    """The answer itself is held to a JSON Schema."""
    TOOL = "tool"
    """The object is the input of a tool that is offered or demanded."""


class CacheMark(StrEnum):
    """How the stable part of a prompt is marked for the vendor's cache."""

    NONE = "none"
    """There is no cache, or the vendor finds prefixes by itself."""
    CACHE_CONTROL = "cache_control"
    """A key of the text block, for Anthropic."""
    CACHE_POINT = "cache_point"
    """A block behind the text, for Bedrock."""


class Capabilities(BaseModel):
    """What is known of a model; the defaults are for one that nobody described.

    Attributes:
        temperature: Whether a temperature may be sent.
        forced_tools: Whether a tool may be demanded.
        objects: How an object is asked for.
        cache: How the stable part is marked.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    temperature: bool = True
    forced_tools: bool = True
    objects: ObjectsBy = ObjectsBy.TOOL
    cache: CacheMark = CacheMark.NONE


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    provider: str
    match: str
    temperature: bool | None = None
    forced_tools: bool | None = None
    objects: ObjectsBy | None = None
    cache: CacheMark | None = None

    def fits(self, provider: str, model: str) -> bool:
        return fnmatchcase(provider, self.provider) and fnmatchcase(model, self.match)


def capabilities_of(provider: str, model: str) -> Capabilities:
    """What a model of a provider takes and refuses; ``model`` is without the provider's name."""
    known: dict[str, Any] = {}
    for entry in _entries():
        if entry.fits(provider, model):
            known |= entry.model_dump(exclude={"provider", "match"}, exclude_none=True)
    return Capabilities(**known)


@cache
def _entries() -> tuple[_Entry, ...]:
    file = resources.files("talknshop.language.models").joinpath("capabilities.toml")
    return tuple(
        _Entry.model_validate(entry) for entry in tomllib.loads(file.read_text("utf-8"))["models"]
    )
