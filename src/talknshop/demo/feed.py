"""Where the demo feed and its pictures lie in this installation."""

from importlib.resources import files
from pathlib import Path


def bundled_feed() -> Path:
    """The demo feed that ships with TalknShop, as a path that can be opened.

    TalknShop is installed as files; it does not run from inside a zip archive.
    """
    return Path(str(files("talknshop.demo").joinpath("products.tsv")))


def bundled_pictures() -> Path:
    """The folder of the drawings that the demo feed links to."""
    return Path(str(files("talknshop.demo").joinpath("pictures")))


def bundled_documents() -> dict[str, bytes]:
    """The demo store's policies, guides and manuals, by file name."""
    folder = Path(str(files("talknshop.demo").joinpath("documents")))
    return {file.name: file.read_bytes() for file in sorted(folder.glob("*.md"))}
