"""Resolves the dependencies of pyproject.toml into requirements/, hashed, for every platform."""

import shutil
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_EXTRAS = ("telemetry", "web", "build", "dev")


def main() -> int:
    """Writes the lock files; the extras are resolved against the base."""
    uv = shutil.which("uv")
    if uv is None:
        sys.stderr.write("Resolving needs uv: install it with `pip install uv` and try again.\n")
        return 1
    compile_command = [
        uv, "pip", "compile", "--universal", "--generate-hashes", "--no-emit-index-url",
        "--no-header", "--python-version", "3.11", "--quiet", "pyproject.toml",
    ]  # fmt: skip
    base = "requirements/base.txt"
    subprocess.run([*compile_command, "-o", base], cwd=_ROOT, check=True)  # noqa: S603
    for extra in _EXTRAS:
        output = f"requirements/{extra}.txt"
        subprocess.run(  # noqa: S603
            [*compile_command, "--extra", extra, "-c", base, "-o", output], cwd=_ROOT, check=True
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
