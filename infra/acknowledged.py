"""Findings of cdk-nag that are so on purpose, each with its reason."""

from collections.abc import Mapping

from aws_cdk import Stack


def acknowledge(stacks: Mapping[str, Stack]) -> None:
    """Tells cdk-nag what is so on purpose.

    Args:
        stacks: By what they are about.
    """
    del stacks
