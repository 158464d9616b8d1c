"""What all tests share: no network, and nothing skipped without being counted and named."""

import logging
import tomllib
from collections.abc import Generator
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import expect
from pydantic_settings import BaseSettings
from pytest_socket import disable_socket, enable_socket
from tests.stand_ins import servers
from tests.stand_ins.on_aws import StandIns, everything_on
from tests.stand_ins.stacks import everything_of

from talknshop.core.logging import configure_logging
from talknshop.core.settings import LogLevel

_ALLOWED_SKIPS = Path(__file__).parent / "allowed_skips.toml"
# They need what `make infra` installs, in an environment of its own, and are run by it.
collect_ignore = ["infra"]
_SOCKET_MARKS = ("socket", "browser")
_PATIENT_MS = 20_000


class _Environment(BaseSettings):
    talknshop_shared: Path = Path("../shared")
    chromium: Path = Path("/usr/bin/chromium")


class _Skips:
    """Counts what was not run, by reason; of all processes where tests run in several."""

    def __init__(self) -> None:
        self.by_test: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped:
            told = report.longrepr
            reason = told[2] if isinstance(told, tuple) else str(told)
            self.by_test[report.nodeid] = reason

    def forbidden(self) -> list[str]:
        """Skipped tests that the list does not excuse."""
        allowed = tomllib.loads(_ALLOWED_SKIPS.read_text()).get("allowed", {})
        return [test for test in self.by_test if test not in allowed]


_SKIPS = pytest.StashKey[_Skips]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--forbid-skips",
        action="store_true",
        help="fail when a test was skipped that tests/allowed_skips.toml does not name",
    )
    parser.addoption(
        "--kills",
        type=int,
        default=25,
        help="how often tests/faults kills the server, or the worker, at a random moment",
    )
    for name, kind, default, told in (
        ("seconds", float, 20.0, "for how long tests/doubled restarts servers under load"),
        ("sockets", int, 100, "how many are connected meanwhile"),
        ("restart-seconds", float, 8.0, "how often one of the two is restarted"),
    ):
        parser.addoption(f"--soak-{name}", type=kind, default=default, help=told)
    parser.addoption(
        "--backend",
        choices=["embedded", "aws"],
        default="embedded",
        help="where servers under test keep everything: in files, or on stand-ins of AWS",
    )
    parser.addoption(
        "--stacks",
        type=Path,
        help="with --backend aws: templates of `make synth` that say which tables, queues and "
        "buckets there are; else the product makes what it needs",
    )


def pytest_configure(config: pytest.Config) -> None:
    configure_logging(LogLevel.WARNING)
    # How long one example takes says more of the machine than of what is tested.
    hypothesis.settings.register_profile("any machine", deadline=None)
    hypothesis.settings.load_profile("any machine")
    config.stash[_SKIPS] = _Skips()
    config.pluginmanager.register(config.stash[_SKIPS])
    if config.getoption("--backend") == "aws":
        # Servers that speak for AWS answer one after the other, and long polls among them wait.
        expect.set_options(timeout=_PATIENT_MS)


def pytest_runtest_setup(item: pytest.Item) -> None:
    is_elsewhere = item.config.getoption("--backend") == "aws"
    if is_elsewhere or any(item.get_closest_marker(mark) for mark in _SOCKET_MARKS):
        enable_socket()
    else:
        disable_socket(allow_unix_socket=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--backend") == "embedded":
        return
    looking_into_files = [item for item in items if item.get_closest_marker("embedded")]
    config.hook.pytest_deselected(items=looking_into_files)
    items[:] = [item for item in items if item not in looking_into_files]


def pytest_sessionfinish(session: pytest.Session) -> None:
    skips = session.config.stash[_SKIPS]
    if session.config.getoption("--forbid-skips") and skips.forbidden():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    skips = config.stash[_SKIPS]
    if not skips.by_test:
        return
    terminalreporter.section(f"not run: {len(skips.by_test)}")
    for test, reason in sorted(skips.by_test.items()):
        terminalreporter.write_line(f"{test}: {reason}")
    if config.getoption("--forbid-skips"):
        for test in skips.forbidden():
            terminalreporter.write_line(f"FORBIDDEN SKIP {test}", red=True)


@pytest.fixture(scope="session", autouse=True)
def no_speech_models() -> Generator[None]:
    """Servers under test hear with the general model: building one takes a core for a while."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MEDIA_STT_BUILD_MODEL", "false")
        yield


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """The evaluation data beside the checkout."""
    folder = _Environment().talknshop_shared
    if not folder.is_dir():
        pytest.skip(f"the evaluation data is not at {folder} (TALKNSHOP_SHARED says where)")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser that tests drive."""
    path = _Environment().chromium
    if not path.exists():
        pytest.skip(f"no Chromium at {path} (CHROMIUM says where)")
    return path


@pytest.fixture(scope="session")
def dynalite_url() -> Generator[str]:
    """A server that speaks for DynamoDB; for tests with the mark ``socket``, as the next two."""
    with servers.dynalite() as address:
        yield address


@pytest.fixture(scope="session")
def moto_url() -> Generator[str]:
    """A server that speaks for DynamoDB, SQS and S3."""
    with servers.moto() as address:
        yield address


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """A redis-server."""
    with servers.redis(tmp_path_factory.mktemp("redis")) as address:
        yield address


@pytest.fixture(scope="session")
def stand_ins(dynalite_url: str, moto_url: str, redis_url: str) -> StandIns:
    """All three, for servers that keep everything on them."""
    return StandIns(dynalite_url, moto_url, redis_url)


@pytest.fixture(autouse=True)
def logging_as_before() -> Generator[None]:
    """Takes back what a command set up: its log would go where nobody reads any more."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers = handlers
    root.setLevel(level)


@pytest.fixture(scope="module", autouse=True)
def backend_of_module(request: pytest.FixtureRequest) -> Generator[None]:
    """Where what a module starts for all its tests keeps everything (``--backend``)."""
    yield from _backend(request)


@pytest.fixture(autouse=True)
def backend(request: pytest.FixtureRequest, backend_of_module: None) -> Generator[None]:
    """Where what a single test starts keeps everything: nothing of other tests is there."""
    del backend_of_module
    # Whatever starts a server gives it a folder.
    if "tmp_path" in request.fixturenames:
        yield from _backend(request)
    else:
        yield


def _backend(request: pytest.FixtureRequest) -> Generator[None]:
    if request.config.getoption("--backend") != "aws":
        yield
        return
    if stacks := request.config.getoption("--stacks"):
        # CloudFormation and its tables are on one server.
        urls = [request.getfixturevalue(name) for name in ("moto_url", "moto_url", "redis_url")]
        with everything_of(stacks, StandIns(*urls)):
            yield
        return
    with everything_on(request.getfixturevalue("stand_ins")):
        yield


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Names parameters that are bytes by their place: what is in an archive depends on the time."""
    return argname if isinstance(val, bytes) else None
