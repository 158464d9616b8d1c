"""What must be there on AWS before servers start: tables, queues, buckets, behind one port."""

from typing import Protocol


class AwsResource(Protocol):
    """Something that is made once in an account."""

    @property
    def kind(self) -> str:
        """``table``, ``queue`` or ``bucket``."""
        ...

    @property
    def name(self) -> str:
        """Its name in the account."""
        ...

    async def exists(self) -> bool:
        """Whether it is there.

        Raises:
            TalknShopError: The service refused or did not answer.
        """
        ...

    async def create(self) -> None:
        """Makes it, or completes it; waits until it can be used.

        Raises:
            TalknShopError: The service refused or did not answer.
        """
        ...

    async def differences(self) -> list[str]:
        """What of it is not as described, each with what to do; empty where nothing is.

        Raises:
            TalknShopError: The service refused or did not answer.
        """
        ...
