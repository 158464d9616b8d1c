"""The chat models that are set, looked at: what ``talknshop doctor`` says of them."""

import asyncio

from talknshop.cli.findings import Finding, Mark
from talknshop.core.clock import SystemClock
from talknshop.core.errors import ConfigurationError
from talknshop.core.settings import Settings
from talknshop.language.providers import chosen_models

_NO_MODEL = (
    "LLM_MODEL is not set: replies are composed from rules, free-form questions get a plain answer"
)


def examine_models(settings: Settings) -> list[Finding]:
    """Asks the vendor of each model that is set whether it can be asked, and for how long."""
    try:
        if not chosen_models(settings):
            return [Finding(Mark.ABSENT, "model", _NO_MODEL)]
        # Imported here because it takes LangChain along.
        from talknshop.language.models.lifecycle import (  # noqa: PLC0415
            Standing,
            look_at_models,
        )

        reports = asyncio.run(look_at_models(settings, SystemClock().now()))
    except ConfigurationError as error:
        return [Finding(Mark.BROKEN, "model", error.message)]
    marks = {Standing.READY: Mark.OK}
    return [
        Finding(marks.get(report.standing, Mark.BROKEN), "model", report.message)
        for report in reports
    ]
