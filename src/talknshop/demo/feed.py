"""Where the demo feed and its pictures lie in this installation."""

import tomllib
from importlib.resources import files
from pathlib import Path

from pydantic import TypeAdapter

from talknshop.schemas.document import BundledDocument

_OF_DEMO = "store_demo_"
"""What the ids of the demo feed's products begin with on the wire."""
_SUBJECTS = TypeAdapter(dict[str, list[str]])


def bundled_feed() -> Path:
    """The demo feed that ships with TalknShop, as a path that can be opened.

    TalknShop is installed as files; it does not run from inside a zip archive.
    """
    return Path(str(files("talknshop.demo").joinpath("products.tsv")))


def bundled_pictures() -> Path:
    """The folder of the drawings that the demo feed links to."""
    return Path(str(files("talknshop.demo").joinpath("pictures")))


def bundled_documents() -> dict[str, BundledDocument]:
    """The demo store's policies, guides and manuals, by file name; manuals with their products."""
    folder = Path(str(files("talknshop.demo").joinpath("documents")))
    subjects = _SUBJECTS.validate_python(
        tomllib.loads((folder / "subjects.toml").read_text("utf-8"))
    )
    return {
        file.name: BundledDocument(
            file.read_bytes(), tuple(f"{_OF_DEMO}{one}" for one in subjects.get(file.name, ()))
        )
        for file in sorted(folder.glob("*.md"))
    }
