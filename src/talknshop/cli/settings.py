"""``talknshop settings``: every setting with its meaning."""

from pathlib import Path

import typer

from talknshop.core.settings import Settings


def settings() -> None:
    """List every setting, its default and its meaning, in the form of an env file."""
    typer.echo(env_example(), nl=False)


def env_example() -> str:
    """The text of ``env.example``: every setting, commented out, at its default."""
    lines = [
        "# Every setting of TalknShop at its default. Copy to .env and change what you need.",
        "# Each is also accepted with the prefix TALKNSHOP_.",
    ]
    for name, field in Settings.model_fields.items():
        lines += ["", f"# {field.description}", f"#{name.upper()}={_text(field.default)}"]
    return "\n".join(lines) + "\n"


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case tuple():
            return ",".join(str(part) for part in value)  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
        case Path():
            return value.as_posix()
        case _:
            return str(value)
