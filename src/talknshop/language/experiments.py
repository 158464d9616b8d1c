"""Which version of a prompt a person gets: the one in use, or one that is being tried.

A share of the people gets the other version, always the same people: who they are is told by a
digest of the user id and the prompt's name, so that nobody changes sides and experiments do not
overlap.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from talknshop.core.errors import ConfigurationError
from talknshop.language.prompt_library import Prompt, default_version, load_prompt

_WRITTEN = re.compile(r"(?P<prompt>[a-z_]+):(?P<version>v\d{1,4})=(?P<percent>\d{1,3})%?")
_PARTS = 10_000
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Experiment:
    """A version of a prompt for a share of the people, in percent."""

    prompt: str
    version: str
    percent: int


def parse_experiments(written: str) -> tuple[Experiment, ...]:
    """Reads ``reply:v2=20,understand:v2=10``.

    Raises:
        ConfigurationError: It is written otherwise, names what there is not, or gives a prompt to
            more than everybody.
    """
    found: list[Experiment] = []
    for part in filter(None, (part.strip() for part in written.split(","))):
        match = _WRITTEN.fullmatch(part)
        if match is None:
            raise ConfigurationError(
                f"LLM_EXPERIMENTS has {part!r}. Write PROMPT:VERSION=PERCENT, such as reply:v2=20."
            )
        load_prompt(match["prompt"], match["version"])
        found.append(Experiment(match["prompt"], match["version"], int(match["percent"])))
    for prompt in {one.prompt for one in found}:
        if sum(one.percent for one in found if one.prompt == prompt) > _WHOLE:
            raise ConfigurationError(
                f"LLM_EXPERIMENTS gives versions of {prompt} to more than 100 % of the people."
            )
    return tuple(found)


def assigned_version(prompt: str, user_id: str, experiments: Sequence[Experiment]) -> str:
    """The version of a prompt that a person gets; the same one every time."""
    digest = hashlib.blake2b(f"{prompt}\n{user_id}".encode(), digest_size=8).digest()
    place = int.from_bytes(digest, "big") % _PARTS
    upper = 0
    for experiment in experiments:
        if experiment.prompt == prompt:
            upper += experiment.percent * _PARTS // _WHOLE
            if place < upper:
                return experiment.version
    return default_version(prompt)


@dataclass(frozen=True, slots=True)
class PromptChoice:
    """Chooses the prompts of a person.

    Attributes:
        experiments: What is being tried.
        fixed: Versions for everybody, by prompt; they win.
    """

    experiments: tuple[Experiment, ...] = ()
    fixed: Mapping[str, str] | None = None

    def prompt(self, name: str, user_id: str | None) -> Prompt:
        """The prompt for a person; for nobody the one in use.

        Raises:
            ConfigurationError: ``fixed`` names what there is not.
        """
        version = (self.fixed or {}).get(name)
        if version is None:
            tried = () if user_id is None else self.experiments
            version = assigned_version(name, user_id or "", tried)
        return load_prompt(name, version)

    def variants(self, user_id: str) -> dict[str, str]:
        """What a person gets of the prompts that are being tried."""
        tried = sorted({one.prompt for one in self.experiments})
        return {name: assigned_version(name, user_id, self.experiments) for name in tried}
