"""The settings of what language models may take."""

from decimal import Decimal
from typing import ClassVar

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ModelSettings(BaseSettings):
    """Part of ``core.settings.Settings``: limits and experiments of language models."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(use_attribute_docstrings=True)

    llm_decision_seconds: float = Field(default=8.0, gt=0)
    """Seconds a model may take for a decision, a repair included; after that the rules decide."""
    llm_reply_seconds: float = Field(default=30.0, gt=0)
    """Seconds a whole reply may take; after that the rules compose it."""
    llm_turn_tokens: int | None = Field(default=None, ge=1)
    """Tokens that models may take for one turn; unset has no limit, here and below."""
    llm_session_tokens: int | None = Field(default=None, ge=1)
    """Tokens for one conversation."""
    llm_user_tokens: int | None = Field(default=None, ge=1)
    """Tokens for one person a day (UTC)."""
    llm_day_tokens: int | None = Field(default=None, ge=1)
    """Tokens for everybody a day (UTC)."""
    llm_turn_cost: Decimal | None = Field(default=None, gt=0)
    """US dollars for one turn, where the model's price is known."""
    llm_session_cost: Decimal | None = Field(default=None, gt=0)
    """US dollars for one conversation."""
    llm_user_cost: Decimal | None = Field(default=None, gt=0)
    """US dollars for one person a day (UTC)."""
    llm_day_cost: Decimal | None = Field(default=None, gt=0)
    """US dollars for everybody a day (UTC)."""
    llm_experiments: str = ""
    """Versions of prompts for a share of the people, such as reply:v2=20; comma-separated."""
