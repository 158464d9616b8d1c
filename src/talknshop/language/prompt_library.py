"""The prompts: one folder each in ``prompts/``, one file a version, never changed once released."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from talknshop.core.errors import ConfigurationError

PROMPTS = (
    "understand",
    "listing",
    "assess",
    "ask",
    "look_up",
    "media",
    "reply",
    "plan_documents",
    "answer_documents",
)
"""What a model is asked for; each has a prompt of its own."""

_FOLDER = files("talknshop.language") / "prompts"
_VERSION = re.compile(r"v\d{1,4}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One version of a prompt.

    Attributes:
        name: What is asked for.
        version: Which text, as ``v1``.
        system: The part that is the same for every call, examples included.
        secret: The part of it that no answer may repeat: all but the answers of its examples.
        max_tokens: How long an answer may be.
    """

    name: str
    version: str
    system: str
    secret: str
    max_tokens: int


def default_version(name: str) -> str:
    """The version in use where no experiment says otherwise."""
    return str(_toml("versions.toml")[name])


def versions_of(name: str) -> list[str]:
    """Every version there is, oldest first."""
    found = (entry.name.removesuffix(".toml") for entry in (_FOLDER / name).iterdir())
    return sorted((v for v in found if _VERSION.fullmatch(v)), key=lambda v: int(v[1:]))


@cache
def load_prompt(name: str, version: str) -> Prompt:
    """Reads a version of a prompt.

    Raises:
        ConfigurationError: There is no such prompt or version; the message names those there are.
    """
    if name not in PROMPTS:
        raise ConfigurationError(f"There is no prompt {name!r}. Choose from {', '.join(PROMPTS)}.")
    if version not in versions_of(name):
        known = ", ".join(versions_of(name))
        raise ConfigurationError(f"The prompt {name} has no version {version!r}. It has {known}.")
    data = _toml(f"{name}/{version}.toml")
    instructions = str(data["instructions"]).strip()
    examples: list[Mapping[str, str]] = data.get("examples", [])
    told = [f"Example.\n{e['given'].strip()}\nAnswer:\n{e['answer'].strip()}" for e in examples]
    return Prompt(
        name=name,
        version=version,
        system="\n\n".join([instructions, *told]),
        secret=instructions,
        max_tokens=int(data["max_tokens"]),
    )


def _toml(path: str) -> dict[str, Any]:
    source = _FOLDER
    for part in path.split("/"):
        source = source / part
    return tomllib.loads(source.read_text(encoding="utf-8"))
