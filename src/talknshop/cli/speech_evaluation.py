"""``talknshop eval speech``: how well recordings of a labelled folder are heard."""

from pathlib import Path
from typing import Annotated

import orjson
import typer

from talknshop.core.errors import NotInstalledError, ValidationError
from talknshop.core.settings import Settings


async def evaluate_speech(folder: Path, grammar: Path | None, settings: Settings) -> None:
    """Prints predictions, and figures on stderr.

    Raises:
        NotInstalledError: What hears recordings is not installed.
        ValidationError: The labels or the grammar cannot be read.
    """
    from talknshop.evaluation.images import load_labels  # noqa: PLC0415
    from talknshop.evaluation.speech import Figures, predict  # noqa: PLC0415
    from talknshop.media.transcription.engines import open_engine_for_task  # noqa: PLC0415

    labels = load_labels(folder)
    engine = await open_engine_for_task(settings, _text(grammar))
    if engine is None:
        raise NotInstalledError("Recordings are not understood: run `make run-media` first.")
    figures = Figures.over(labels)
    try:
        async for prediction in predict(folder, labels, engine):
            figures.take(prediction)
            typer.echo(orjson.dumps(prediction.as_json()).decode())
    finally:
        await engine.aclose()
    for line in figures.lines():
        typer.echo(line, err=True)


def _text(grammar: Path | None) -> str:
    if grammar is None:
        return ""
    try:
        return grammar.read_text(encoding="utf-8")
    except OSError as error:
        raise ValidationError(f"{grammar} cannot be read ({error.strerror}).") from error


Folder = Annotated[Path, typer.Argument(help="Recordings, and labels.jsonl that names each.")]
GrammarFile = Annotated[
    Path | None,
    typer.Option(help="Sentences that are likely, in the JSpeech Grammar Format or one a line."),
]
