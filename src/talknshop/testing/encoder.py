"""What every encoder must do; subclasses say which one."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from talknshop.search.encoder import Encoder

_ALIKE = ["a warm blanket made of wool", "a woollen blanket that keeps you warm"]
_OTHER = "replacement ink for an office printer"


class EncoderConformance:
    """A test class gives the fixture ``encoder`` and inherits these tests."""

    same = 0.9999
    """Least cosine of two vectors of one text, encoded in different company."""

    def test_rows_are_unit_vectors_in_order(self, encoder: Encoder) -> None:
        texts = [*_ALIKE, _OTHER]
        vectors = encoder.encode(texts)
        assert vectors.shape == (3, encoder.dimensions)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        backwards = encoder.encode(texts[::-1])[::-1]
        assert (vectors * backwards).sum(axis=1).min() >= self.same

    def test_no_texts_give_no_rows(self, encoder: Encoder) -> None:
        assert encoder.encode([]).shape == (0, encoder.dimensions)

    def test_odd_texts_have_vectors(self, encoder: Encoder) -> None:
        vectors = encoder.encode(["", " \n", "\x00\ufffd", "\U0001f600" * 9, "long " * 3_000])
        assert np.isfinite(vectors).all()
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    def test_a_text_keeps_its_vector_whatever_stands_beside_it(self, encoder: Encoder) -> None:
        alone = encoder.encode([_OTHER])[0]
        crowd = encoder.encode([f"word {n} " * (n % 40 + 1) for n in range(70)] + [_OTHER])[-1]
        assert alone @ crowd >= self.same

    def test_threads_do_not_disturb_each_other(self, encoder: Encoder) -> None:
        texts = [f"shelf number {n}" for n in range(24)]
        expected = encoder.encode(texts)
        with ThreadPoolExecutor(4) as pool:
            found = np.vstack(list(pool.map(encoder.encode, [[text] for text in texts])))
        assert (expected * found).sum(axis=1).min() >= self.same
        assert encoder.name


class TrainedEncoderConformance(EncoderConformance):
    """For encoders that were trained, not made up for a test."""

    def test_texts_that_mean_the_same_are_nearer(self, encoder: Encoder) -> None:
        left, right, other = encoder.encode([*_ALIKE, _OTHER])
        assert left @ right > 0.7
        assert left @ other < 0.3
