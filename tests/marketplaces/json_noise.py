"""Whatever JSON can hold, with a taste for what marketplaces get wrong."""

from collections.abc import Sequence

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For machines that are busy with something else."""

_ODD_TEXTS = [
    "", " ", "null", "string", "<b>", "&lt;p&gt;&amp;nbsp;", "<script>alert(1)</script>", "\u202e",
    "-2147483648", "NaN", "1e999", "9" * 40, "USD", "https://shop.example/a", "javascript:alert(1)",
    "{\"half\": ", "https://", "2026-13-45T99:99:99Z", "2026-01-01T00:00:00Z", "IN_STOCK", "New",
]  # fmt: skip
_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(_ODD_TEXTS)
    | st.text(max_size=20)
)
JSON = st.recursive(
    _LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


def objects_of(keys: Sequence[str]) -> st.SearchStrategy[dict[str, object]]:
    """Objects with known keys, whose values are anything, also objects with known keys."""
    return st.dictionaries(
        st.sampled_from(list(keys)),
        st.recursive(
            _LEAVES,
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(list(keys)), inner, max_size=4)
            ),
            max_leaves=8,
        ),
        max_size=len(keys),
    )
