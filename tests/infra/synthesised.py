"""The templates of an installation."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aws_cdk.assertions import Template


@dataclass(frozen=True, slots=True)
class Synthesised:
    """The templates of an installation, by what the stacks are about."""

    folder: Path
    names: dict[str, str]

    def template(self, stack: str) -> dict[str, Any]:
        """The template as it is written."""
        return json.loads((self.folder / f"{self.names[stack]}.template.json").read_text())

    def assertions(self, stack: str) -> Template:
        """The template, to say things about."""
        return Template.from_json(self.template(stack))

    def of_type(self, stack: str, kind: str) -> list[dict[str, Any]]:
        """The properties of each resource of a type."""
        resources = self.template(stack)["Resources"].values()
        return [found["Properties"] for found in resources if found["Type"] == kind]
