"""Finding what a person has said, within their own conversations only."""

from collections.abc import Sequence

from talknshop.orchestrator.personal import PersonalData
from talknshop.orchestrator.run_repository import Run, RunRepository
from talknshop.schemas.session import SaidLine, SaidLines, SessionState

# Older conversations are not looked through, so that no search takes long.
_MOST_SESSIONS = 300
_LINE_CHARACTERS = 160
_BEFORE_CHARACTERS = 40


class SaidSearch:
    """Looks through the messages of a person's latest conversations."""

    def __init__(self, personal: PersonalData, runs: RunRepository) -> None:
        """Takes the conversations from ``personal`` and what was said from ``runs``."""
        self._personal = personal
        self._runs = runs

    async def find(self, user_id: str, query: str, *, limit: int) -> SaidLines:
        """The conversations with a message that has every word, last used first.

        Args:
            user_id: Whose conversations.
            query: Words, or parts of words, in any case and order.
            limit: At most so many conversations.
        """
        words = query.casefold().split()
        found: list[SaidLine] = []
        sessions = await self._personal.sessions(user_id) if words else []
        for session in sessions[:_MOST_SESSIONS]:
            if len(found) == limit:
                break
            runs = await self._runs.of_session(session.session_id)
            if (line := _latest_line(session, runs, words)) is not None:
                found.append(line)
        return SaidLines(matches=found)


def _latest_line(
    session: SessionState, runs: Sequence[Run], words: Sequence[str]
) -> SaidLine | None:
    taken_back = {run.replaces for run in runs}
    for run in sorted(runs, key=lambda run: run.created_at, reverse=True):
        line = line_with(run.message, words) if run.run_id not in taken_back else None
        if line is not None:
            return SaidLine(
                session_id=session.session_id,
                title=session.title,
                updated_at=session.updated_at,
                line=line,
                said_at=run.created_at,
            )
    return None


def line_with(message: str, words: Sequence[str]) -> str | None:
    """The part of a message around the first of the words; None unless it has every one.

    Args:
        message: What was said.
        words: In folded case.
    """
    text = " ".join(message.split())
    folded = text.casefold()
    places = [folded.find(word) for word in words]
    if not words or min(places) < 0:
        return None
    # Folding may lengthen a text a little, which moves the cut but never breaks it.
    start = max(0, min(min(places) - _BEFORE_CHARACTERS, len(text) - _LINE_CHARACTERS))
    end = start + _LINE_CHARACTERS
    return f"{'… ' if start else ''}{text[start:end].strip()}{' …' if end < len(text) else ''}"
