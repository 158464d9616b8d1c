"""Encryption of what is kept for somebody else, under keys derived from the server's secret."""

import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from talknshop.core.errors import ConfigurationError
from talknshop.core.settings import Settings
from talknshop.core.tokens import signing_secrets

_FORMAT = b"\x01"
_NONCE_BYTES = 12
_KEY_BYTES = 32
# Another one than that of signed tokens: what opens one must never open the other.
_DERIVATION = b"talknshop stored secrets"


class Cipher:
    """Encrypts with AES-256-GCM, bound to what it belongs to.

    A text that was encrypted for one row cannot be read under another: whoever can write the
    database still cannot give one person another's secret.
    """

    def __init__(self, signing_secrets: Sequence[str]) -> None:
        """Encrypts with the first of ``signing_secrets`` and reads what any of them encrypted."""
        self._keys = [AESGCM(_derived_key(secret)) for secret in signing_secrets]

    def encrypt(self, plain: bytes, *, bound_to: str) -> bytes:
        """What only this server can read.

        Args:
            plain: What to hide.
            bound_to: What it belongs to; ``decrypt`` must name the same.
        """
        nonce = os.urandom(_NONCE_BYTES)
        return _FORMAT + nonce + self._keys[0].encrypt(nonce, plain, bound_to.encode())

    def decrypt(self, hidden: bytes, *, bound_to: str) -> bytes:
        """What was encrypted.

        Raises:
            ConfigurationError: It is not ours, belongs to something else, or was encrypted under a
                secret that is not among ours any more.
        """
        nonce, rest = hidden[1 : 1 + _NONCE_BYTES], hidden[1 + _NONCE_BYTES :]
        for key in self._keys if hidden[:1] == _FORMAT and len(nonce) == _NONCE_BYTES else ():
            try:
                return key.decrypt(nonce, rest, bound_to.encode())
            except InvalidTag:
                continue
        raise ConfigurationError(
            "Something stored was encrypted under another secret. Add the old secret behind the "
            "new one in SECRET_KEY, or have the person connect the account again."
        )

    def is_current(self, hidden: bytes, *, bound_to: str) -> bool:
        """Whether it was encrypted under the first secret."""
        nonce, rest = hidden[1 : 1 + _NONCE_BYTES], hidden[1 + _NONCE_BYTES :]
        try:
            self._keys[0].decrypt(nonce, rest, bound_to.encode())
        except (InvalidTag, ValueError):
            return False
        return True


def open_cipher(settings: Settings) -> Cipher:
    """The cipher of this server; every service with the same secret understands it.

    Raises:
        ConfigurationError: As ``tokens.signing_secrets``.
    """
    configured = settings.secret_key.get_secret_value() if settings.secret_key else None
    return Cipher(signing_secrets(configured, settings.data_dir))


def _derived_key(secret: str) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=_DERIVATION).derive(secret.encode())
