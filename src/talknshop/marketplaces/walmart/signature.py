"""The signature that Walmart wants of every call (walmart.io, affiliate onboarding guide)."""

import base64
from datetime import datetime

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from talknshop.core.errors import ConfigurationError


class Signer:
    """Signs calls of one consumer; a signature holds for 180 seconds."""

    def __init__(self, consumer_id: str, key_version: str, private_key: RSAPrivateKey) -> None:
        """Signs with the private half of the key that was uploaded as ``key_version``."""
        self._consumer_id = consumer_id
        self._key_version = key_version
        self._private_key = private_key

    def headers(self, at: datetime) -> dict[str, str]:
        """The headers of a call that is made at ``at``, as Walmart's clock has it."""
        timestamp = str(int(at.timestamp() * 1000))
        signed = signed_text(self._consumer_id, timestamp, self._key_version)
        signature = self._private_key.sign(signed, PKCS1v15(), SHA256())
        return {
            "WM_CONSUMER.ID": self._consumer_id,
            "WM_CONSUMER.INTIMESTAMP": timestamp,
            "WM_SEC.KEY_VERSION": self._key_version,
            "WM_SEC.AUTH_SIGNATURE": base64.b64encode(signature).decode(),
        }


def signed_text(consumer_id: str, timestamp: str, key_version: str) -> bytes:
    """What is signed: the three values, a line break behind each, the last one too."""
    return f"{consumer_id}\n{timestamp}\n{key_version}\n".encode()


def read_private_key(pem: str) -> RSAPrivateKey:
    r"""Reads a private key in PKCS#1 or PKCS#8 PEM, whose line breaks may be written as ``\n``.

    Raises:
        ConfigurationError: It is no such key.
    """
    try:
        key = load_pem_private_key(pem.strip().replace("\\n", "\n").encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPrivateKey):
        raise ConfigurationError(
            "Walmart is not searched: WALMART_PRIVATE_KEY is no RSA private key without a "
            "password in PEM. It begins with -----BEGIN PRIVATE KEY-----; line breaks may be "
            "written as \\n.",
            service="Walmart",
        )
    return key
