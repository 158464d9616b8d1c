"""Where tokens of the Creators API come from, by the version of the credential."""

from dataclasses import dataclass

_LOGIN = {
    "3.1": "https://api.amazon.com",
    "3.2": "https://api.amazon.co.uk",
    "3.3": "https://api.amazon.co.jp",
}
_COGNITO = {
    "2.1": "https://creatorsapi.auth.us-east-1.amazoncognito.com",
    "2.2": "https://creatorsapi.auth.eu-south-2.amazoncognito.com",
    "2.3": "https://creatorsapi.auth.us-west-2.amazoncognito.com",
}


@dataclass(frozen=True, slots=True)
class TokenDialect:
    """How a version asks for tokens and shows them.

    Attributes:
        base_url: Where its tokens come from.
        path: The path there.
        scope: What they are for.
        as_json: Whether the request is JSON; otherwise a form.
        suffix: What stands behind the token in ``Authorization``.
    """

    base_url: str
    path: str
    scope: str
    as_json: bool
    suffix: str


def token_dialect(version: str) -> TokenDialect:
    """The dialect of a credential version.

    Raises:
        KeyError: There is no such version; settings let only known ones in.
    """
    if version in _LOGIN:
        return TokenDialect(
            _LOGIN[version], "/auth/o2/token", "creatorsapi::default", as_json=True, suffix=""
        )
    return TokenDialect(
        _COGNITO[version],
        "/oauth2/token",
        "creatorsapi/default",
        as_json=False,
        suffix=f", Version {version}",
    )
