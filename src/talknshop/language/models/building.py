"""What a module of a provider gives: how its models are made, and how one is looked at."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from langchain_core.language_models.chat_models import BaseChatModel

from talknshop.core.settings import Settings
from talknshop.language.models.lifecycle import ModelState
from talknshop.language.providers import ModelChoice


@dataclass(frozen=True, slots=True)
class Built:
    """A chat model, and what ends its connections."""

    model: BaseChatModel
    close: Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Building:
    """How the models of a provider are made.

    Attributes:
        build: Makes a model with a temperature, or none; raises ``ConfigurationError``.
        look: Asks the vendor for the state of a model, without asking the model; raises what the
            vendor's package raises.
        closes_schemas: Whether schemas must be in the form of ``schemas.closed``.
        nests_limit: Whether the limit of tokens is one of Ollama's ``options``.
    """

    build: Callable[[ModelChoice, Settings, float | None], Built]
    look: Callable[[ModelChoice, Settings], Awaitable[ModelState]]
    closes_schemas: bool = False
    nests_limit: bool = False
