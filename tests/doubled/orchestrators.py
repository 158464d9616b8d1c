"""Two orchestrators behind nginx, each a process of its own that can be ended, killed and held."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.stand_ins.servers import free_port, process

_TALKNSHOP = Path(sys.executable).with_name("talknshop")
_DEPLOY = Path(__file__).parents[2] / "deploy"
_START_SECONDS = 60.0
_END_SECONDS = 40.0


@dataclass
class Server:
    """One service on a port that stays its own through every restart."""

    arguments: list[str]
    settings: Mapping[str, str]
    log: Path
    port: int = field(default_factory=free_port)
    _process: "subprocess.Popen[str] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts it and returns when it answers."""
        self.begin()
        self.wait()

    def begin(self) -> None:
        """Starts it."""
        settings = [f"{name}={value}" for name, value in self.settings.items()]
        command = ["env", *settings, str(_TALKNSHOP), *self.arguments, "--port", str(self.port)]
        with self.log.open("a") as log:
            self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)

    def wait(self) -> None:
        """Returns when it answers."""
        assert self._process is not None
        assert self._process.stdout is not None
        while (line := self._process.stdout.readline()) != "Ctrl+C stops it.\n":
            assert line, f"{self.arguments} did not start:\n{self.log.read_text()[-2000:]}"

    def signal(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def end(self) -> int:
        """Has it drain and end; its exit code."""
        assert self._process is not None
        self.signal(signal.SIGTERM)
        try:
            return self._process.wait(_END_SECONDS)
        finally:
            self._close()

    def kill(self) -> None:
        """Kills it (SIGKILL)."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._close()

    def _close(self) -> None:
        if self._process is not None and self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None


@dataclass
class Doubled:
    """Two orchestrators and the address of nginx before them."""

    orchestrators: tuple[Server, Server]
    catalog: Server
    url: str

    @property
    def chat(self) -> str:
        return f"{self.url.replace('http', 'ws')}/ws/chat"


@contextmanager
def nginx(folder: Path, orchestrators: tuple[Server, Server]) -> Generator[str]:
    """nginx with the configuration of ``deploy``, by its address; only the addresses are ours."""
    program = shutil.which("nginx", path=f"{os.defpath}:/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip("no nginx here (Debian's package nginx-light has it)")
    port = free_port()
    (folder / "nginx").mkdir(parents=True)
    (folder / "temp").mkdir()
    shutil.copy(_DEPLOY / "nginx.conf", folder / "nginx.conf")
    listed = (_DEPLOY / "nginx" / "orchestrators.conf").read_text()
    for number, server in enumerate(orchestrators, start=1):
        listed = listed.replace(f"orchestrator-{number}:8000", f"127.0.0.1:{server.port}")
    (folder / "nginx" / "orchestrators.conf").write_text(listed)
    (folder / "nginx" / "listen.conf").write_text(f"listen 127.0.0.1:{port};\n")
    # What it has to say is kept beside the other logs.
    told = ["sh", "-c", 'exec "$@" 2>>"$0"', str(folder / "nginx.log")]
    options = ["-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    command = [*told, program, *options]
    with process(command, port):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def doubled(folder: Path, settings: Mapping[str, str]) -> Generator[Doubled]:
    """Both orchestrators over the engines of the settings, one catalogue, and nginx.

    Servers with a folder each need the secret in the settings (``SECRET_KEY``).
    """
    quiet = {"LOG_LEVEL": "WARNING"}
    catalog = Server(
        ["serve", "catalog", "--data", str(folder / "catalog")],
        {**quiet, **settings},
        folder / "catalog.log",
    )
    both = {**catalog.settings, "CATALOG_SERVICE_URL": catalog.url}
    # Where everything is kept elsewhere, nothing passes from one to the other through files.
    own_folders = settings.get("TALKNSHOP_BACKEND") == "aws"
    first, second = (
        Server(
            ["serve", "orchestrator", "--data", str(folder / (name if own_folders else "data"))],
            both,
            folder / f"{name}.log",
        )
        for name in ("first", "second")
    )
    with ExitStack() as stack:
        for server in (catalog, first, second):
            stack.callback(server.kill)
        catalog.begin()
        # The first makes the secret and the files that both share.
        first.start()
        second.start()
        catalog.wait()
        url = stack.enter_context(nginx(folder / "proxy", (first, second)))
        yield Doubled((first, second), catalog, url)
