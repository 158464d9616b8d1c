"""Findings of cdk-nag that are so on purpose, each with its reason, at its construct."""

from collections.abc import Iterable

from aws_cdk import Acknowledgment, Validations
from constructs import IConstruct

_PACK = "AwsSolutions::AwsSolutions-"


def acknowledge(scope: IConstruct, rule: str, reason: str, *, found: Iterable[str] = ()) -> None:
    """Tells cdk-nag that a finding below ``scope`` is so on purpose.

    Args:
        scope: The construct it is about.
        rule: Such as IAM5.
        reason: Why it is so.
        found: What exactly, for rules that tell it, such as ``Resource::*``.
    """
    ids = [f"{_PACK}{rule}[{one}]" for one in found] or [f"{_PACK}{rule}"]
    Validations.of(scope).acknowledge(*(Acknowledgment(id=one, reason=reason) for one in ids))
