"""Makes the place the program lives in: system libraries, virtual environment, secret key.

Standard library only: it runs before anything is installed, on any Python from 3.11.
"""

import ctypes
import hashlib
import importlib.util
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SECRET_KEY = ROOT / ".secret-key"

# What WeasyPrint loads to set type, and the Debian package that holds it.
LIBRARIES = {
    "libgobject-2.0.so.0": "libpango-1.0-0",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libpango-1.0-0",
    "libfontconfig.so.1": "libpango-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
FONT_FOLDERS = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]


def prepare(*locks):
    """Make everything that is missing; a second call finds nothing to do."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this is what says so
        sys.exit("Myopathway needs Python 3.11 or newer.")
    require_packages(missing_packages())
    make_environment(locks)
    write_secret_key()


def missing_packages():
    """The Debian packages to add: Python's venv, the libraries of WeasyPrint, a font."""
    missing = [] if importlib.util.find_spec("ensurepip") else ["python3-venv"]
    missing += [package for library, package in LIBRARIES.items() if not loads(library)]
    if not any(folder.is_dir() and any(folder.rglob("*.[ot]tf")) for folder in FONT_FOLDERS):
        missing.append("fonts-dejavu-core")
    return list(dict.fromkeys(missing))


def loads(library):
    """Whether the shared library is on this machine."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def require_packages(names):
    """Install Debian packages, or stop with the one command that does."""
    if names and not install_packages(names):
        sys.exit(
            "These system packages are missing. Install them, then start again:\n\n"
            "    sudo apt-get update && "
            f"sudo apt-get install -y --no-install-recommends {' '.join(names)}\n"
        )


def install_packages(names):
    """Install Debian packages where this user may; whether it worked."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print(f"Installing {', '.join(names)}", flush=True)
    apt = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "capture_output": True}
    subprocess.run(["apt-get", "update"], check=False, **apt)
    install = ["apt-get", "install", "-y", "--no-install-recommends", *names]
    done = subprocess.run(install, check=False, text=True, **apt)
    print(done.stderr if done.returncode else "", end="")
    importlib.invalidate_caches()
    return done.returncode == 0


def make_environment(locks):
    """Install the locks into the virtual environment, each only when it has changed."""
    pending = [lock for lock in locks if not is_current(lock, stamp_text(lock))]
    if not pending:
        return
    print("Preparing the virtual environment", flush=True)
    subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    install_locks(pending)
    for lock in pending:
        write_stamp(lock, stamp_text(lock))


def install_locks(locks):
    """Install with uv, which is ten times as fast; with pip where uv cannot."""
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    files = [part for lock in locks for part in ("-r", str(ROOT / lock))]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as uv_lock:
        uv_lock.write(locked("uv"))
        uv_lock.flush()
        uv = [PYTHON, "-m", "uv", "pip", "install", "--quiet", "--python", PYTHON]
        done = run(*pip, "--require-hashes", "-r", uv_lock.name) and run(
            *uv, "--require-hashes", *files
        )
    if not done and not run(*pip, "--require-hashes", *files):
        sys.exit("Could not install the Python packages; see above.")


def run(*command):
    """Whether the command succeeds."""
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def locked(package):
    """The lines of one package in the development lock, hashes included."""
    lock = (ROOT / "requirements-dev.txt").read_text()
    return re.search(rf"^{package}==(?:.*\\\n)*.*\n", lock, re.MULTILINE).group()


def stamp_text(lock):
    """What must be the same for an installed lock to count as current."""
    return f"{sys.version} {hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()}"


def is_current(name, text):
    """Whether the named step was last done for this very text, and its result still runs."""
    stamp = VENV / "stamps" / name
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == text


def write_stamp(name, text):
    """Note that the named step was done for this text."""
    stamp = VENV / "stamps" / name
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(text)


def write_secret_key():
    """Write a secret key that only its owner may read, once, unless the environment gives one."""
    if SECRET_KEY.exists() or os.environ.get("SECRET_KEY"):
        return
    with os.fdopen(os.open(SECRET_KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
