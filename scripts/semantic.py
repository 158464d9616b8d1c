"""Builds the encoder in the data folder, tries it, and says what was done and what comes next."""

import sys
import time

from talknshop.core.errors import TalknShopError
from talknshop.core.settings import EmbeddingProvider, load_settings
from talknshop.search.encoder_factory import MODELS_FOLDER, open_encoder

_TRIED = ("warm gloves for cycling in the rain", "mittens that keep a cyclist's hands dry")


def main() -> int:
    """Opens the light encoder, which builds it when need be, and compares two sentences."""
    started = time.perf_counter()
    try:
        settings = load_settings(embedding_provider=EmbeddingProvider.LIGHT)
        encoder = open_encoder(settings)
    except TalknShopError as error:
        sys.stderr.write(error.message + "\n")
        return 1
    assert encoder is not None  # noqa: S101  # "light" was asked for
    left, right = encoder.encode(_TRIED)
    seconds = time.perf_counter() - started
    folder = settings.data_dir / MODELS_FOLDER
    size = sum(file.stat().st_size for file in folder.glob("*.onnx")) / 1e6
    sys.stdout.write(
        f"The encoder {encoder.name} stands in {folder} ({size:.0f} MB), was ready after "
        f"{seconds:.1f} s and finds {_TRIED[0]!r} and {_TRIED[1]!r} {left @ right:.0%} alike.\n"
        "Next: start with `make run`, or restart what is running. The catalogue reads its "
        "products, says on /catalog/health how far it is, and then searches by meaning, too; "
        "EMBEDDING_PROVIDER=none does without it. More in docs/guides/semantic-search.md.\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
