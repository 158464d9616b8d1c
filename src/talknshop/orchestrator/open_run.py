"""The mark of a run that has not ended, by which whoever looks for work finds it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class OpenRun:
    """Says that there is an open run, or is about to be."""

    session_id: str
    run_id: str
    owner: str
    announced_at: datetime

    @staticmethod
    def prefix(session_id: str) -> str:
        """What the keys of a session's marks begin with."""
        return f"{session_id}#"

    @property
    def sort(self) -> str:
        """The key under which it is kept."""
        return self.prefix(self.session_id) + self.run_id

    def value(self) -> dict[str, Any]:
        """As plain JSON."""
        return {**asdict(self), "announced_at": self.announced_at.isoformat()}

    @classmethod
    def of(cls, value: dict[str, Any]) -> Self:
        """Reads what ``value`` wrote."""
        announced_at = datetime.fromisoformat(value["announced_at"])
        return cls(value["session_id"], value["run_id"], value["owner"], announced_at)
