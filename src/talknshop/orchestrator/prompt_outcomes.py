"""What a turn says of the prompts it was answered with."""

from talknshop.language.accounts import TurnAccount
from talknshop.language.outcomes import TurnOutcome
from talknshop.schemas.enums import Outcome

_TELLING = {Outcome.CLARIFICATION: TurnOutcome.CLARIFICATION, Outcome.FAILED: TurnOutcome.FAILED}


def outcomes_of(outcome: Outcome, *, refines: bool, account: TurnAccount) -> list[TurnOutcome]:
    """What to count of a turn.

    Args:
        outcome: How it ended.
        refines: Whether it changed a wish whose results were in view.
        account: Who answered it.
    """
    found = [TurnOutcome.TURN]
    if outcome in _TELLING:
        found.append(_TELLING[outcome])
    if refines:
        found.append(TurnOutcome.REFINEMENT)
    if account.missing:
        found.append(TurnOutcome.RULES)
    return found
