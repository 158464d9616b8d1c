"""Identifiers: a short prefix that names the kind, then randomness."""

import secrets


def new_id(prefix: str) -> str:
    """Makes an unguessable id such as ``sess_5f0c0f7e9a3b41d2``.

    Args:
        prefix: The kind of thing (``sess``, ``run``, ``msg``, ``req``).
    """
    return f"{prefix}_{secrets.token_hex(8)}"
