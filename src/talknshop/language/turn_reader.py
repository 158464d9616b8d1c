"""Reading a message with a model: asked once a turn, remembered for every part that needs it."""

from collections.abc import Awaitable, Callable, Hashable
from typing import TypeVar, cast

from talknshop.language.accounts import current_account
from talknshop.language.base import Assessment, Dialogue, RequirementUpdate, Turn
from talknshop.language.experiments import PromptChoice
from talknshop.language.model_client import ModelClient
from talknshop.language.model_messages import known_of, new_mark, turn_message
from talknshop.language.model_outputs import Understanding
from talknshop.language.model_replies import secrets_of
from talknshop.language.prompt_library import Prompt
from talknshop.language.reply_words import PhraseIndex
from talknshop.language.structured import ask_for
from talknshop.language.understanding import Evidence, read_assessment, read_update
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.requirement import Requirement

Understood = tuple[Understanding, RequirementUpdate]

T = TypeVar("T")


class TurnReader:
    """Asks a model what a message says."""

    def __init__(
        self, client: ModelClient, prompts: PromptChoice, figures: tuple[PhraseIndex, ...]
    ) -> None:
        """Asks ``client``; ``figures`` are the numbers in words of every language."""
        self._client = client
        self._prompts = prompts
        self._figures = figures

    async def understood(self, turn: Turn, dialogue: Dialogue) -> Understood:
        """What the message says; asked once a turn, and once failed it stays so.

        Raises:
            ModelError: The model could not be used.
        """
        key = ("understood", turn.words, str(turn.image_attributes), _json(dialogue.requirement))
        return await _once(key, lambda: self._understand(turn, dialogue))

    async def _understand(self, turn: Turn, dialogue: Dialogue) -> Understood:
        prompt = self.prompt("understand")
        evidence = self.evidence(turn, dialogue, prompt)
        message = turn_message(turn, new_mark(), known_of(dialogue))
        found, update = await ask_for(
            self._client,
            prompt,
            message,
            Understanding,
            lambda found: (found, read_update(found, dialogue, evidence)),
        )
        account = current_account()
        if account is not None:
            changed = apply_operations(dialogue.requirement or Requirement(), update.operations)
            account.memory[_assessed(changed)] = read_assessment(found)
        return found, update

    def evidence(self, turn: Turn, dialogue: Dialogue, prompt: Prompt) -> Evidence:
        """What values that are read out of a turn must come from."""
        return Evidence(turn, dialogue, self._figures, secrets_of(prompt))

    def prompt(self, name: str) -> Prompt:
        """The prompt for whoever is talking."""
        account = current_account()
        return self._prompts.prompt(name, None if account is None else account.user_id)


def remembered_assessment(requirement: Requirement) -> Assessment | None:
    """How a requirement that was read in this turn was judged; None for any other."""
    account = current_account()
    known = None if account is None else account.memory.get(_assessed(requirement))
    return cast("Assessment | None", known)  # nothing else is remembered under such a key


async def _once(key: Hashable, ask: Callable[[], Awaitable[T]]) -> T:
    account = current_account()
    if account is None:
        return await ask()
    if key not in account.memory:
        try:
            account.memory[key] = await ask()
        except Exception as error:
            account.memory[key] = error
            raise
    known: T | Exception = account.memory[key]
    if isinstance(known, Exception):
        raise known
    return known


def _assessed(requirement: Requirement) -> Hashable:
    return ("assessed", _json(requirement))


def _json(requirement: Requirement | None) -> str:
    return "" if requirement is None else requirement.model_dump_json()
