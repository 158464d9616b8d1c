"""Which process this is, and whether another one of this machine still lives."""

import os
import platform
import secrets
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class ProcessId:
    """Names a process for as long as anybody remembers it.

    A process number alone is used again after a while, and is always 1 in a container; the nonce
    tells this life from an earlier one.
    """

    host: str
    pid: int
    nonce: str

    @classmethod
    def of_this_process(cls) -> Self:
        """A new name for this process."""
        return cls(platform.node(), os.getpid(), secrets.token_hex(4))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads what ``str`` wrote.

        Raises:
            ValueError: It is no name of a process.
        """
        host, pid, nonce = text.rsplit(":", 2)
        return cls(host, int(pid), nonce)

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}:{self.nonce}"

    def is_known_dead(self, other: "ProcessId") -> bool:
        """Whether ``other`` certainly lives no more; of another machine that is never certain."""
        if other.host != self.host or other == self:
            return False
        if other.pid == self.pid:
            return True
        try:
            os.kill(other.pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return False
